'use strict';

// JUnit's XML.

const {
  ArrayPrototypeFilter,
  ArrayPrototypePush,
  ArrayPrototypeSome,
  Date,
  DateNow,
  DatePrototypeToISOString,
  NumberPrototypeToFixed,
  ObjectEntries,
  RegExpPrototypeSymbolReplace,
  String,
  StringPrototypeRepeat,
  StringPrototypeReplaceAll,
  StringPrototypeTrim,
  hardenRegExp,
} = primordials;

const { inspectWithNoCustomRetry } = require('internal/errors');

const inspectOptions = { __proto__: null, colors: false, breakLength: Infinity };
const ampersand = hardenRegExp(/&(?!#\d{1,7};)/g); // but not of a character reference

function escapeText(text) {
  return StringPrototypeReplaceAll(RegExpPrototypeSymbolReplace(ampersand, text, '&amp;'), '<', '&lt;');
}

function escapeAttribute(text) {
  return escapeText(StringPrototypeReplaceAll(StringPrototypeReplaceAll(text, '\n', '&#10;'), '"', '&quot;'));
}

// A node is a text, { nesting, comment }, or { nesting, tag, attrs, children }.
function toXML(node) {
  if (typeof node === 'string') return `${escapeText(node)}\n`;
  const { tag, attrs, children, comment } = node;
  const margin = StringPrototypeRepeat('\t', node.nesting + 1);
  if (comment !== undefined) return `${margin}<!-- ${StringPrototypeReplaceAll(comment, '--', '&#45;&#45;')} -->\n`;
  let open = `${margin}<${tag} `;
  const entries = ObjectEntries(attrs);
  for (let i = 0; i < entries.length; i++) {
    open += `${i > 0 ? ' ' : ''}${entries[i][0]}="${escapeAttribute(String(entries[i][1]))}"`;
  }
  if (!(children?.length > 0)) return `${open}/>\n`;
  let inside = '';
  for (let i = 0; i < children.length; i++) inside += toXML(children[i]);
  return `${open}>\n${inside}${margin}</${tag}>\n`;
}

function has(node, tag, attribute) {
  return (node.children !== undefined && ArrayPrototypeSome(node.children, (child) => child.tag === tag)) ||
    node.attrs?.[attribute];
}

function count(list, tag, attribute) {
  return ArrayPrototypeFilter(list, (node) => has(node, tag, attribute)).length;
}

function hostname() {
  try {
    return require('os').hostname();
  } catch {
    return 'localhost'; // the name was not granted
  }
}

function endSuite({ attrs, children }, tests, { details }) {
  attrs.disabled = 0;
  attrs.errors = 0;
  attrs.tests = tests.length;
  attrs.failures = count(children, 'failure', 'failures');
  attrs.skipped = count(children, 'skipped', 'skipped');
  // Its start was told of late, when its first test had ended.
  attrs.timestamp = DatePrototypeToISOString(new Date(DateNow() - details.duration_ms));
  attrs.hostname = hostname();
}

function endCase({ attrs, children }, type, data) {
  const nesting = data.nesting + 1;
  attrs.classname = data.classname ?? 'test';
  if (data.file) attrs.file = data.file;
  const skipped = (kind, message) => ArrayPrototypePush(children, {
    __proto__: null, nesting, tag: 'skipped', attrs: { __proto__: null, type: kind, message },
  });
  if (data.skip) skipped('skipped', data.skip);
  if (data.todo) skipped('todo', data.todo);
  if (type !== 'test:fail') return;
  const error = data.details?.error;
  ArrayPrototypePush(children, {
    __proto__: null,
    nesting,
    tag: 'failure',
    attrs: {
      __proto__: null,
      type: error?.failureType || error?.code,
      message: typeof error?.message === 'string' ? StringPrototypeTrim(error.message) : '',
    },
    children: [inspectWithNoCustomRetry(error, inspectOptions)],
  });
  attrs.failure = error?.message ?? '';
}

module.exports = async function* junitReporter(source) {
  yield '<?xml version="1.0" encoding="utf-8"?>\n';
  yield '<testsuites>\n';
  const roots = [];
  let open = null;

  const start = ({ name, nesting }) => {
    const outer = open;
    open = { __proto__: null, tag: undefined, attrs: { __proto__: null, name }, nesting, outer, children: [] };
    ArrayPrototypePush(outer?.children ?? roots, open);
  };

  for await (const { type, data } of source) {
    switch (type) {
      case 'test:start':
        start(data);
        break;
      case 'test:pass':
      case 'test:fail': {
        if (open === null) start({ __proto__: null, name: 'root', nesting: 0 });
        if (open.attrs.name !== data.name || open.nesting !== data.nesting) start(data);
        const ended = open;
        if (open.nesting === data.nesting) open = open.outer;
        ended.attrs.time = NumberPrototypeToFixed(data.details.duration_ms / 1000, 6);
        const tests = ArrayPrototypeFilter(ended.children, (child) => child.comment === undefined);
        if (tests.length > 0) {
          ended.tag = 'testsuite';
          endSuite(ended, tests, data);
        } else {
          ended.tag = 'testcase';
          endCase(ended, type, data);
        }
        break;
      }
      case 'test:diagnostic':
      case 'test:log':
        ArrayPrototypePush(open?.children ?? roots, { __proto__: null, nesting: data.nesting, comment: data.message });
        break;
    }
  }
  for (let i = 0; i < roots.length; i++) yield toXML(roots[i]);
  yield '</testsuites>\n';
};
