'use strict';

// Domains between their two spellings, without the checks that a URL makes.

const { idnaToASCII: toASCII, idnaToUnicode: toUnicode } = internalBinding('url');

module.exports = { toASCII, toUnicode };
