'use strict';

// The channels of node:diagnostics_channel that http2 tells its streams to. Each
// takes an object with the stream, and what the name is about.

const { channel } = require('diagnostics_channel');

const client = {
  __proto__: null,
  created: channel('http2.client.stream.created'),
  start: channel('http2.client.stream.start'),
  error: channel('http2.client.stream.error'),
  finish: channel('http2.client.stream.finish'),
  bodyChunkSent: channel('http2.client.stream.bodyChunkSent'),
  bodySent: channel('http2.client.stream.bodySent'),
  close: channel('http2.client.stream.close'),
};

const server = {
  __proto__: null,
  created: channel('http2.server.stream.created'),
  start: channel('http2.server.stream.start'),
  error: channel('http2.server.stream.error'),
  finish: channel('http2.server.stream.finish'),
  close: channel('http2.server.stream.close'),
};

function publish(channel, message) {
  if (channel.hasSubscribers) channel.publish(message);
}

module.exports = { client, publish, server };
