const { ESLint, Linter, RuleTester, SourceCode } = require('eslint');
const fs = require('node:fs');
const path = require('node:path');
const dir = path.join(__dirname, 'work', 'eslint');
fs.mkdirSync(path.join(dir, 'src'), { recursive: true });
fs.writeFileSync(path.join(dir, 'src', 'bad.js'), `var a = 1, unused = 2
if (a == null) { foo() }
function f(x) { if (x) { return 1 } else { return 2 } }
const obj = { 'k': 1, k: 2, get y() { } };
let never = 5;
while (true) { break }
switch (a) { case 1: f(never); case 2: break; }
/* eslint-disable-next-line no-console */
console.log(obj); debugger;
export const g = async () => { for (const k in obj) { await f(k) } return new Promise(async (r) => r()) }
`);
fs.writeFileSync(path.join(dir, 'src', 'good.js'), 'export const one = 1;\n');
fs.writeFileSync(path.join(dir, 'src', 'broken.js'), 'let x = ;\n');
fs.writeFileSync(path.join(dir, 'eslint.config.js'), `module.exports = [
  { files: ['**/*.js'], languageOptions: { ecmaVersion: 'latest', sourceType: 'module', globals: { console: 'readonly' } },
    rules: { 'no-unused-vars': 'warn', eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error', 'no-undef': 'error', 'no-debugger': 'error', 'no-dupe-keys': 'error', 'getter-return': 'error', 'no-constant-condition': 'error', 'no-fallthrough': 'error', 'no-else-return': 'error', 'quote-props': ['error', 'as-needed'], 'no-console': 'error', 'no-await-in-loop': 'warn', 'no-async-promise-executor': 'error', 'guard-for-in': 'error', complexity: ['warn', 1], 'dot-notation': 'error' } },
  { files: ['src/good.js'], rules: { 'no-magic-numbers': 'warn' } },
];
`);
(async () => {
  const eslint = new ESLint({ cwd: dir });
  const results = await eslint.lintFiles(['src/**/*.js']);
  for (const r of results) {
    console.log(path.relative(dir, r.filePath), r.errorCount, r.warningCount, r.fixableErrorCount);
    for (const m of r.messages) console.log(' ', m.line, m.column, m.severity, m.ruleId, m.message, m.fix ? JSON.stringify(m.fix) : '');
  }
  console.log((await eslint.loadFormatter('stylish').then((f) => f.format(results))).replaceAll(dir, 'DIR'));
  console.log((await (await eslint.loadFormatter('json')).format(results.slice(-1))).replaceAll(dir, 'DIR'));
  const fixer = new ESLint({ cwd: dir, fix: true });
  const [fixed] = await fixer.lintFiles(['src/bad.js']);
  console.log(fixed.output, fixed.messages.length);
  console.log(await eslint.isPathIgnored('node_modules/x.js'), (await eslint.calculateConfigForFile('src/good.js')).rules.eqeqeq);

  const linter = new Linter();
  const rule = { meta: { type: 'problem', fixable: 'code', schema: [{ type: 'string' }], messages: { bad: 'No {{name}}!' } }, create: (context) => ({ [`Identifier[name=${context.options[0]}]`](node) { context.report({ node, messageId: 'bad', data: { name: node.name }, fix: (f) => f.replaceText(node, 'good') }); }, 'Program:exit'() { const scope = context.sourceCode.scopeManager.globalScope; context.report({ loc: { line: 1, column: 0 }, message: 'through: ' + scope.through.map((r) => r.identifier.name) }); } }) };
  const config = [{ plugins: { own: { rules: { name: rule } } }, rules: { 'own/name': ['error', 'evil'] } }];
  console.log(linter.verify('const x = evil + ok; // evil', config).map((m) => [m.ruleId, m.message, m.line, m.column]));
  console.log(linter.verifyAndFix('evil(evil);', config).output);
  console.log(linter.verify('a', [{ rules: { 'no-undef': 'error', semi: ['error', 'always'] } }]).map((m) => m.message));
  try { linter.verify('a', [{ rules: { eqeqeq: ['error', 'wrong'] } }]); } catch (e) { console.log(e.message); }
  RuleTester.describe = (name, fn) => { console.log('describe', name); fn(); };
  RuleTester.it = (name, fn) => { try { fn(); console.log('pass', name); } catch (e) { console.log('fail', name, e.message.split('\n')[0]); } };
  new RuleTester().run('name', rule, { valid: [{ code: '1', options: ['evil'] }], invalid: [{ code: 'evil', options: ['evil'], output: 'good', errors: 2 }] });
})();
