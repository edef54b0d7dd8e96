'use strict';

// What http tells: its channels of node:diagnostics_channel, and the async
// resource that a request is.

const { channel } = require('diagnostics_channel');
const { initHooksExist, destroyHooksExist, emitInit, emitDestroy, getDefaultTriggerAsyncId, newAsyncId } =
  require('internal/async_hooks');

// Each takes an object with what its name is about: request, response, socket,
// server, error.
const clientCreated = channel('http.client.request.created');
const clientStart = channel('http.client.request.start');
const clientError = channel('http.client.request.error');
const clientFinish = channel('http.client.response.finish');
const serverStart = channel('http.server.request.start');
const serverCreated = channel('http.server.response.created');
const serverFinish = channel('http.server.response.finish');

function publish(channel, message) {
  if (channel.hasSubscribers) channel.publish(message);
}

// A request begins to be one resource, which the returned function ends; there is
// none while nobody listens.
function beginResource(type, resource) {
  if (!initHooksExist() && !destroyHooksExist()) return undefined;
  const id = newAsyncId();
  emitInit(id, type, getDefaultTriggerAsyncId(), resource);
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    emitDestroy(id);
  };
}

module.exports = {
  beginResource,
  clientCreated,
  clientError,
  clientFinish,
  clientStart,
  publish,
  serverCreated,
  serverFinish,
  serverStart,
};
