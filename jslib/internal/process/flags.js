'use strict';

// process.allowedNodeEnvironmentFlags: a Set that cannot be changed and that
// knows a flag however it is written: --no_warnings, no-warnings, --title=x.

const {
  ArrayPrototypePush,
  FunctionPrototypeCall,
  ObjectDefineProperty,
  ObjectFreeze,
  RegExpPrototypeExec,
  Set,
  SetPrototypeAdd,
  SetPrototypeEntries,
  SetPrototypeForEach,
  SetPrototypeGetSize,
  SetPrototypeHas,
  SetPrototypeValues,
  StringPrototypeReplace,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  Symbol: { iterator: SymbolIterator },
  hardenRegExp,
} = primordials;

const { getOptionNames, getOptionValue } = require('internal/options');

const underscores = hardenRegExp(/_/g);
const leadingDashes = hardenRegExp(/^--?/);
const value = hardenRegExp(/=.*$/);

function flagNames() {
  const names = [];
  for (const name of getOptionNames()) {
    ArrayPrototypePush(names, name);
    if (typeof getOptionValue(name) === 'boolean' && !StringPrototypeStartsWith(name, '--no-')) {
      ArrayPrototypePush(names, `--no-${StringPrototypeSlice(name, 2)}`);
    }
  }
  return names;
}

class NodeEnvironmentFlagsSet extends Set {
  #flags = new Set();
  #bare = new Set();

  constructor(names) {
    super();
    for (let i = 0; i < names.length; i++) {
      SetPrototypeAdd(this.#flags, names[i]);
      SetPrototypeAdd(this.#bare, StringPrototypeReplace(names[i], leadingDashes, ''));
    }
  }

  add() { return this; }

  delete() { return false; }

  clear() {}

  has(key) {
    if (typeof key !== 'string') return false;
    key = StringPrototypeReplace(key, underscores, '-');
    if (RegExpPrototypeExec(leadingDashes, key) === null) return SetPrototypeHas(this.#bare, key);
    return SetPrototypeHas(this.#flags, StringPrototypeReplace(key, value, ''));
  }

  entries() { return SetPrototypeEntries(this.#flags); }

  values() { return SetPrototypeValues(this.#flags); }

  forEach(callback, thisArg = undefined) {
    SetPrototypeForEach(this.#flags, (flag) => FunctionPrototypeCall(callback, thisArg, flag, flag, this));
  }

  get size() { return SetPrototypeGetSize(this.#flags); }
}

for (const key of ['keys', SymbolIterator]) {
  ObjectDefineProperty(NodeEnvironmentFlagsSet.prototype, key, {
    __proto__: null, value: NodeEnvironmentFlagsSet.prototype.values,
  });
}
ObjectFreeze(NodeEnvironmentFlagsSet);
ObjectFreeze(NodeEnvironmentFlagsSet.prototype);

module.exports = {
  buildAllowedFlags() { return ObjectFreeze(new NodeEnvironmentFlagsSet(flagNames())); },
};
