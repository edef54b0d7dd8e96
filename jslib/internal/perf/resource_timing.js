'use strict';

// PerformanceResourceTiming: what fetch reports about a request, with the
// names of the timing info of the Fetch standard.

const { ObjectDefineProperties, ObjectDefineProperty, Symbol, SymbolToStringTag } = primordials;

const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { bufferResourceTiming, enqueue } = require('internal/perf/observe');
const assert = require('internal/assert');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');
const { validateThisInternalField } = require('internal/validators');

const kData = Symbol('kTimingInfo');

class PerformanceResourceTiming extends PerformanceEntry {
  constructor(skipThrow = undefined, name = undefined, type = undefined) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(skipThrow, name, type);
  }

  get name() { return dataOf(this).url; }

  get startTime() { return dataOf(this).timing.startTime; }

  get duration() {
    const { startTime, endTime } = dataOf(this).timing;
    return endTime - startTime;
  }

  toJSON() {
    const json = { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
    for (const name of jsonOrder) json[name] = this[name];
    return json;
  }
}

function dataOf(entry) {
  validateThisInternalField(entry, kData, 'PerformanceResourceTiming');
  return entry[kData];
}

// What a response costs besides its body, as the standard rounds it.
const HEADER_SIZE = 300;

function transferSize({ cacheMode, timing }) {
  if (cacheMode === 'local') return 0;
  return cacheMode === 'validated' ? HEADER_SIZE : timing.encodedBodySize + HEADER_SIZE;
}

const connection = (key) => (data) => data.timing.finalConnectionTimingInfo?.[key];

// In the order in which Node defines the attributes.
const attributes = {
  __proto__: null,
  initiatorType: (data) => data.initiatorType,
  nextHopProtocol: connection('ALPNNegotiatedProtocol'),
  workerStart: (data) => data.timing.finalServiceWorkerStartTime,
  redirectStart: (data) => data.timing.redirectStartTime,
  redirectEnd: (data) => data.timing.redirectEndTime,
  fetchStart: (data) => data.timing.postRedirectStartTime,
  domainLookupStart: connection('domainLookupStartTime'),
  domainLookupEnd: connection('domainLookupEndTime'),
  connectStart: connection('connectionStartTime'),
  connectEnd: connection('connectionEndTime'),
  secureConnectionStart: connection('secureConnectionStartTime'),
  requestStart: (data) => data.timing.finalNetworkRequestStartTime,
  responseStart: (data) => data.timing.finalNetworkResponseStartTime,
  responseEnd: (data) => data.timing.endTime,
  encodedBodySize: (data) => data.timing.encodedBodySize,
  decodedBodySize: (data) => data.timing.decodedBodySize,
  transferSize,
  deliveryType: (data) => data.deliveryType,
  responseStatus: (data) => data.responseStatus,
};
for (const name in attributes) {
  const read = attributes[name];
  ObjectDefineProperty(PerformanceResourceTiming.prototype, name, {
    __proto__: null, get() { return read(dataOf(this)); }, enumerable: true, configurable: true,
  });
}
ObjectDefineProperties(PerformanceResourceTiming.prototype, {
  toJSON: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'PerformanceResourceTiming' },
});

const jsonOrder = [
  'initiatorType', 'nextHopProtocol', 'workerStart', 'redirectStart', 'redirectEnd', 'fetchStart',
  'domainLookupStart', 'domainLookupEnd', 'connectStart', 'connectEnd', 'secureConnectionStart',
  'requestStart', 'responseStart', 'responseEnd', 'transferSize', 'encodedBodySize', 'decodedBodySize',
  'deliveryType', 'responseStatus',
];

// eslint-disable-next-line max-params
function markResourceTiming(timing, url, initiatorType, global, cacheMode, bodyInfo, responseStatus, deliveryType = '') {
  assert(cacheMode === '' || cacheMode === 'local', "cache must be an empty string or 'local'");
  const entry = new PerformanceResourceTiming(kSkipThrow, url, 'resource');
  entry[kData] = { timing, url, initiatorType, cacheMode, responseStatus, deliveryType };
  enqueue(entry);
  bufferResourceTiming(entry);
  return entry;
}

module.exports = { PerformanceResourceTiming, markResourceTiming };
