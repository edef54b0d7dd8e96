'use strict';

// Errors: the stack with a heading that tells the truth about the class, with
// what is repeated left out, and, in colour, with library frames dimmed.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  ErrorPrototypeToString,
  MathMin,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototypeToString,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeRepeat,
  StringPrototypeReplace,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const { isError } = require('internal/util');
const { getPrefix } = require('internal/util/inspect/names');
const walk = require('internal/util/inspect/walk');

const FRAME = '\n    at';
const coreFrame = hardenRegExp(/^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+\)?$/);
const headingOfStack = hardenRegExp(/^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n {4}at)/);
const bareHeading = hardenRegExp(/^([a-z_A-Z0-9-]*Error)$/);

// A property that a getter may guard: [threw, value].
function read(error, key) {
  try {
    return [false, error[key]];
  } catch {
    return [true, undefined];
  }
}

function stackText(ctx, error) {
  const stack = read(error, 'stack')[1];
  if (!stack) return ErrorPrototypeToString(error);
  if (typeof stack === 'string') return stack;
  ArrayPrototypePush(ctx.seen, error);
  ctx.indentationLvl += 4;
  const text = walk.value(ctx, stack);
  ctx.indentationLvl -= 4;
  ctx.seen.length--;
  return `${ErrorPrototypeToString(error)}\n    ${text}`;
}

// Where at least four lines of `a` go on as in `b`: [how many, from which of a].
function identicalSequenceRange(a, b) {
  for (let i = 0; i < a.length - 3; i++) {
    const position = ArrayPrototypeIndexOf(b, a[i]);
    if (position === -1) continue;
    const max = MathMin(a.length - i, b.length - position);
    let length = 1;
    while (length < max && a[i + length] === b[position + length]) length++;
    if (length > 3) return [length, i];
  }
  return [0, 0];
}

// How often the block of `size` frames at `start` is repeated right after itself.
function countRepeats(frames, start, size) {
  let repeats = 0;
  for (let next = start + size; ; next += size) {
    for (let i = 0; i < size; i++) {
      if (frames[start + i] !== frames[next + i]) return repeats;
    }
    repeats++;
  }
}

// Lengths that a block repeated from `start` on may have, the likeliest first:
// the greatest common divisor of the distances to all later occurrences of its
// first line, then what its computation went through.
function blockSizes(positions, current, start) {
  let divisor = 0;
  const others = [];
  for (let i = current; i < positions.length && divisor !== 1; i++) {
    let distance = positions[i] - start;
    while (distance !== 0) {
      const remainder = divisor % distance;
      if (divisor !== 0 && !ArrayPrototypeIncludes(others, divisor)) ArrayPrototypePush(others, divisor);
      divisor = distance;
      distance = remainder;
    }
  }
  const sizes = [divisor];
  for (let i = others.length - 1; i >= 0; i--) {
    if (others[i] !== divisor) ArrayPrototypePush(sizes, others[i]);
  }
  return sizes;
}

const MIN_HIDDEN = 3;

// The repetitions in a recursive function's stack, as triples of first line to
// hide, length of the block, number of repetitions.
function repeatedBlocks(frames) {
  const found = [];
  const occurrences = new SafeMap();
  for (let i = 0; i < frames.length; i++) {
    const positions = occurrences.get(frames[i]);
    if (positions === undefined) occurrences.set(frames[i], [i]);
    else ArrayPrototypePush(positions, i);
  }
  if (frames.length - occurrences.size <= MIN_HIDDEN) return found;

  for (let i = 0; i < frames.length - MIN_HIDDEN; i++) {
    const positions = occurrences.get(frames[i]);
    const next = ArrayPrototypeIndexOf(positions, i) + 1;
    if (next === positions.length) continue;
    if (positions[positions.length - 1] - i < MIN_HIDDEN) continue;

    const sizes = blockSizes(positions, next, i);
    let size = 0;
    let repeats = 0;
    for (let j = 0; j < sizes.length; j++) {
      const count = countRepeats(frames, i, sizes[j]);
      if (count * sizes[j] > repeats * size) {
        size = sizes[j];
        repeats = count;
      }
    }
    if (repeats * size >= MIN_HIDDEN) {
      ArrayPrototypePush(found, i + size);
      ArrayPrototypePush(found, size);
      ArrayPrototypePush(found, repeats);
      i += size * (repeats + 1) - 1;
    }
  }
  return found;
}

// The frames as lines, without those that the cause shows too and without the
// repetitions of a recursion.
function stackLines(ctx, error, stack) {
  const lines = StringPrototypeSplit(stack, '\n');

  const cause = read(error, 'cause')[1];
  if (cause != null && isError(cause)) {
    const causeStack = stackText(ctx, cause);
    const start = StringPrototypeIndexOf(causeStack, FRAME);
    if (start !== -1) {
      const causeLines = StringPrototypeSplit(StringPrototypeSlice(causeStack, start + 1), '\n');
      const range = identicalSequenceRange(lines, causeLines);
      if (range[0] > 0) {
        // The first and the last stay as landmarks.
        const skipped = range[0] - 2;
        ArrayPrototypeSplice(lines, range[1] + 1, skipped,
          ctx.stylize(`    ... ${skipped} lines matching cause stack trace ...`, 'undefined'));
      }
    }
  }

  if (lines.length > 10) {
    const blocks = repeatedBlocks(lines);
    for (let i = blocks.length - 3; i >= 0; i -= 3) {
      const size = blocks[i + 1];
      const repeats = blocks[i + 2];
      const text = `    ... collapsed ${size * repeats} duplicate lines matching above ` +
        (repeats > 1 ? `${size} lines ${repeats} times...` : 'lines ...');
      ArrayPrototypeSplice(lines, blocks[i], size * repeats, ctx.stylize(text, 'undefined'));
    }
  }
  return lines;
}

// Puts the class into the heading where the error's `name` alone would hide it:
// "Error: x" of a class Foo becomes "Foo [Error]: x" or "FooError: x".
function improveHeading(stack, constructor, name, tag) {
  let length = name.length;
  if (typeof name !== 'string') {
    const prefix = StringPrototypeSlice(getPrefix(constructor, tag, 'Error'), 0, -1);
    stack = StringPrototypeReplace(stack, `${name}`, `${name} [${prefix}]`);
  }
  // Stacks may hold anything; only those that look like an error's are changed.
  const regular = constructor === null ||
    (StringPrototypeEndsWith(name, 'Error') && StringPrototypeStartsWith(stack, name) &&
      (stack.length === length || stack[length] === ':' || stack[length] === '\n'));
  if (!regular) return stack;

  let fallback = 'Error';
  if (constructor === null) {
    const match = RegExpPrototypeExec(headingOfStack, stack) ?? RegExpPrototypeExec(bareHeading, stack);
    const heading = match === null ? '' : match[1];
    length = heading.length;
    fallback = heading || 'Error';
  }
  const prefix = StringPrototypeSlice(getPrefix(constructor, tag, fallback), 0, -1);
  if (name === prefix) return stack;
  if (!StringPrototypeIncludes(prefix, name)) return `${prefix} [${name}]${StringPrototypeSlice(stack, length)}`;
  return length === 0 ? `${prefix}: ${stack}` : `${prefix}${StringPrototypeSlice(stack, length)}`;
}

const NODE_MODULES = 'node_modules';

// Highlights the package's name in every …/node_modules/name/… of a frame.
function markPackages(ctx, line) {
  let out = '';
  let done = 0;
  let from = 0;
  for (;;) {
    const position = StringPrototypeIndexOf(line, NODE_MODULES, from);
    if (position === -1) break;
    const separator = line[position - 1];
    const after = line[position + NODE_MODULES.length];
    if ((after !== '/' && after !== '\\') || (separator !== '/' && separator !== '\\')) {
      from = position + 1;
      continue;
    }
    const start = position + NODE_MODULES.length + 1;
    let end = StringPrototypeIndexOf(line, separator, start);
    if (end !== -1 && line[start] === '@') end = StringPrototypeIndexOf(line, separator, end + 1);
    if (end === -1) end = line.length;
    out += StringPrototypeSlice(line, done, start) + ctx.stylize(StringPrototypeSlice(line, start, end), 'module');
    done = end;
    from = end;
  }
  return done === 0 ? line : out + StringPrototypeSlice(line, done);
}

const FILE_SCHEME = 'file://';

// Dims the working directory, and the parentheses around the location with it.
function markDirectory(ctx, line, directory) {
  let position = StringPrototypeIndexOf(line, directory);
  if (position === -1) return line;
  let { length } = directory;
  if (StringPrototypeSlice(line, position - FILE_SCHEME.length, position) === FILE_SCHEME) {
    length += FILE_SCHEME.length;
    position -= FILE_SCHEME.length;
  }
  const start = line[position - 1] === '(' ? position - 1 : position;
  const closes = start !== position && StringPrototypeEndsWith(line, ')');
  const end = position + length + 1;
  return StringPrototypeSlice(line, 0, start) +
    ctx.stylize(StringPrototypeSlice(line, start, end), 'undefined') +
    StringPrototypeSlice(line, end, closes ? -1 : line.length) +
    (closes ? ctx.stylize(')', 'undefined') : '');
}

function workingDirectory() {
  try {
    return process.cwd();
  } catch {
    return undefined; // Removed, or not for this program to know.
  }
}

function isCoreFrame(line) {
  const match = RegExpPrototypeExec(coreFrame, line);
  return match !== null && require('bootstrap/realm').BuiltinModule.exists(match[1]);
}

function colorLines(ctx, lines) {
  const directory = workingDirectory();
  let url;
  let out = '';
  for (let i = 0; i < lines.length; i++) {
    let line = lines[i];
    if (isCoreFrame(line)) {
      line = ctx.stylize(line, 'undefined');
    } else {
      line = markPackages(ctx, line);
      if (directory !== undefined) {
        let marked = markDirectory(ctx, line, directory);
        if (marked === line && StringPrototypeIncludes(line, FILE_SCHEME)) {
          url ??= require('internal/url').pathToFileURL(directory).href;
          marked = markDirectory(ctx, line, url);
        }
        line = marked;
      }
    }
    out += `\n${line}`;
  }
  return out;
}

function removeKey(keys, key) {
  const index = ArrayPrototypeIndexOf(keys, key);
  if (index !== -1) ArrayPrototypeSplice(keys, index, 1);
}

// A key whose text is part of the stack need not be printed again.
function removeShownKey(keys, key, result, stack) {
  const value = result[1];
  if (!result[0] && (typeof value !== 'string' || StringPrototypeIncludes(stack, value))) removeKey(keys, key);
}

function addOwnKey(keys, error, key) {
  if (ObjectPrototypeHasOwnProperty(error, key) && !ArrayPrototypeIncludes(keys, key)) ArrayPrototypePush(keys, key);
}

// The error's text. Of its own keys those that remain to be printed are left in
// `keys`, and `cause` and `errors` are added.
function formatError(ctx, error, constructor, tag, keys) {
  let stack;
  try {
    stack = stackText(ctx, error);
  } catch {
    return ObjectPrototypeToString(error);
  }
  const messageRead = read(error, 'message');
  const nameRead = read(error, 'name');

  if (!ctx.showHidden && keys.length !== 0) {
    removeKey(keys, 'stack');
    removeShownKey(keys, 'message', messageRead, stack);
    removeShownKey(keys, 'name', nameRead, stack);
  }
  addOwnKey(keys, error, 'cause');
  if (ArrayIsArray(read(error, 'errors')[1])) addOwnKey(keys, error, 'errors');

  stack = improveHeading(stack, constructor, nameRead[1] ?? 'Error', tag);

  // Frames begin after the message, which may itself look like frames.
  const message = messageRead[1];
  let from = (message && StringPrototypeIndexOf(stack, message)) || -1;
  if (from !== -1) from += message.length;
  const start = StringPrototypeIndexOf(stack, FRAME, from);
  if (start === -1) {
    stack = `[${stack}]`;
  } else {
    const lines = stackLines(ctx, error, StringPrototypeSlice(stack, start + 1));
    stack = StringPrototypeSlice(stack, 0, start);
    if (ctx.colors) {
      stack += colorLines(ctx, lines);
    } else {
      for (let i = 0; i < lines.length; i++) stack += `\n${lines[i]}`;
    }
  }
  if (ctx.indentationLvl !== 0) {
    stack = StringPrototypeReplaceAll(stack, '\n', `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`);
  }
  return stack;
}

module.exports = { formatError, identicalSequenceRange };
