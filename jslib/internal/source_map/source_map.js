'use strict';

// module.SourceMap: a source map (version 3) to be asked for positions.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeSort,
  MathMax,
  ObjectFreeze,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
} = primordials;

const { validateObject } = require('internal/validators');

const COMMA = 44;
const SEMICOLON = 59;

const digits = new SafeMap();
{
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let i = 0; i < alphabet.length; i++) digits.set(StringPrototypeCharCodeAt(alphabet, i), i);
}

// Reads numbers from the text of "mappings".
class Reader {
  #text;
  #at = 0;

  constructor(text) { this.#text = text; }

  get done() { return this.#at >= this.#text.length; }

  peek() { return StringPrototypeCharCodeAt(this.#text, this.#at); }

  skip() { this.#at++; }

  atSeparator() {
    const c = this.peek();
    return this.done || c === COMMA || c === SEMICOLON;
  }

  // A variable-length quantity: groups of five bits, the sign in the lowest.
  number() {
    let result = 0;
    let shift = 0;
    let digit;
    do {
      digit = digits.get(this.peek()) ?? 0;
      this.#at++;
      result += (digit & 31) << shift;
      shift += 5;
    } while ((digit & 32) !== 0 && !this.done);
    const negative = (result & 1) === 1;
    result >>>= 1;
    return negative ? -result : result;
  }
}

function compare(a, b) {
  return a[0] - b[0] || a[1] - b[1];
}

function copyPayload(payload) {
  validateObject(payload, 'payload');
  const { file, version, sources, sourcesContent, names, mappings, sourceRoot, sections } = payload;
  const copy = { file, version, mappings, sourceRoot };
  copy.sources = ArrayIsArray(sources) ? [...sources] : sources;
  copy.sourcesContent = ArrayIsArray(sourcesContent) ? [...sourcesContent] : sourcesContent;
  copy.names = ArrayIsArray(names) ? [...names] : names;
  if (ArrayIsArray(sections)) copy.sections = sections;
  return ObjectFreeze(copy);
}

class SourceMap {
  #payload;
  // [line, column, source, originalLine, originalColumn, name], all from 0
  #mappings = [];
  #lineLengths;

  constructor(payload, { lineLengths } = { __proto__: null }) {
    this.#payload = copyPayload(payload);
    if (ArrayIsArray(payload.sections)) {
      for (let i = 0; i < payload.sections.length; i++) {
        const { map, offset } = payload.sections[i];
        this.#parse(map, offset.line, offset.column);
      }
    } else {
      this.#parse(payload, 0, 0);
    }
    ArrayPrototypeSort(this.#mappings, compare);
    this.#lineLengths = lineLengths === undefined || typeof lineLengths === 'string' ? undefined : [...lineLengths];
  }

  // The map it was made of, a copy.
  get payload() { return copyPayload(this.#payload); }

  get lineLengths() { return this.#lineLengths === undefined ? undefined : [...this.#lineLengths]; }

  #parse(map, line, column) {
    const reader = new Reader(map.mappings ?? '');
    const sources = map.sources ?? [];
    const names = map.names ?? [];
    const root = map.sourceRoot ? (StringPrototypeEndsWith(map.sourceRoot, '/') ? map.sourceRoot : `${map.sourceRoot}/`) : '';
    let sourceIndex = 0;
    let sourceLine = 0;
    let sourceColumn = 0;
    let nameIndex = 0;
    while (!reader.done) {
      const c = reader.peek();
      if (c === COMMA || c === SEMICOLON) {
        if (c === SEMICOLON) {
          line++;
          column = 0;
        }
        reader.skip();
        continue;
      }
      column += reader.number();
      if (reader.atSeparator()) {
        ArrayPrototypePush(this.#mappings, [line, column]);
        continue;
      }
      sourceIndex += reader.number();
      sourceLine += reader.number();
      sourceColumn += reader.number();
      let name;
      if (!reader.atSeparator()) {
        nameIndex += reader.number();
        name = names[nameIndex];
      }
      ArrayPrototypePush(this.#mappings, [line, column, root + sources[sourceIndex], sourceLine, sourceColumn, name]);
    }
  }

  // findEntry takes a place in the generated file, both numbers from 0, and
  // returns the mapping that holds there; {} when none does.
  findEntry(lineOffset, columnOffset) {
    let low = 0;
    let high = this.#mappings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#mappings[middle];
      if (entry[0] < lineOffset || (entry[0] === lineOffset && entry[1] <= columnOffset)) low = middle + 1;
      else high = middle;
    }
    const entry = this.#mappings[MathMax(low - 1, 0)];
    if (low === 0 || entry === undefined) return {};
    return {
      generatedLine: entry[0],
      generatedColumn: entry[1],
      originalSource: entry[2],
      originalLine: entry[3],
      originalColumn: entry[4],
      name: entry[5],
    };
  }

  // findOrigin is the same with numbers from 1, as stacks have them.
  findOrigin(lineNumber, columnNumber) {
    const range = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (range.originalSource === undefined || range.originalLine === undefined || range.originalColumn === undefined ||
        range.generatedLine === undefined || range.generatedColumn === undefined) {
      return {};
    }
    return {
      name: range.name,
      fileName: range.originalSource,
      lineNumber: lineNumber - range.generatedLine + range.originalLine,
      columnNumber: columnNumber - range.generatedColumn + range.originalColumn,
    };
  }
}

module.exports = { SourceMap };
