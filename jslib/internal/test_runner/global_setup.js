'use strict';

// The module of --test-global-setup: what it exports runs before and after all
// files.

const { resolve, sep } = require('path');
const { pathToFileURL } = require('internal/url');
const { validateFunction, validateString } = require('internal/validators');

async function loadGlobalSetup(path, cwd) {
  if (!path) return { __proto__: null };
  validateString(path, 'options.globalSetupPath');
  const { importModule } = require('internal/modules/esm/loader');
  const { href } = pathToFileURL(resolve(cwd, path));
  const { globalSetup, globalTeardown } = await importModule(href, pathToFileURL(cwd + sep).href);
  if (globalSetup) validateFunction(globalSetup, 'globalSetupModule.globalSetup');
  if (globalTeardown) validateFunction(globalTeardown, 'globalSetupModule.globalTeardown');
  return { __proto__: null, globalSetup: globalSetup || undefined, globalTeardown: globalTeardown || undefined };
}

module.exports = { loadGlobalSetup };
