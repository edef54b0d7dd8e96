'use strict';

// A histogram of positive integers that keeps `figures` significant digits,
// after Gil Tene's HDR histogram: buckets double in width, each divided into
// as many parts as the precision asks for. Counts are kept sparsely, as most
// programs record within a few powers of two.

const {
  ArrayPrototypePush,
  ArrayPrototypeSort,
  MathCeil,
  MathFloor,
  MathLog,
  MathLog2,
  MathMax,
  MathPow,
  MathSqrt,
  SafeMap,
} = primordials;

// What min is when there is nothing: the largest int64, as a double.
const NO_MIN = 9223372036854775807;

class HdrHistogram {
  #lowest;
  #highest;
  #unit; // log2 of the narrowest part
  #parts; // in the lowest bucket
  #counts = new SafeMap(); // lowest value of a part → count

  constructor(lowest, highest, figures) {
    this.#lowest = lowest;
    this.#highest = highest;
    this.#unit = MathFloor(MathLog2(lowest));
    this.#parts = 2 ** MathCeil(MathLog2(2 * 10 ** figures));
    this.reset();
  }

  reset() {
    this.#counts.clear();
    this.count = 0;
    this.exceeds = 0;
    this.minValue = 0;
    this.maxValue = 0;
  }

  // The width of the part that a value falls into.
  #widthAt(value) {
    let width = 2 ** this.#unit;
    const limit = this.#parts;
    while (value >= width * limit) width *= 2;
    return width;
  }

  record(value, times = 1) {
    if (value > this.#highest || value < 0) {
      this.exceeds += times;
      return false;
    }
    const width = this.#widthAt(value);
    const lowest = MathFloor(value / width) * width;
    this.#counts.set(lowest, (this.#counts.get(lowest) ?? 0) + times);
    if (this.count === 0 || value < this.minValue) this.minValue = value;
    if (value > this.maxValue) this.maxValue = value;
    this.count += times;
    return true;
  }

  // [lowest value of the part, count], ascending.
  #sorted() {
    const rows = [];
    for (const row of this.#counts) ArrayPrototypePush(rows, row);
    return ArrayPrototypeSort(rows, (a, b) => a[0] - b[0]);
  }

  get min() {
    if (this.count === 0) return NO_MIN;
    const width = this.#widthAt(this.minValue);
    return MathFloor(this.minValue / width) * width;
  }

  get max() {
    return this.count === 0 ? 0 : this.#highestEquivalent(this.maxValue);
  }

  #highestEquivalent(value) {
    const width = this.#widthAt(value);
    return MathFloor(value / width) * width + width - 1;
  }

  #median(lowest) {
    return lowest + MathFloor(this.#widthAt(lowest) / 2);
  }

  get mean() {
    let sum = 0;
    for (const { 0: lowest, 1: times } of this.#counts) sum += this.#median(lowest) * times;
    return sum / this.count;
  }

  get stddev() {
    const { mean } = this;
    let sum = 0;
    for (const { 0: lowest, 1: times } of this.#counts) sum += (this.#median(lowest) - mean) ** 2 * times;
    return MathSqrt(sum / this.count);
  }

  // The value below which that many percent of the recorded ones lie.
  percentile(percent) {
    const wanted = MathMax(MathFloor(percent / 100 * this.count + 0.5), 1);
    let seen = 0;
    const sorted = this.#sorted();
    for (let i = 0; i < sorted.length; i++) {
      const { 0: lowest, 1: times } = sorted[i];
      seen += times;
      if (seen >= wanted) return this.#highestEquivalent(lowest);
    }
    return 0;
  }

  // visit(percent, value) at steps that halve the distance to 100 again and again.
  percentiles(visit) {
    let seen = 0;
    let next = 0;
    let last = 0;
    const sorted = this.#sorted();
    for (let i = 0; i < sorted.length; i++) {
      const { 0: lowest, 1: times } = sorted[i];
      seen += times;
      last = lowest;
      while (next <= 100 * seen / this.count) {
        visit(next, lowest);
        if (seen >= this.count) break;
        next += 100 / MathPow(2, MathFloor(MathLog(100 / (100 - next)) / MathLog(2)) + 1);
      }
    }
    visit(100, last);
  }

  // Takes over what another has counted; the number of values that did not fit.
  add(other) {
    let dropped = 0;
    for (const { 0: lowest, 1: times } of other.#counts) {
      if (!this.record(lowest, times)) dropped += times;
    }
    if (other.count !== 0 && dropped === 0) {
      if (other.minValue < this.minValue) this.minValue = other.minValue;
      if (other.maxValue > this.maxValue) this.maxValue = other.maxValue;
    }
    this.exceeds += other.exceeds;
    return dropped;
  }
}

module.exports = { HdrHistogram };
