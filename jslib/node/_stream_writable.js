'use strict';

// The name that programs knew before node:stream had it.
module.exports = require('stream').Writable;
