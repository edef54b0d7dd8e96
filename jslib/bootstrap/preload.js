'use strict';

// The last file before the snapshot: loads every module there is, so that no
// clone has to compile one. A clone pays for a module when it writes to it.

const { StringPrototypeStartsWith } = primordials;
const { BuiltinModule } = require('bootstrap/realm');

// Entered by the host, or by name alone.
const later = ['bootstrap/', 'domain', 'punycode', 'sys']; // domain changes events, the others warn, when they are loaded

for (const { 0: id } of BuiltinModule.map) {
  let skip = false;
  for (let i = 0; i < later.length; i++) skip ||= StringPrototypeStartsWith(id, later[i]);
  if (!skip) require(id);
}

require('bootstrap/globals').settle(globalThis);
require('internal/modules/helpers').prepareBuiltinLibs();
