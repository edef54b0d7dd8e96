'use strict';

// What of node:worker_threads concerns the thread that a program runs on: who
// it is, messages between ports, environment data. Threads of a program's own
// are not there yet: asking for one says so.

const { MapPrototypeDelete, MapPrototypeGet, MapPrototypeSet, Map, SymbolFor } = primordials;

const {
  BroadcastChannel,
  isMarkedAsUntransferable,
  markAsUncloneable,
  markAsUntransferable,
  MessageChannel,
  MessagePort,
  moveMessagePortToContext,
  receiveMessageOnPort,
} = require('internal/worker/messaging');
const { unavailable } = require('internal/unavailable');

const environmentData = new Map();

// For threads that are made later; the main thread sees its own as well.
function setEnvironmentData(key, value) {
  if (value === undefined) MapPrototypeDelete(environmentData, key);
  else MapPrototypeSet(environmentData, key, value);
}

function getEnvironmentData(key) {
  return MapPrototypeGet(environmentData, key);
}

module.exports = unavailable({
  isInternalThread: false,
  isMainThread: true,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits: {},
  threadId: 0,
  threadName: '',
  SHARE_ENV: SymbolFor('nodejs.worker_threads.SHARE_ENV'),
  parentPort: null,
  workerData: null,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
}, 'worker_threads', ['Worker', 'postMessageToThread']);
