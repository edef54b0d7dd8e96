'use strict';

// From the texts of an object's entries to the text of the object: on one line
// where it fits, in columns if it is a long list, else one entry a line.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  hardenRegExp,
  MathFloor,
  MathMax,
  MathMin,
  MathRound,
  MathSqrt,
  RegExpPrototypeSymbolReplace,
  StringPrototypeIncludes,
  StringPrototypePadEnd,
  StringPrototypePadStart,
  StringPrototypeRepeat,
} = primordials;

const { getStringWidth } = require('internal/util/inspect/width');

// A list of at most this many entries is not set in columns.
const MAX_UNGROUPED = 6;
const MAX_COLUMNS = 15;
// Columns are separated by a comma and a space.
const SEPARATOR = 2;
// A character is about two and a half times as high as it is wide; a grid that
// takes this into account comes out roughly square.
const CHARACTER_RATIO = 2.5;

// The colours of one or two digits; the others count as text, as they do in Node.
const colorCodes = hardenRegExp(/\u001b\[\d\d?m/g);

function lengthWithoutColors(text) {
  return StringPrototypeIncludes(text, '\u001b') ?
    RegExpPrototypeSymbolReplace(colorCodes, text, '').length : text.length;
}

function allNumeric(list, count) {
  if (list === undefined) return true;
  for (let i = 0; i < count; i++) {
    const type = typeof list[i];
    if (type !== 'number' && type !== 'bigint') return false;
  }
  return true;
}

// Sets entries in columns. Returns rows, or the entries themselves where
// columns would not look well. `list` is the array they come from, if any:
// numbers are aligned to the right.
function groupEntries(ctx, entries, list) {
  let count = entries.length;
  // The last one may be "... n more items", which gets a line of its own.
  const hasTrailer = ctx.maxArrayLength < entries.length;
  if (hasTrailer) count--;

  const right = allNumeric(list, entries.length);
  const plain = right && list !== undefined && !ctx.colors; // Digits have no width to look up.
  const widths = [];
  let total = 0;
  let widest = 0;
  for (let i = 0; i < count; i++) {
    const width = plain ? entries[i].length : getStringWidth(entries[i], ctx.colors);
    widths[i] = width;
    total += width + SEPARATOR;
    if (width > widest) widest = width;
  }

  // Three columns must fit, and one long entry among short ones must not blow
  // up the gaps between all others.
  const cell = widest + SEPARATOR;
  if (cell * 3 + ctx.indentationLvl >= ctx.breakLength) return entries;
  if (total / cell <= 5 && widest > 6) return entries;

  const bias = MathSqrt(cell - total / entries.length);
  const biased = MathMax(cell - 3 - bias, 1);
  const columns = MathMin(
    MathRound(MathSqrt(CHARACTER_RATIO * biased * count) / biased),
    MathFloor((ctx.breakLength - ctx.indentationLvl) / cell),
    ctx.compact * 4,
    MAX_COLUMNS,
  );
  if (columns <= 1) return entries;

  const columnWidths = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < count; i += columns) {
      if (widths[i] > width) width = widths[i];
    }
    columnWidths[column] = width + SEPARATOR;
  }

  const rows = [];
  for (let start = 0; start < count; start += columns) {
    const last = MathMin(start + columns, count) - 1;
    let row = '';
    for (let i = start; i < last; i++) {
      // Control sequences take room in the string and none on the screen.
      const width = columnWidths[i - start] + entries[i].length - widths[i];
      const entry = entries[i] + ', '; // eslint-disable-line prefer-template
      row += right ? StringPrototypePadStart(entry, width, ' ') : StringPrototypePadEnd(entry, width, ' ');
    }
    if (right) {
      const width = columnWidths[last - start] + entries[last].length - widths[last] - SEPARATOR;
      row += StringPrototypePadStart(entries[last], width, ' ');
    } else {
      row += entries[last];
    }
    ArrayPrototypePush(rows, row);
  }
  if (hasTrailer) ArrayPrototypePush(rows, entries[count]);
  return rows;
}

// Whether the entries, with separators, fit beside `start` columns already taken.
function fitsOneLine(ctx, entries, start, base) {
  if (base !== '' && StringPrototypeIncludes(base, '\n')) return false;
  if (ctx.breakLength === Infinity) {
    for (let i = 0; i < entries.length; i++) {
      if (StringPrototypeIncludes(entries[i], '\n')) return false;
    }
    return true;
  }
  let length = entries.length + start;
  if (length + entries.length > ctx.breakLength) return false;
  for (let i = 0; i < entries.length; i++) {
    length += ctx.colors ? lengthWithoutColors(entries[i]) : entries[i].length;
    if (length > ctx.breakLength) return false;
  }
  return true;
}

// base, braces and entries become one text. isList: the entries are a list's
// and may be set in columns; list: the list itself, where the values matter.
function arrange(ctx, entries, base, open, close, isList, depth, list) {
  const { compact } = ctx;
  if (compact === true) return arrangeCompact(ctx, entries, base, open, close);

  if (typeof compact === 'number' && compact >= 1) {
    const before = entries.length;
    if (isList && before > MAX_UNGROUPED) entries = groupEntries(ctx, entries, list);
    // Only the innermost `compact` levels go on one line: ctx.currentDepth is
    // how deep the deepest of the entries went. A list set in columns stays so.
    if (ctx.currentDepth - depth < compact && before === entries.length) {
      const start = entries.length + ctx.indentationLvl + open.length + base.length + 10;
      if (fitsOneLine(ctx, entries, start, base)) {
        const line = ArrayPrototypeJoin(entries, ', ');
        if (!StringPrototypeIncludes(line, '\n')) {
          // Sums are what the engine is quickest at; every object ends here.
          const text = open + ' ' + line + ' ' + close; // eslint-disable-line prefer-template
          return base === '' ? text : base + ' ' + text; // eslint-disable-line prefer-template
        }
      }
    }
  }
  const indent = `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`;
  return `${base === '' ? '' : `${base} `}${open}${indent}  ` +
    `${ArrayPrototypeJoin(entries, `,${indent}  `)}${indent}${close}`;
}

// The style of compact: true, where the first entry shares the brace's line.
function arrangeCompact(ctx, entries, base, open, close) {
  if (fitsOneLine(ctx, entries, 0, base)) {
    return `${open}${base === '' ? '' : ` ${base}`} ${ArrayPrototypeJoin(entries, ', ')} ${close}`;
  }
  const indent = StringPrototypeRepeat(' ', ctx.indentationLvl);
  // After a long opening such as "Set {" the entries would not line up.
  const lead = base === '' && open.length === 1 ? ' ' : `${base === '' ? '' : ` ${base}`}\n${indent}  `;
  return `${open}${lead}${ArrayPrototypeJoin(entries, `,\n${indent}  `)} ${close}`;
}

module.exports = { arrange };
