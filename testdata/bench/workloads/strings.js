// Strings: put together, cut, searched, taken apart.
function workload() {
  let text = '';
  for (let i = 0; i < 40000; i++) text += 'word' + i + ' ';
  let n = 0;
  for (const word of text.split(' ')) n += word.length;
  for (let i = 0; i < 60000; i++) n += text.charCodeAt(i * 3);
  n += text.indexOf('word39999') + text.toUpperCase().lastIndexOf('WORD1 ');
  const parts = [];
  for (let i = 0; i < 20000; i++) parts.push(text.slice(i, i + 9));
  return n + parts.join('-').length + `${n}`.padStart(20).length;
}
