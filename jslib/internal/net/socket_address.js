'use strict';

const {
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
} = primordials;

const { format, parse } = require('internal/net/address_bytes');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { validateObject, validatePort, validateString, validateUint32 } = require('internal/validators');
const { genericNodeError, codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');

const maxFlowlabel = 0xfffff;

class SocketAddress {
  #address;
  #family;
  #port;
  #flowlabel;

  constructor(options = kEmptyObject) {
    markTransferMode(this, true, false);
    validateObject(options, 'options');
    let { family = 'ipv4' } = options;
    if (typeof family === 'string') family = StringPrototypeToLowerCase(family);
    else if (typeof family?.toLowerCase === 'function') family = `${family.toLowerCase()}`;
    if (family !== 'ipv4' && family !== 'ipv6') throw new ERR_INVALID_ARG_VALUE('options.family', options.family);
    const { address = family === 'ipv6' ? '::' : '127.0.0.1', port = 0, flowlabel = 0 } = options;
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    if (flowlabel > maxFlowlabel) throw new ERR_OUT_OF_RANGE('options.flowlabel', `>= 0 && <= ${maxFlowlabel}`, flowlabel);
    const parts = parse(address, family === 'ipv6' ? 6 : 4);
    if (parts === undefined) throw genericNodeError('Invalid socket address', { code: 'ERR_INVALID_ADDRESS' });
    this.#address = format(parts);
    this.#family = family;
    this.#port = port | 0;
    this.#flowlabel = family === 'ipv6' ? flowlabel : 0;
  }

  static isSocketAddress(value) { return typeof value === 'object' && value !== null && #address in value; }

  // An address with a port behind it, as the URL standard reads hosts.
  static parse(input) {
    validateString(input, 'input');
    const url = require('internal/url/url').URL.parse(`http://${input}`);
    if (url === null) return undefined;
    const { hostname, port } = url;
    const literal = StringPrototypeStartsWith(hostname, '[') && StringPrototypeEndsWith(hostname, ']');
    try {
      return new SocketAddress({
        address: literal ? StringPrototypeSlice(hostname, 1, -1) : hostname,
        port: port === '' ? (StringPrototypeEndsWith(input, ':80') ? 80 : 0) : +port,
        family: literal ? 'ipv6' : 'ipv4',
      });
    } catch {
      return undefined;
    }
  }

  get address() { return this.#address; }
  get port() { return this.#port; }
  get family() { return this.#family; }
  get flowlabel() { return this.#flowlabel; }

  toJSON() {
    return { address: this.#address, port: this.#port, family: this.#family, flowlabel: this.#flowlabel };
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    return `SocketAddress ${inspect(this.toJSON(), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  [kClone]() { return { data: this.toJSON(), deserializeInfo: 'internal/net/socket_address:ClonedSocketAddress' }; }

  [kDeserialize]({ address, family, port, flowlabel }) {
    this.#address = address;
    this.#family = family;
    this.#port = port;
    this.#flowlabel = flowlabel;
  }
}

// What a clone begins as.
function ClonedSocketAddress() { return new SocketAddress(); }
ClonedSocketAddress.prototype[kDeserialize] = SocketAddress.prototype[kDeserialize];

module.exports = { ClonedSocketAddress, SocketAddress };
