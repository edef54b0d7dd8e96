'use strict';

// Runs cases.js in Node and in wjs by turns and prints the best of several
// rounds side by side. node compare.js WJS [ROUNDS] [TYPESCRIPT]

const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const why = require('./why');

const [, , wjs, rounds = '5', typescript = ''] = process.argv;
// In memory where there is such a place: disks take their time as they please.
const dir = fs.mkdtempSync(path.join((fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()), 'wjs-bench-'));

function prepare() {
  for (const name of ['small', 'many']) fs.mkdirSync(path.join(dir, name));
  for (let i = 0; i < 10000; i++) fs.writeFileSync(path.join(dir, 'many', `file-${i}`), '');
  for (let i = 0; i < 1000; i++) fs.writeFileSync(path.join(dir, 'small', `${i}`), 'some text of a small file\n');
  fs.writeFileSync(path.join(dir, 'source'), Buffer.alloc(100 * 1024 * 1024, 'x'));
}

function round(command, flags, best) {
  const run = spawnSync(command, [...flags, path.join(__dirname, 'cases.js'), dir, typescript], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) throw new Error(`${command} ended with ${run.status ?? run.signal}`);
  for (const [name, { kind, ms, cpu }] of Object.entries(JSON.parse(run.stdout))) {
    const last = best[name] ?? { ms: Infinity, cpu: Infinity };
    best[name] = { kind, ms: Math.min(ms, last.ms), cpu: Math.min(cpu, last.cpu) };
  }
}

if (!process.version.startsWith('v24.')) {
  console.error(`Warning: this is Node ${process.version}, and wjs follows v24: give NODE=path of one.`);
}

try {
  prepare();
  const node = {};
  const ours = {};
  for (let i = 0; i < Number(rounds); i++) {
    round(process.execPath, [], node);
    round(wjs, ['run', '-A', '--memory', '1024'], ours);
  }
  console.log(`Milliseconds, the best of ${rounds} rounds by turns; Node ${process.version}.\n`);
  console.log('| case | Node | wjs | wjs / Node | of CPU time | why |\n|---|---:|---:|---:|---:|---|');
  for (const group of ['host', 'engine']) {
    for (const [name, { kind, ms, cpu }] of Object.entries(node)) {
      if (kind !== group) continue;
      const own = ours[name];
      if (why[name] === undefined) throw new Error(`why.js says nothing of ${name}`);
      console.log(`| ${name} | ${ms.toFixed(1)} | ${own.ms.toFixed(1)} | ${(own.ms / ms).toFixed(1)} | ${(own.cpu / cpu).toFixed(1)} | ${why[name]} |`);
    }
  }
  if (!typescript) {
    console.log("\nSkipped: require('typescript'). Give the folder of that package: npm install typescript, " +
                'then TYPESCRIPT=…/node_modules/typescript.');
  }
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
