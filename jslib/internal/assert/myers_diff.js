'use strict';

// The shortest edit script between two lists (Myers, "An O(ND) Difference
// Algorithm and Its Variations", 1986), and how assertion errors print it.

const {
  ArrayPrototypePush,
  Int32Array,
  StringPrototypeEndsWith,
  StringPrototypeTrimEnd,
  TypedArrayPrototypeSlice,
} = primordials;

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const colors = require('internal/util/colors');

const DELETE = -1; // in expected alone
const KEEP = 0;
const INSERT = 1; // in actual alone

const MAX_INPUT = 2 ** 31 - 1;

function sameLine(actual, expected, ignoreComma) {
  return actual === expected || (ignoreComma && (`${actual},` === expected || actual === `${expected},`));
}

// In step d all ends reachable with d edits are found, one for each diagonal k:
// reach[k] is how far they get in `actual`. Diagonal k is x - y = k; an entry
// above the diagonal is an insertion, one below a deletion.
//
// Returns [operation, value] pairs, the last one first. ignoreComma: lines that
// differ in a comma at their end are the same (the last property of an object
// has none).
function myersDiff(actual, expected, ignoreComma = false) {
  const width = actual.length;
  const height = expected.length;
  const max = width + height;
  if (max > MAX_INPUT) throw new ERR_OUT_OF_RANGE('myersDiff input size', '< 2^31', max);

  const reach = new Int32Array(2 * max + 2);
  const steps = []; // What `reach` was before each step, of the diagonals that matter.
  for (let edits = 0; edits <= max; edits++) {
    const low = max - edits - 1 < 0 ? 0 : max - edits - 1;
    steps[edits] = { low, reach: TypedArrayPrototypeSlice(reach, low, max + edits + 2) };
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = diagonal + max;
      let x = comesFromAbove(reach, at, diagonal, edits) ? reach[at + 1] : reach[at - 1] + 1;
      let y = x - diagonal;
      while (x < width && y < height && sameLine(actual[x], expected[y], ignoreComma)) {
        x++;
        y++;
      }
      reach[at] = x;
      if (x >= width && y >= height) return backtrack(steps, max, actual, expected, ignoreComma);
    }
  }
}

function comesFromAbove(reach, at, diagonal, edits) {
  return diagonal === -edits || (diagonal !== edits && reach[at - 1] < reach[at + 1]);
}

// From the end to the start, along the path that was taken.
function backtrack(steps, max, actual, expected, ignoreComma) {
  const result = [];
  let x = actual.length;
  let y = expected.length;
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    const { low, reach } = steps[edits];
    const diagonal = x - y;
    const previous = comesFromAbove(reach, diagonal + max - low, diagonal, edits) ? diagonal + 1 : diagonal - 1;
    const previousX = reach[previous + max - low];
    const previousY = previousX - previous;
    while (x > previousX && y > previousY) {
      x--;
      y--;
      const value = ignoreComma && !StringPrototypeEndsWith(actual[x], ',') ? expected[y] : actual[x];
      ArrayPrototypePush(result, [KEEP, value]);
    }
    if (edits > 0) {
      if (x > previousX) ArrayPrototypePush(result, [INSERT, actual[--x]]);
      else ArrayPrototypePush(result, [DELETE, expected[--y]]);
    }
  }
  return result;
}

// One line, with colours alone to tell what is whose.
function printSimpleMyersDiff(diff) {
  let out = '\n';
  for (let i = diff.length - 1; i >= 0; i--) {
    const operation = diff[i][0];
    const color = operation === INSERT ? colors.green : operation === DELETE ? colors.red : colors.white;
    out += `${color}${diff[i][1]}${colors.white}`;
  }
  return out;
}

// So many equal lines are shown after a difference; of those that follow only
// the last, which leads over to the next difference.
const CONTEXT = 5;

// One entry a line. Returns { message, skipped: whether lines were left out }.
function printMyersDiff(diff, operator) {
  const partial = operator === 'partialDeepStrictEqual';
  const keep = (value) => `${colors.white}  ${value}\n`;
  const insert = (value) => (partial ?
    `${colors.gray}${colors.hasColors ? ' ' : '+'} ${value}${colors.white}\n` :
    `${colors.green}+${colors.white} ${value}\n`);
  let out = '';
  let skipped = false;
  let kept = 0;
  for (let i = diff.length - 1; i >= 0; i--) {
    const operation = diff[i][0];
    const value = diff[i][1];
    if (operation === KEEP) {
      if (kept < CONTEXT) out += keep(value);
      kept++;
      continue;
    }
    // The end of a run of equal lines; three dots only where they save lines.
    if (kept === CONTEXT + 2) out += keep(diff[i + 2][1]);
    if (kept > CONTEXT + 2) {
      out += `${colors.blue}...${colors.white}\n`;
      skipped = true;
    }
    if (kept > CONTEXT) out += keep(diff[i + 1][1]);
    kept = 0;
    out += operation === INSERT ? insert(value) : `${colors.red}-${colors.white} ${value}\n`;
  }
  return { message: `\n${StringPrototypeTrimEnd(out)}`, skipped };
}

module.exports = { myersDiff, printMyersDiff, printSimpleMyersDiff };
