'use strict';

// Intl.Segmenter: characters as readers see them, words and sentences. The host
// finds all ends of a text at once.
//
// Binding ops (intl): segment(text, granularity): the bytes of Uint32, the end
// of each segment and in the top bit whether it is like a word

const {
  ArrayPrototypeIndexOf,
  MathFloor,
  Number,
  NumberIsNaN,
  ObjectCreate,
  ObjectDefineProperties,
  ObjectDefineProperty,
  StringPrototypeSlice,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  Uint32Array,
  globalThis,
} = primordials;

const binding = internalBinding('intl');
const { getOption, incompatible, matchers, resolveLocale, supportedLocales } = require('internal/intl/locale');

const granularities = ['grapheme', 'word', 'sentence'];
const LIKE_WORD = 0x80000000;

let segmentsOf;

class Segmenter {
  #locale;
  #granularity;

  constructor() {
    const locales = arguments[0];
    const options = arguments[1];
    this.#locale = resolveLocale(locales);
    const given = options === undefined ? ObjectCreate(null) : options;
    if (given === null || (typeof given !== 'object' && typeof given !== 'function')) throw new TypeError('Incorrect options argument');
    getOption(given, 'localeMatcher', matchers, 'best fit', 'Intl.Segmenter');
    this.#granularity = getOption(given, 'granularity', granularities, 'grapheme', 'Intl.Segmenter');
  }

  resolvedOptions() {
    if (typeof this !== 'object' || this === null || !(#granularity in this)) throw incompatible('Segmenter.prototype.resolvedOptions', this);
    return { locale: this.#locale, granularity: this.#granularity };
  }

  segment(input) {
    if (typeof this !== 'object' || this === null || !(#granularity in this)) throw incompatible('Segmenter.prototype.segment', this);
    return segmentsOf(`${input}`, this.#granularity);
  }

  static supportedLocalesOf(locales) {
    return supportedLocales(locales, arguments[1]);
  }
}

// Constructing this returns a plain object, so that what derives from it has
// the private fields and no class that a program could find.
function Bare(proto) {
  return ObjectCreate(proto);
}

const segmentsPrototype = {
  containing(index) { return Segments.containing(this, index); },
  [SymbolIterator]() { return Segments.iterate(this); },
};
ObjectDefineProperties(segmentsPrototype, {
  containing: { __proto__: null, enumerable: false },
  [SymbolIterator]: { __proto__: null, enumerable: false },
});

const iteratorPrototype = ObjectCreate(globalThis.Iterator.prototype, {
  __proto__: null,
  next: { __proto__: null, value: { next() { return SegmentIterator.next(this); } }.next, writable: true, enumerable: false, configurable: true },
  [SymbolToStringTag]: { __proto__: null, value: 'Segmenter String Iterator', writable: false, enumerable: false, configurable: true },
});

class Segments extends Bare {
  #text;
  #ends;
  #granularity;

  constructor(text, granularity) {
    super(segmentsPrototype);
    this.#text = text;
    this.#granularity = granularity;
    this.#ends = new Uint32Array(TypedArrayPrototypeGetBuffer(binding.segment(text, ArrayPrototypeIndexOf(granularities, granularity))));
  }

  static require(segments, method) {
    if (typeof segments !== 'object' || segments === null || !(#ends in segments)) {
      throw incompatible(`Segments.prototype.${method}`, segments);
    }
  }

  static at(segments, i) {
    const ends = segments.#ends;
    const start = i === 0 ? 0 : ends[i - 1] % LIKE_WORD;
    const end = ends[i] % LIKE_WORD;
    const data = { segment: StringPrototypeSlice(segments.#text, start, end), index: start, input: segments.#text };
    if (segments.#granularity === 'word') data.isWordLike = ends[i] >= LIKE_WORD;
    return data;
  }

  static count(segments) { return segments.#ends.length; }

  static containing(segments, index) {
    Segments.require(segments, 'containing');
    let at = Number(index);
    at = NumberIsNaN(at) ? 0 : at < 0 ? -MathFloor(-at) : MathFloor(at);
    const ends = segments.#ends;
    if (at < 0 || at >= segments.#text.length) return undefined;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] % LIKE_WORD > at) high = middle;
      else low = middle + 1;
    }
    return Segments.at(segments, low);
  }

  static iterate(segments) {
    Segments.require(segments, '[Symbol.iterator]');
    return new SegmentIterator(segments);
  }
}

class SegmentIterator extends Bare {
  #segments;
  #next = 0;

  constructor(segments) {
    super(iteratorPrototype);
    this.#segments = segments;
  }

  static next(iterator) {
    if (typeof iterator !== 'object' || iterator === null || !(#segments in iterator)) {
      throw incompatible('SegmentIterator.prototype.next', iterator);
    }
    if (iterator.#next >= Segments.count(iterator.#segments)) return { value: undefined, done: true };
    return { value: Segments.at(iterator.#segments, iterator.#next++), done: false };
  }
}

segmentsOf = (text, granularity) => new Segments(text, granularity);

ObjectDefineProperty(Segmenter.prototype, SymbolToStringTag, { __proto__: null, value: 'Intl.Segmenter', configurable: true });

module.exports = { Segmenter };
