'use strict';

// A file that another runtime has started tells, at its end, what it was made of.

const { ArrayPrototypePush, ObjectKeys, StringPrototypeStartsWith } = primordials;

const { getOptionValue } = require('internal/options');

function tellLoadedFiles() {
  if (!getOptionValue('--test-child')) return;
  process.on('exit', () => {
    const { Module } = require('internal/modules/cjs/loader');
    const { hrefToPath } = require('internal/modules/urls');
    const { loadedModules } = require('internal/modules/esm/loader');
    const files = ObjectKeys(Module._cache);
    const urls = loadedModules();
    for (let i = 0; i < urls.length; i++) {
      if (StringPrototypeStartsWith(urls[i], 'file:')) ArrayPrototypePush(files, hrefToPath(urls[i]));
    }
    internalBinding('testfiles').emit(require('v8').serialize({ type: 'wjs:files', data: { files } }));
  });
}

module.exports = { tellLoadedFiles };
