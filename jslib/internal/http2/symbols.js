'use strict';

// What the parts of http2 know of each other's objects.

const { Symbol } = primordials;

module.exports = {
  kActive: Symbol('active'), // something happened: the timeout begins anew
  kAuthority: Symbol('authority'),
  kBound: Symbol('session'), // on a socket: the session that owns it
  kClosed: Symbol('closed'), // the host is done with the stream
  kConnection: Symbol('connection'),
  kEncrypted: Symbol('encrypted'),
  kId: Symbol('id'),
  kMaybeDestroy: Symbol('maybeDestroy'),
  kOptions: Symbol('options'),
  kOrigin: Symbol('origin'),
  kProtocol: Symbol('protocol'),
  kReady: Symbol('ready'), // the stream gets its number
  kSentHeaders: Symbol('sentHeaders'),
  kServer: Symbol('server'),
  kSession: Symbol('session'),
  kSessions: Symbol('sessions'),
  kSocket: Symbol('socket'),
  kState: Symbol('state'),
  kType: Symbol('type'),
};
