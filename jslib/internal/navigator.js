'use strict';

const {
  ObjectDefineProperties,
  ObjectFreeze,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToUpperCase,
  Symbol,
} = primordials;

const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');

const kInitialize = Symbol('kInitialize');

// What browsers say about these machines.
const fixed = { __proto__: null, darwin: 'MacIntel', win32: 'Win32' };
const families = {
  __proto__: null,
  linux: { __proto__: null, name: 'Linux', ia32: 'i686', x64: 'x86_64' },
  freebsd: { __proto__: null, name: 'FreeBSD', ia32: 'i386', x64: 'amd64' },
  openbsd: { __proto__: null, name: 'OpenBSD', ia32: 'i386', x64: 'amd64' },
};

function getNavigatorPlatform(arch, platform) {
  if (fixed[platform] !== undefined) return fixed[platform];
  const family = families[platform];
  if (family !== undefined) return `${family.name} ${family[arch] ?? arch}`;
  return `${StringPrototypeToUpperCase(platform[0])}${StringPrototypeSlice(platform, 1)} ${arch}`;
}

class Navigator {
  #languages;

  constructor(key) {
    if (key !== kInitialize) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get hardwareConcurrency() {
    return require('os').availableParallelism();
  }

  // Without Intl there is one language.
  get language() {
    return 'en-US';
  }

  get languages() {
    return this.#languages ??= ObjectFreeze([this.language]);
  }

  get userAgent() {
    const { version } = process;
    return `Node.js/${StringPrototypeSlice(version, 1, StringPrototypeIndexOf(version, '.'))}`;
  }

  get platform() {
    return getNavigatorPlatform(process.arch, process.platform);
  }
}

ObjectDefineProperties(Navigator.prototype, {
  hardwareConcurrency: kEnumerableProperty,
  language: kEnumerableProperty,
  languages: kEnumerableProperty,
  userAgent: kEnumerableProperty,
  platform: kEnumerableProperty,
});

module.exports = { Navigator, getNavigatorPlatform, navigator: new Navigator(kInitialize) };
