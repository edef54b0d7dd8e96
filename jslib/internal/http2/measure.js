'use strict';

// What a PerformanceObserver of 'http2' hears: an entry for each stream and each
// session, when it is over. Only while somebody observes is anything measured.

const { Symbol } = primordials;
const { hasObserver, startPerf, stopPerf } = require('internal/perf/observe');
const { now } = require('internal/perf/utils');
const { constants: { NGHTTP2_SESSION_SERVER } } = require('internal/http2/constants');
const { kConnection, kId, kState, kType } = require('internal/http2/symbols');

const kEntry = Symbol('entry');
const kMeasures = Symbol('measures');

function sessionBegins(session) {
  if (!hasObserver('http2')) return;
  startPerf(session, kEntry, { type: 'http2', name: 'Http2Session' });
  session[kMeasures] = { pingRTT: 0, streams: 0, most: 0, ended: 0, time: 0 };
}

function pinged(session, duration) {
  if (session[kMeasures] !== undefined) session[kMeasures].pingRTT = duration;
}

function sessionEnds(session) {
  const measures = session[kMeasures];
  const connection = session[kConnection];
  if (measures === undefined || connection === undefined) return;
  const state = connection.state();
  stopPerf(session, kEntry, {
    detail: {
      bytesRead: connection.bytesRead,
      bytesWritten: connection.bytesSent,
      framesReceived: state[9],
      framesSent: state[10],
      maxConcurrentStreams: measures.most,
      pingRTT: measures.pingRTT,
      streamAverageDuration: measures.ended === 0 ? 0 : measures.time / measures.ended,
      streamCount: measures.streams,
      type: session[kType] === NGHTTP2_SESSION_SERVER ? 'server' : 'client',
    },
  });
}

function streamBegins(session, stream) {
  const measures = session[kMeasures];
  if (measures === undefined) return;
  measures.streams++;
  if (session[kState].streams.size > measures.most) measures.most = session[kState].streams.size;
  startPerf(stream, kEntry, { type: 'http2', name: 'Http2Stream' });
  stream[kMeasures] = { start: now(), bytesRead: 0, bytesWritten: 0, header: 0, read: 0, sent: 0 };
}

// kind is header, read or sent: the first counts.
function streamMoves(stream, kind, bytes) {
  const measures = stream[kMeasures];
  if (measures === undefined) return;
  if (measures[kind] === 0) measures[kind] = now() - measures.start;
  if (kind === 'read') measures.bytesRead += bytes;
  else if (kind === 'sent') measures.bytesWritten += bytes;
}

function streamEnds(session, stream) {
  const measures = stream[kMeasures];
  if (measures === undefined) return;
  const all = session[kMeasures];
  all.ended++;
  all.time += now() - measures.start;
  stopPerf(stream, kEntry, {
    detail: {
      bytesRead: measures.bytesRead,
      bytesWritten: measures.bytesWritten,
      id: stream[kId],
      timeToFirstByte: measures.read,
      timeToFirstByteSent: measures.sent,
      timeToFirstHeader: measures.header,
    },
  });
}

module.exports = { pinged, sessionBegins, sessionEnds, streamBegins, streamEnds, streamMoves };
