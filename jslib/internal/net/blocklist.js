'use strict';

// net.BlockList: addresses, ranges and subnets. IPv4 and the part of IPv6 that
// stands for it are one.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshift,
  JSONParse,
  NumberParseInt,
  RegExp,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  hardenRegExp,
} = primordials;

const { compare, format, parse, samePrefix, widen } = require('internal/net/address_bytes');
const { SocketAddress } = require('internal/net/socket_address');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { customInspectSymbol } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { validateInt32, validateString, validateArray } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');

// A rule as toJSON() writes it.
const v4 = '\\d+(?:\\.\\d+){3}';
const v6 = '[\\da-fA-F:.]*:[\\da-fA-F:.]*';
const addressRule = hardenRegExp(new RegExp(`Address: (?:(IPv4) (${v4})|(IPv6) (${v6}))`));
const rangeRule = hardenRegExp(new RegExp(`Range: (?:(IPv4) (${v4})-(${v4})|(IPv6) (${v6})-(${v6}))`));
const subnetRule = hardenRegExp(new RegExp(`Subnet: (?:(IPv4) (${v4})|(IPv6) (${v6}))/(\\d+)`));
const wholeNumber = hardenRegExp(/^(?:0|-?[1-9]\d*)$/);

const title = (address) => (address.family === 'ipv4' ? 'IPv4' : 'IPv6');

// The numbers of a SocketAddress, widened.
function numbersOf(address) { return widen(parse(address.address, address.family === 'ipv4' ? 4 : 6)); }

function toAddress(value, family, name) {
  if (SocketAddress.isSocketAddress(value)) return value;
  validateString(value, name);
  validateString(family, 'family');
  return new SocketAddress({ address: value, family });
}

// Removes the newest rule that is the same.
function removeFrom(list, same) {
  for (let i = 0; i < list.length; i++) {
    if (same(list[i])) {
      ArrayPrototypeSplice(list, i, 1);
      return;
    }
  }
}

class BlockList {
  // Shared with clones: addresses by their widened text; the others newest first.
  #rules = { __proto__: null, addresses: new SafeMap(), subnets: [], ranges: [] };

  constructor() { markTransferMode(this, true, false); }

  static isBlockList(value) { return typeof value === 'object' && value !== null && #rules in value; }

  addAddress(address, family = 'ipv4') {
    const one = toAddress(address, family, 'address');
    this.#rules.addresses.set(format(numbersOf(one)), one);
  }

  addAddresses(addresses, family = 'ipv4') {
    validateArray(addresses, 'addresses');
    const list = [];
    for (let i = 0; i < addresses.length; i++) ArrayPrototypePush(list, toAddress(addresses[i], family, `addresses[${i}]`));
    for (let i = 0; i < list.length; i++) this.addAddress(list[i]);
  }

  addRange(start, end, family = 'ipv4') { ArrayPrototypeUnshift(this.#rules.ranges, makeRange(start, end, family)); }

  addSubnet(network, prefix, family = 'ipv4') { ArrayPrototypeUnshift(this.#rules.subnets, makeSubnet(network, prefix, family)); }

  addCIDR(cidr) { ArrayPrototypeUnshift(this.#rules.subnets, readCIDR(cidr)); }

  addCIDRs(cidrs) {
    validateArray(cidrs, 'cidrs');
    const list = [];
    for (let i = 0; i < cidrs.length; i++) ArrayPrototypePush(list, readCIDR(cidrs[i]));
    for (let i = 0; i < list.length; i++) ArrayPrototypeUnshift(this.#rules.subnets, list[i]);
  }

  removeAddress(address, family = 'ipv4') {
    this.#rules.addresses.delete(format(numbersOf(toAddress(address, family, 'address'))));
  }

  removeRange(start, end, family = 'ipv4') {
    const from = numbersOf(toAddress(start, family, 'start'));
    const to = numbersOf(toAddress(end, family, 'end'));
    removeFrom(this.#rules.ranges, (rule) => compare(rule.from, from) === 0 && compare(rule.to, to) === 0);
  }

  removeSubnet(network, prefix, family = 'ipv4') { this.#removeSubnet(makeSubnet(network, prefix, family)); }

  removeCIDR(cidr) { this.#removeSubnet(readCIDR(cidr)); }

  #removeSubnet({ base, bits }) {
    removeFrom(this.#rules.subnets, (rule) => rule.bits === bits && compare(rule.base, base) === 0);
  }

  check(address, family = 'ipv4') {
    let one = address;
    if (!SocketAddress.isSocketAddress(address)) {
      validateString(address, 'address');
      validateString(family, 'family');
      try {
        one = new SocketAddress({ address, family });
      } catch {
        return false; // what is no address is not listed
      }
    }
    const numbers = numbersOf(one);
    const { addresses, subnets, ranges } = this.#rules;
    if (addresses.has(format(numbers))) return true;
    for (let i = 0; i < subnets.length; i++) {
      if (samePrefix(numbers, subnets[i].base, subnets[i].bits)) return true;
    }
    for (let i = 0; i < ranges.length; i++) {
      if (compare(numbers, ranges[i].from) >= 0 && compare(numbers, ranges[i].to) <= 0) return true;
    }
    return false;
  }

  clear() {
    const rules = this.#rules;
    rules.addresses.clear();
    rules.subnets.length = 0;
    rules.ranges.length = 0;
  }

  toJSON() { return this.rules; }

  // What is no rule is passed over.
  fromJSON(data) {
    const list = typeof data === 'string' ? JSONParse(data) : data;
    if (!ArrayIsArray(list)) throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], list);
    for (let i = 0; i < list.length; i++) {
      if (typeof list[i] !== 'string') throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], list);
    }
    for (let i = 0; i < list.length; i++) this.#read(list[i]);
  }

  get rules() {
    const { addresses, subnets, ranges } = this.#rules;
    const list = [];
    addresses.forEach((one) => ArrayPrototypeUnshift(list, `Address: ${title(one)} ${one.address}`));
    for (let i = 0; i < subnets.length; i++) ArrayPrototypePush(list, subnets[i].text);
    for (let i = 0; i < ranges.length; i++) ArrayPrototypePush(list, ranges[i].text);
    return list;
  }

  get size() {
    const { addresses, subnets, ranges } = this.#rules;
    return addresses.size + subnets.length + ranges.length;
  }

  #read(rule) {
    let found = RegExpPrototypeExec(addressRule, rule);
    if (found !== null) {
      this.addAddress(found[2] ?? found[4], found[1] ?? found[3]);
    } else if ((found = RegExpPrototypeExec(rangeRule, rule)) !== null) {
      this.addRange(found[2] ?? found[5], found[3] ?? found[6], found[1] ?? found[4]);
    } else if ((found = RegExpPrototypeExec(subnetRule, rule)) !== null) {
      this.addSubnet(found[2] ?? found[4], NumberParseInt(found[5], 10), found[1] ?? found[3]);
    }
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth === null || options.depth === undefined ? null : options.depth - 1 };
    return `BlockList ${inspect({ rules: this.rules }, inner)}`;
  }

  [kClone]() { return { data: {}, deserializeInfo: 'internal/net/blocklist:ClonedBlockList', shared: this.#rules }; }

  [kDeserialize](data, rules) { this.#rules = rules; }
}

function makeRange(start, end, family) {
  const first = toAddress(start, family, 'start');
  const last = toAddress(end, family, 'end');
  const from = numbersOf(first);
  const to = numbersOf(last);
  if (compare(from, to) > 0) throw new ERR_INVALID_ARG_VALUE('start', first, 'must come before end');
  return { from, to, text: `Range: ${title(first)} ${first.address}-${last.address}` };
}

function makeSubnet(network, prefix, family) {
  const one = toAddress(network, family, 'network');
  const v4 = one.family === 'ipv4';
  validateInt32(prefix, 'prefix', 0, v4 ? 32 : 128);
  return { base: numbersOf(one), bits: v4 ? 96 + prefix : prefix, text: `Subnet: ${title(one)} ${one.address}/${prefix}` };
}

// "10.0.0.0/8"
function readCIDR(cidr) {
  validateString(cidr, 'cidr');
  const slash = StringPrototypeLastIndexOf(cidr, '/');
  if (slash === -1) throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'must contain a prefix length (e.g. "10.0.0.0/8")');
  const prefix = StringPrototypeSlice(cidr, slash + 1);
  if (RegExpPrototypeExec(wholeNumber, prefix) === null) {
    throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'prefix length must be a valid integer');
  }
  const address = StringPrototypeSlice(cidr, 0, slash);
  return makeSubnet(address, +prefix, StringPrototypeIncludes(address, ':') ? 'ipv6' : 'ipv4');
}

// What a clone begins as.
function ClonedBlockList() { return new BlockList(); }
ClonedBlockList.prototype[kDeserialize] = BlockList.prototype[kDeserialize];

module.exports = { BlockList, ClonedBlockList };
