'use strict';

// How strict a comparison is: see internal/util/comparisons.
module.exports = {
  __proto__: null,
  LOOSE: 0, // == for primitives, no look at prototypes and symbols
  PARTIAL: 1, // the second may have less than the first
  STRICT: 2,
  STRICT_WITHOUT_PROTOTYPES: 3,
};
