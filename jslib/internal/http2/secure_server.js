'use strict';

// The server over TLS: who agrees to speak HTTP/2 there gets a session.

const { FunctionPrototypeCall, ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, ReflectOwnKeys } = primordials;
const { Server: TLSServer } = require('tls');
const { setTimeout, clearTimeout } = require('timers');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
const { serverOptions } = require('internal/http2/options');
const { kOptions } = require('internal/http2/symbols');

const unknownProtocolTimeout = 10000;
const refusal = 'HTTP/1.0 403 Forbidden\r\nContent-Type: text/plain\r\n\r\nMissing ALPN Protocol, expected `h2`\n';

function secureOptions(given) {
  const options = serverOptions(given);
  if (options.allowHTTP1) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('http2 options.allowHTTP1');
  if (!options.ALPNCallback) options.ALPNProtocols = ['h2'];
  return options;
}

// Whose client has not agreed: the program may take care of the socket.
function onUnknown(server, socket) {
  if (server.emit('unknownProtocol', socket)) return;
  const timer = setTimeout(() => socket.destroy(), server[kOptions].unknownProtocolTimeout ?? unknownProtocolTimeout);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  socket.end(refusal);
}

// secureServer(Http2Server, setUp, onConnection) makes the class: it is to tls what
// Http2Server is to net.
function secureServer(Http2Server, setUp, onConnection) {
  class Http2SecureServer extends TLSServer {
    constructor(given, requestListener) {
      const options = secureOptions(given);
      super(options, (socket) => {
        if (socket.alpnProtocol === 'h2') FunctionPrototypeCall(onConnection, this, socket);
        else onUnknown(this, socket);
      });
      setUp(this, options, requestListener);
    }
  }
  const names = ReflectOwnKeys(Http2Server.prototype);
  for (let i = 0; i < names.length; i++) {
    if (names[i] === 'constructor') continue;
    ObjectDefineProperty(Http2SecureServer.prototype, names[i], ObjectGetOwnPropertyDescriptor(Http2Server.prototype, names[i]));
  }
  return Http2SecureServer;
}

module.exports = { secureServer };
