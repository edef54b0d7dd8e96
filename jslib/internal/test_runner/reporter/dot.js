'use strict';

// A dot for each test that passed, an X for each that failed, and at the end
// the errors.

const { ArrayPrototypePush, MathMax } = primordials;

const { colorOf, formatTest, symbols } = require('internal/test_runner/reporter/format');
const colors = require('internal/util/colors');

// Asked for anew with each line: the terminal may have changed its size.
function lineLength() {
  return MathMax(process.stdout.columns ?? 20, 20);
}

module.exports = async function* dot(source) {
  const failed = [];
  const errors = [];
  let columns = lineLength();
  let count = 0;
  for await (const { type, data } of source) {
    if (type === 'test:pass') {
      yield `${colors.green}.${colors.reset}`;
    } else if (type === 'test:fail') {
      yield `${colors.red}X${colors.reset}`;
      ArrayPrototypePush(failed, data);
    } else {
      if (type === 'test:diagnostic' && data.level === 'error') ArrayPrototypePush(errors, data);
      continue;
    }
    if (++count === columns) {
      yield '\n';
      columns = lineLength();
      count = 0;
    }
  }
  yield '\n';
  for (let i = 0; i < errors.length; i++) {
    const { level, message } = errors[i];
    yield `${colorOf(level)}${symbols['test:diagnostic']}${message}${colors.white}\n`;
  }
  if (failed.length === 0) return;
  yield `\n${colors.red}Failed tests:${colors.white}\n\n`;
  for (let i = 0; i < failed.length; i++) yield formatTest('test:fail', failed[i]);
};
