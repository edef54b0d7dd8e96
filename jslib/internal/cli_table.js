'use strict';

// A table in box-drawing characters.

const { ArrayPrototypePush, ObjectPrototypeHasOwnProperty, StringPrototypeRepeat } = primordials;

const { getStringWidth } = require('internal/util/inspect');

function renderRow(cells, widths) {
  let out = '│';
  for (let i = 0; i < cells.length; i++) {
    out += ` ${cells[i]}${StringPrototypeRepeat(' ', widths[i] - getStringWidth(cells[i]))} │`;
  }
  return out;
}

function renderRule(left, middle, right, widths) {
  let out = left;
  for (let i = 0; i < widths.length; i++) {
    out += `${i === 0 ? '' : middle}${StringPrototypeRepeat('─', widths[i] + 2)}`;
  }
  return out + right;
}

// heads: the columns' names; columns: arrays of texts, which may have holes.
function renderTable(heads, columns) {
  const widths = [];
  const rows = [];
  for (let i = 0; i < heads.length; i++) {
    ArrayPrototypePush(widths, getStringWidth(heads[i]));
    if (columns[i].length > rows.length) {
      for (let j = rows.length; j < columns[i].length; j++) ArrayPrototypePush(rows, []);
    }
  }
  for (let i = 0; i < heads.length; i++) {
    const column = columns[i];
    for (let j = 0; j < rows.length; j++) {
      const text = ObjectPrototypeHasOwnProperty(column, j) ? column[j] : '';
      const width = getStringWidth(text);
      if (width > widths[i]) widths[i] = width;
      ArrayPrototypePush(rows[j], text);
    }
  }

  let out = `${renderRule('┌', '┬', '┐', widths)}\n${renderRow(heads, widths)}\n${renderRule('├', '┼', '┤', widths)}\n`;
  for (let i = 0; i < rows.length; i++) out += `${renderRow(rows[i], widths)}\n`;
  return out + renderRule('└', '┴', '┘', widths);
}

module.exports = renderTable;
