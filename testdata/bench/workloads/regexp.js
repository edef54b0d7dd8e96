// Regular expressions: searched, taken apart, replaced.
function workload() {
  let text = '';
  for (let i = 0; i < 1500; i++) text += `2024-0${1 + i % 9}-1${i % 9} user${i}@example.com GET /path/${i}?q=a%20b "agent ${i}"\n`;
  let n = 0;
  for (const m of text.matchAll(/(\d{4})-(\d\d)-(\d\d) (\w+)@([\w.]+)/g)) n += m[4].length + Number(m[2]);
  n += text.replace(/\b[a-z]+\b/gi, (w) => w[0]).length;
  for (const line of text.split(/\r?\n/)) if (/^[\d-]+ \S+ (?:GET|POST) (\/[^?\s]*)(?:\?(\S+))?/.test(line)) n++;
  return n;
}
