'use strict';

// Resolution of one legacy Url against another, as a browser of its time would
// follow a link.

const {
  ArrayPrototypeConcat,
  ArrayPrototypeJoin,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeUnshift,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeSplit,
} = primordials;

const { spliceOne } = require('internal/util');
const { Url, assign, scripts, slashed } = require('internal/url/legacy');

const fileProtocol = /^file:?$/;

const split = (pathname) => (pathname ? StringPrototypeSplit(pathname, '/') : []);

// For http.request.
function setPath(result) {
  result.path = `${result.pathname ? result.pathname : ''}${result.search ? result.search : ''}`;
}

function finish(result) {
  result.href = result.format();
  return result;
}

// A host that was made of a path may hold the auth, as in mailto:user@host.
function takeAuth(result) {
  if (!result.host || StringPrototypeIndexOf(result.host, '@') <= 0) return;
  const parts = StringPrototypeSplit(result.host, '@');
  result.auth = parts[0];
  result.host = result.hostname = parts[1];
}

// The relative URL has a protocol of its own.
function withProtocol(result, relative) {
  if (!slashed.has(relative.protocol)) return finish(assign(result, relative)); // absolute
  result.protocol = relative.protocol;
  if (!relative.host && RegExpPrototypeExec(fileProtocol, relative.protocol) === null && !scripts.has(relative.protocol)) {
    // There must be a host: the first part of the path that is not empty.
    const path = StringPrototypeSplit(relative.pathname || '', '/');
    while (path.length > 0 && !(relative.host = ArrayPrototypeShift(path)));
    relative.host ||= '';
    relative.hostname ||= '';
    if (path[0] !== '') ArrayPrototypeUnshift(path, '');
    if (path.length < 2) ArrayPrototypeUnshift(path, '');
    result.pathname = ArrayPrototypeJoin(path, '/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) setPath(result);
  result.slashes ||= relative.slashes;
  return finish(result);
}

// Without slashes, '..' can climb as far as the host: it is put in front of the
// path while that is worked on.
function foldHosts(result, relative, base, path) {
  result.hostname = '';
  result.port = null;
  if (result.host) {
    if (base[0] === '') base[0] = result.host;
    else ArrayPrototypeUnshift(base, result.host);
  }
  result.host = '';
  if (relative.protocol) {
    relative.hostname = null;
    relative.port = null;
    result.auth = null;
    if (relative.host) {
      if (path[0] === '') path[0] = relative.host;
      else ArrayPrototypeUnshift(path, relative.host);
    }
    relative.host = null;
  }
}

function takeHost(result, relative) {
  if (relative.host || relative.host === '') {
    if (result.host !== relative.host) result.auth = null;
    result.host = relative.host;
    result.port = relative.port;
  }
  if (relative.hostname || relative.hostname === '') {
    if (result.hostname !== relative.hostname) result.auth = null;
    result.hostname = relative.hostname;
  }
}

// Takes '.' and '..' out; returns how many levels above the start were asked for.
function removeDots(path) {
  let up = 0;
  for (let i = path.length - 1; i >= 0; i--) {
    if (path[i] === '.') {
      spliceOne(path, i);
    } else if (path[i] === '..') {
      spliceOne(path, i);
      up++;
    } else if (up > 0) {
      spliceOne(path, i);
      up--;
    }
  }
  return up;
}

Url.prototype.resolveObject = function resolveObject(relative) {
  if (typeof relative === 'string') {
    const parsed = new Url();
    parsed.parse(relative, false, true);
    relative = parsed;
  }
  const result = assign(new Url(), this);
  result.hash = relative.hash; // also where it is none
  if (relative.href === '') return finish(result);

  if (relative.slashes && !relative.protocol) {
    // //host/path keeps the protocol alone.
    assign(result, relative, 'protocol');
    if (slashed.has(result.protocol) && result.hostname && !result.pathname) result.path = result.pathname = '/';
    return finish(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) return withProtocol(result, relative);

  const baseAbsolute = result.pathname && result.pathname[0] === '/';
  const relativeAbsolute = relative.host || (relative.pathname && relative.pathname[0] === '/');
  let mustEndAbsolute = relativeAbsolute || baseAbsolute || (result.host && relative.pathname);
  const keepParents = !mustEndAbsolute;
  const unslashed = result.protocol && !slashed.has(result.protocol);
  let base = split(result.pathname);
  const path = split(relative.pathname);
  if (unslashed) {
    foldHosts(result, relative, base, path);
    mustEndAbsolute &&= path[0] === '' || base[0] === '';
  }

  if (relativeAbsolute) {
    takeHost(result, relative);
    result.search = relative.search;
    result.query = relative.query;
    base = path;
  } else if (path.length > 0) {
    // The file of the base gives way.
    ArrayPrototypePop(base);
    base = ArrayPrototypeConcat(base, path);
    result.search = relative.search;
    result.query = relative.query;
  } else if (relative.search !== null && relative.search !== undefined) {
    // The search alone.
    if (unslashed) {
      result.hostname = result.host = ArrayPrototypeShift(base);
      takeAuth(result);
    }
    result.search = relative.search;
    result.query = relative.query;
    if (result.pathname !== null || result.search !== null) setPath(result);
    return finish(result);
  }

  if (base.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finish(result);
  }

  // A path that ends in dots gets a slash, other names do not.
  const last = base[base.length - 1];
  const trailing = last === '' ||
    ((result.host || relative.host || base.length > 1) && (last === '.' || last === '..'));
  let up = removeDots(base);
  if (!mustEndAbsolute && keepParents) {
    while (up-- > 0) ArrayPrototypeUnshift(base, '..');
  }
  if (mustEndAbsolute && base[0] !== '' && (!base[0] || base[0][0] !== '/')) ArrayPrototypeUnshift(base, '');
  if (trailing && !StringPrototypeEndsWith(ArrayPrototypeJoin(base, '/'), '/')) ArrayPrototypePush(base, '');
  const absolute = base[0] === '' || (base[0] && base[0][0] === '/');

  if (unslashed) {
    result.hostname = result.host = absolute ? '' : base.length > 0 ? ArrayPrototypeShift(base) : '';
    takeAuth(result);
  }
  mustEndAbsolute ||= result.host && base.length > 0;
  if (mustEndAbsolute && !absolute) ArrayPrototypeUnshift(base, '');
  if (base.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = ArrayPrototypeJoin(base, '/');
  }
  if (result.pathname !== null || result.search !== null) setPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  return finish(result);
};
