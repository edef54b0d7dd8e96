'use strict';

// fetch. https://fetch.spec.whatwg.org/#fetch-method
// The host makes one exchange at a time and asks the policy for each, so that a
// redirect cannot lead where the script could not have gone itself.

const {
  ArrayPrototypePush,
  Error,
  Promise,
  PromisePrototypeThen,
  SafeSet,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
  TypeError,
} = primordials;
const { Body } = require('internal/fetch/body');
const { HeaderList } = require('internal/fetch/headers');
const { Request, requestState } = require('internal/fetch/request');
const { makeResponse, nullBody, redirects } = require('internal/fetch/response');
const { closed, failure, undiciError } = require('internal/http/transport');

const http = internalBinding('http');

const maxRedirects = 20;
const chunkSize = 64 * 1024;
const maxCodings = 5; // each may unfold what the one before has unfolded

// How long a server may take for its head, and between parts of a body.
const options = '{"patience":300000}';

// https://fetch.spec.whatwg.org/#port-blocking
const badPorts = new SafeSet([
  '1', '7', '9', '11', '13', '15', '17', '19', '20', '21', '22', '23', '25', '37', '42', '43', '53', '69', '77', '79', '87',
  '95', '101', '102', '103', '104', '109', '110', '111', '113', '115', '117', '119', '123', '135', '137', '139', '143', '161',
  '179', '389', '427', '465', '512', '513', '514', '515', '526', '530', '531', '532', '540', '548', '554', '556', '563', '587',
  '601', '636', '989', '990', '993', '995', '1719', '1720', '1723', '2049', '3659', '4045', '4190', '5060', '5061', '6000',
  '6566', '6665', '6666', '6667', '6668', '6669', '6679', '6697', '10080',
]);

function failed(cause) { return new TypeError('fetch failed', { cause }); }

function isHTTP(url) { return url.protocol === 'http:' || url.protocol === 'https:'; }

async function fetch(input, init = undefined) {
  if (arguments.length === 0) throw new TypeError("Failed to execute 'fetch': 1 argument required, but only 0 present.");
  const state = requestState(new Request(input, init));
  const { signal } = state;
  if (signal.aborted) throw signal.reason;
  if (state.integrity !== '') throw failed(new Error('integrity metadata is not supported'));
  const operation = { id: -1, body: null, reject: null, done: false };
  const onAbort = () => {
    const { reason } = signal;
    if (operation.id !== -1) close(operation);
    operation.reject?.(reason);
    operation.body?.abort(reason);
    if (state.body !== null && !state.body.disturbed && state.body.stream !== null) {
      PromisePrototypeThen(state.body.stream.cancel(reason), undefined, () => {});
    }
  };
  signal.addEventListener('abort', onAbort, { once: true });
  operation.finish = () => signal.removeEventListener('abort', onAbort);
  try {
    return await new Promise((resolve, reject) => {
      operation.reject = reject;
      PromisePrototypeThen(follow(state, operation), resolve, reject);
    });
  } catch (err) {
    operation.finish();
    throw err;
  }
}

function close(operation) {
  const { id } = operation;
  operation.id = -1;
  if (id !== -1) http.close(id);
}

async function follow(state, operation) {
  const urls = [state.url.href];
  let { url, method, body } = state;
  const headers = state.headers.clone();
  for (;;) {
    if (url.protocol === 'data:') return dataURL(url, urls);
    if (url.protocol === 'blob:') return blobURL(url, method, urls);
    if (!isHTTP(url)) {
      throw failed(new Error(url.protocol === 'about:' ? 'about scheme is not supported' : url.protocol === 'file:' ? 'file scheme is not supported' : 'unknown scheme'));
    }
    if (badPorts.has(url.port)) throw failed(new Error('bad port'));
    const answer = await exchange(url, method, headers, body, operation, state.signal);
    const location = redirects[answer.status] ? answer.headers.get('location') : null;
    if (location === null || state.redirect === 'manual') return respond(answer, urls, method, operation);
    close(operation);
    if (state.redirect === 'error') throw failed(new Error('unexpected redirect'));
    const { URL } = require('internal/url');
    const next = URL.parse(location, url);
    if (next === null) throw failed(new TypeError('Invalid URL'));
    if (next.hash === '') next.hash = url.hash;
    if (!isHTTP(next)) throw failed(new Error('URL scheme must be a HTTP(S) scheme'));
    if (urls.length > maxRedirects) throw failed(new Error('redirect count exceeded'));
    const foreign = next.origin !== url.origin;
    if (state.mode === 'cors' && (next.username || next.password) && foreign) {
      throw failed(new Error('cross origin not allowed for request mode "cors"'));
    }
    if (answer.status !== 303 && body !== null && body.source === null) throw failed(new Error('a streamed body cannot be sent again'));
    if ((method === 'POST' && (answer.status === 301 || answer.status === 302)) ||
        (answer.status === 303 && method !== 'GET' && method !== 'HEAD')) {
      method = 'GET';
      body = null;
      for (const name of ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']) headers.delete(name);
    }
    if (foreign) for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host']) headers.delete(name);
    if (body !== null && body.source !== null && body.bytes === null) {
      const { extract } = require('internal/fetch/body');
      body = extract(body.source).body;
    }
    url = next;
    ArrayPrototypePush(urls, next.href);
  }
}

// One exchange: the head of the answer, whose body is read by respond.
function exchange(url, method, headers, body, operation, signal) {
  return new Promise((resolve, reject) => {
    const sent = headers.clone();
    if (!sent.has('connection')) sent.append('connection', 'keep-alive');
    if (!sent.has('accept')) sent.append('accept', '*/*');
    if (!sent.has('accept-language')) sent.append('accept-language', '*');
    sent.set('sec-fetch-mode', 'cors');
    if (!sent.has('user-agent')) sent.append('user-agent', 'node');
    if (!sent.has('accept-encoding')) sent.append('accept-encoding', sent.has('range') ? 'identity' : 'gzip, deflate');
    if ((url.username || url.password) && !sent.has('authorization')) {
      const { Buffer } = require('buffer');
      const pair = `${primordials.decodeURIComponent(url.username)}:${primordials.decodeURIComponent(url.password)}`;
      sent.append('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
    }
    let whole = null;
    let length = 0;
    if (body !== null) {
      whole = body.stream === null ? body.bytes : null;
      length = whole !== null ? whole.byteLength : body.length ?? -1;
      if (whole !== null) body.used = true;
    } else if (method === 'POST' || method === 'PUT' || method === 'PATCH') {
      whole = new primordials.Uint8Array(0);
    }
    const target = `${url.protocol}//${url.host}${url.pathname}${url.search}`;
    try {
      operation.id = http.open(method, target, sent.raw(), whole, length, options);
    } catch (err) {
      reject(failed(err));
      return;
    }
    const { id } = operation;
    if (body !== null && whole === null) upload(id, body, (err) => {
      if (operation.id === id) close(operation);
      reject(failed(err));
    });
    const request = {
      oncomplete(err, answer) {
        if (operation.id !== id) return; // aborted
        if (!err && answer.interim) {
          http.response(id, request);
          return;
        }
        if (err || answer.failure !== undefined) {
          close(operation);
          reject(failed(err ?? undiciError(failure(answer.failure))));
          return;
        }
        if (answer.status === 101) {
          close(operation);
          reject(failed(closed('bad upgrade')));
          return;
        }
        const list = new HeaderList();
        const raw = answer.rawHeaders ?? [];
        for (let i = 0; i < raw.length; i += 2) list.append(raw[i], raw[i + 1]);
        resolve({ status: answer.status, statusText: answer.statusText, headers: list, hasBody: answer.body });
      },
    };
    http.response(id, request);
  });
}

// upload sends a stream, a chunk when the last one has gone.
async function upload(id, body, onError) {
  try {
    body.used = true;
    const reader = body.getStream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!require('internal/util/types').isUint8Array(value)) {
        http.endBody(id, false);
        const err = new TypeError('Received non-Uint8Array chunk');
        onError(err);
        PromisePrototypeThen(reader.cancel(err), undefined, () => {});
        return;
      }
      if (value.byteLength === 0) continue;
      const err = await new Promise((resolve) => http.writeBody(id, value, { oncomplete: resolve }));
      if (err) { // the server has had enough; its answer says why
        PromisePrototypeThen(reader.cancel(err), undefined, () => {});
        return;
      }
    }
    http.endBody(id, true);
  } catch (err) {
    if (err?.code === 'EBADF') return; // the exchange is over
    try {
      http.endBody(id, false);
    } catch {
      // It is over.
    }
    onError(err);
  }
}

function codings(headers) {
  const value = headers.get('content-encoding');
  if (value === null) return [];
  const list = StringPrototypeSplit(StringPrototypeToLowerCase(value), ',');
  const out = [];
  for (let i = 0; i < list.length; i++) {
    const name = StringPrototypeTrim(list[i]);
    if (name === 'gzip' || name === 'x-gzip') ArrayPrototypePush(out, 'gzip');
    else if (name === 'deflate') ArrayPrototypePush(out, 'deflate');
    else if (name !== 'identity' && name !== '') return []; // unknown: as it is
  }
  return out;
}

function respond(answer, urls, method, operation) {
  let body = null;
  if (nullBody[answer.status] || method === 'HEAD' || method === 'CONNECT') {
    close(operation);
    operation.finish();
    if (method === 'HEAD' && !nullBody[answer.status]) body = null;
  } else if (!answer.hasBody) {
    close(operation);
    operation.finish();
    body = Body.fromBytes(new primordials.Uint8Array(0));
  } else {
    const list = codings(answer.headers);
    if (list.length > maxCodings) {
      close(operation);
      throw failed(new Error(`too many content-encodings in response: ${list.length}, maximum allowed is ${maxCodings}`));
    }
    for (let i = list.length - 1; i >= 0; i--) http.decodeBody(operation.id, list[i]);
    body = hostBody(operation);
  }
  return makeResponse({ ...answer, type: 'basic', urls, body }, 'immutable');
}

function hostBody(operation) {
  const end = () => {
    close(operation);
    operation.finish();
  };
  const body = Body.fromHost(() => new Promise((resolve, reject) => {
    if (body.aborted) {
      reject(body.aborted.reason);
      return;
    }
    if (operation.id === -1) {
      resolve(null);
      return;
    }
    const { id } = operation;
    operation.stop = reject;
    http.readBody(id, chunkSize, {
      oncomplete(err, chunk) {
        if (body.aborted) {
          reject(body.aborted.reason);
        } else if (operation.id !== id) {
          resolve(null);
        } else if (err) {
          end();
          reject(new TypeError('terminated', { cause: undiciError(err) }));
        } else {
          if (chunk === null) end();
          resolve(chunk);
        }
      },
    });
  }), (reason) => {
    close(operation);
    operation.finish();
    operation.stop?.(reason);
  });
  operation.body = body;
  return body;
}

function dataURL(url, urls) {
  const parsed = require('internal/fetch/data_url').parse(url);
  if (parsed === null) throw failed(new Error('invalid data URL'));
  const headers = new HeaderList();
  headers.append('content-type', parsed.type);
  return makeResponse({ type: 'basic', status: 200, statusText: 'OK', headers, urls, body: Body.fromBytes(parsed.bytes) }, 'immutable');
}

function blobURL(url, method, urls) {
  const blob = require('internal/blob').resolveObjectURL(url.href);
  if (method !== 'GET' || blob === undefined) throw failed(new Error('invalid method'));
  const { extract } = require('internal/fetch/body');
  const headers = new HeaderList();
  headers.append('content-length', `${blob.size}`);
  headers.append('content-type', blob.type);
  return makeResponse({ type: 'basic', status: 200, statusText: 'OK', headers, urls, body: extract(blob).body }, 'immutable');
}

module.exports = { fetch };
