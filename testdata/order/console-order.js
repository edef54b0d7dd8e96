const log = (...a) => console.log(...a);

console.log('out 1'); setTimeout(() => { console.log('a'); console.group('g'); console.log('inside'); console.groupEnd(); console.table([{ x: 1 }, { x: 2 }]); }, 1); process.stdout.write('written\n', () => console.log('write cb')); console.log('out 2');
