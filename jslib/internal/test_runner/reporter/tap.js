'use strict';

// The Test Anything Protocol, version 13: https://testanything.org

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  DatePrototypeToISOString,
  ObjectEntries,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolSplit,
  SafeSet,
  StringPrototypeRepeat,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  hardenRegExp,
} = primordials;

const { inspectWithNoCustomRetry } = require('internal/errors');
const { kUnwrapErrors } = require('internal/test_runner/failure');
const { isError } = require('internal/util');
const { isDate } = require('internal/util/types');

const lineEnd = hardenRegExp(/\r?\n/);
const frame = hardenRegExp(/^ {4}at (.+)/);
const inspectOptions = { __proto__: null, colors: false, breakLength: Infinity };

module.exports = async function* tapReporter(source) {
  yield 'TAP version 13\n';
  for await (const { type, data } of source) {
    const margin = indent(data?.nesting ?? 0);
    switch (type) {
      case 'test:fail':
        yield resultLine(margin, 'not ok', data);
        yield detailsOf(margin, data.details, data.file ? `${data.file}:${data.line}:${data.column}` : undefined);
        break;
      case 'test:pass':
        yield resultLine(margin, 'ok', data);
        yield detailsOf(margin, data.details, undefined);
        break;
      case 'test:plan':
        yield `${margin}1..${data.count}\n`;
        break;
      case 'test:start':
        yield `${margin}# Subtest: ${escape(data.name)}\n`;
        break;
      case 'test:stderr':
      case 'test:stdout': {
        const lines = RegExpPrototypeSymbolSplit(lineEnd, data.message);
        for (let i = 0; i < lines.length; i++) {
          if (lines[i].length > 0) yield `# ${escape(lines[i])}\n`;
        }
        break;
      }
      case 'test:diagnostic':
      case 'test:log':
        yield `${margin}# ${escape(data.message)}\n`;
        break;
      case 'test:interrupted':
        for (let i = 0; i < data.tests.length; i++) {
          const { name, file, line, column } = data.tests[i];
          yield `# ${escape(`Interrupted while running: ${name}${file ? ` at ${file}:${line}:${column}` : ''}`)}\n`;
        }
        break;
    }
  }
};

function indent(nesting) {
  return StringPrototypeRepeat('    ', nesting);
}

const escapes = [
  ['\b', '\\b'], ['\f', '\\f'], ['\t', '\\t'], ['\n', '\\n'], ['\r', '\\r'], ['\v', '\\v'], ['\\', '\\\\'], ['#', '\\#'],
];

// # begins a directive or a comment. (The backslashes of the first six are
// doubled again, as Node does.)
function escape(text) {
  let result = text;
  for (let i = 0; i < escapes.length; i++) result = StringPrototypeReplaceAll(result, escapes[i][0], escapes[i][1]);
  return result;
}

function directive(word, value) {
  return ` # ${word}${typeof value === 'string' && value.length > 0 ? ` ${escape(value)}` : ''}`;
}

function resultLine(margin, status, { testNumber, name, skip, todo, expectFailure }) {
  let line = `${margin}${status} ${testNumber}`;
  if (name) line += ` ${escape(`- ${name}`)}`;
  if (skip !== undefined) line += directive('SKIP', skip);
  else if (todo !== undefined) line += directive('TODO', todo);
  else if (expectFailure !== undefined) line += directive('EXPECTED FAILURE', expectFailure);
  return `${line}\n`;
}

function detailsOf(margin, details = { __proto__: null }, location) {
  return `${margin}  ---\n` +
    yaml(margin, 'duration_ms', details.duration_ms) +
    yaml(margin, 'type', details.type) +
    yaml(margin, 'location', location) +
    yaml(margin, null, details.error, new SafeSet()) +
    `${margin}  ...\n`;
}

// `name: value` as YAML, and what the value holds, one step further in. Without
// a name, only the latter.
function yaml(margin, name, value, seen) {
  if (value === undefined) return '';
  const prefix = `${margin}  ${name}:`;
  if (value === null) return `${prefix} ~\n`;
  if (typeof value !== 'object') return scalar(margin, prefix, value);

  seen.add(value);
  const error = isError(value);
  let result = '';
  let inner = margin;
  if (name !== null) {
    result = isDate(value) ? `${prefix} ${DatePrototypeToISOString(value)}\n` : `${prefix}\n`;
    inner += '  ';
  }
  const entries = ObjectEntries(value);
  for (let i = 0; i < entries.length; i++) {
    const { 0: key, 1: item } = entries[i];
    if (error && (key === 'cause' || key === 'code')) continue;
    result += seen.has(item) ? `${inner}  ${key}: <Circular>\n` : yaml(inner, key, item, seen);
  }
  return error ? result + errorYaml(margin, value, seen) : result;
}

function scalar(margin, prefix, value) {
  if (typeof value === 'string') {
    const lines = RegExpPrototypeSymbolSplit(lineEnd, value);
    if (lines.length > 1) return `${prefix} |-\n${margin}    ${ArrayPrototypeJoin(lines, `\n${margin}    `)}\n`;
  }
  return `${prefix} ${inspectWithNoCustomRetry(value, inspectOptions)}\n`;
}

function isAssertion(value) {
  return typeof value === 'object' && value !== null && 'expected' in value && 'actual' in value;
}

// What a reader wants to know of an error: of the one that the program threw,
// if it is only wrapped.
function describe(error) {
  const { cause } = error;
  if (error.code !== 'ERR_TEST_FAILURE' || !kUnwrapErrors.has(error.failureType)) {
    return { __proto__: null, ...pick(error), compared: isAssertion(error) ? error : undefined };
  }
  const own = pick(error);
  const compared = isAssertion(cause) ? cause : isAssertion(error) ? error : undefined;
  return {
    __proto__: null,
    message: cause?.message ?? own.message,
    code: cause?.code ?? own.code,
    name: cause?.name ?? own.name,
    stack: cause?.stack ?? own.stack,
    operator: compared === cause ? compared?.operator ?? own.operator : own.operator,
    compared,
  };
}

function pick({ message, code, name, stack, operator }) {
  return { __proto__: null, message: message ?? '<unknown error>', code, name, stack, operator };
}

function copyOf(set) {
  const copy = new SafeSet();
  set.forEach((value) => copy.add(value));
  return copy;
}

function errorYaml(margin, error, seen) {
  const { message, code, name, stack, operator, compared } = describe(error);
  let result = yaml(margin, 'error', message, seen);
  if (code) result += yaml(margin, 'code', code, seen);
  if (name && name !== 'Error') result += yaml(margin, 'name', name, seen);
  if (compared !== undefined) {
    // Each finds its own circles.
    result += yaml(margin, 'expected', compared.expected, copyOf(seen));
    result += yaml(margin, 'actual', compared.actual, copyOf(seen));
    if (operator) result += yaml(margin, 'operator', operator, seen);
  }
  return typeof stack === 'string' ? result + stackYaml(margin, stack) : result;
}

function stackYaml(margin, stack) {
  const frames = [];
  const lines = RegExpPrototypeSymbolSplit(lineEnd, stack);
  for (let i = 0; i < lines.length; i++) {
    if (RegExpPrototypeExec(frame, lines[i]) !== null) ArrayPrototypePush(frames, StringPrototypeSlice(lines[i], 7));
  }
  if (frames.length === 0) return '';
  return `${margin}  stack: |-\n${margin}    ${ArrayPrototypeJoin(frames, `\n${margin}    `)}\n`;
}
