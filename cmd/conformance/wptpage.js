'use strict';

// Runs one file of the web-platform-tests: page.js ROOT TEST VARIANT INIT. The
// realm is made to look like a window without a document; each subtest is told
// on standard output as a line of JSON behind a mark.

const fs = require('node:fs');
const path = require('node:path');
const { runInThisContext } = require('node:vm');

const [root, test, variant, init] = process.argv.slice(2);
const write = fs.writeSync;
const tell = (message) => write(1, `\n@wpt ${JSON.stringify(message)}\n`);

// Where a URL of the test's server is in the folder.
function fileOf(url) {
  const plain = url.replace(/[?#].*$/s, '');
  const file = plain === '/resources/WebIDLParser.js' ? '/resources/webidl2/lib/webidl2.js' : plain;
  return file.startsWith('/') ? path.join(root, file) : path.join(root, path.dirname(test), file);
}

function run(file) {
  runInThisContext(fs.readFileSync(file, 'utf8'), { filename: file });
}

const address = new URL(`/${test.replace(/\.js$/, '.html')}${variant}`, 'http://web-platform.test:8000');
const { href, origin, protocol, host, hostname, port, pathname, search, hash } = address;
globalThis.self = globalThis;
globalThis.GLOBAL = { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false };
globalThis.location = { href, origin, protocol, host, hostname, port, pathname, search, hash, toString: () => href };
globalThis.Window = Object.getPrototypeOf(globalThis).constructor;
const { fetch } = globalThis;
globalThis.fetch = async (input, options) => {
  if (typeof input !== 'string' || /^[a-z]+:/i.test(input)) return fetch(input, options);
  return new Response(await fs.promises.readFile(fileOf(input)));
};
if (init) runInThisContext(init);

run(path.join(root, 'resources', 'testharness.js'));
add_result_callback(({ name, status, message }) => tell({ name, status, message }));
// The process lives until the tests are done, whatever keeps them waiting.
const alive = setInterval(() => {}, 1 << 30);
add_completion_callback((tests, { status, message }) => {
  clearInterval(alive);
  tell({ done: true, status, message });
});
const source = fs.readFileSync(path.join(root, test), 'utf8');
for (const [, script] of source.matchAll(/^\/\/ META: script=(.+)$/gm)) run(fileOf(script.trim()));
// The elements of a document that are asked beside URL cannot be here.
runInThisContext(source.replace('["url", "a", "area"]', '["url"]'), { filename: path.join(root, test) });
