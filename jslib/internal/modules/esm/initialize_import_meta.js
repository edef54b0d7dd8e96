'use strict';

// import.meta of an ES module.

const { StringPrototypeStartsWith } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { hrefToPath } = require('internal/modules/urls');

function createResolve(parentHref) {
  return function resolve(specifier, parentURL = parentHref) {
    const { resolveSync } = require('internal/modules/esm/loader');
    if (typeof specifier !== 'string') specifier = `${specifier}`;
    if (parentURL !== parentHref) {
      const { isURL } = require('internal/url');
      if (isURL(parentURL)) parentURL = parentURL.href;
      else if (typeof parentURL !== 'string') throw new ERR_INVALID_ARG_TYPE('parentURL', ['string', 'URL'], parentURL);
      // Only a flag makes Node look at it.
      parentURL = parentHref;
    }
    try {
      return resolveSync(specifier, parentURL, { __proto__: null }).url;
    } catch (error) {
      if (error?.code === 'ERR_UNSUPPORTED_DIR_IMPORT' || error?.code === 'ERR_MODULE_NOT_FOUND') {
        // Where it would be is known, for what is no package.
        const { url } = error;
        if (url) return url;
      }
      throw error;
    }
  };
}

function initializeImportMeta(href, isMain) {
  const meta = { __proto__: null };
  if (StringPrototypeStartsWith(href, 'file:')) {
    const { withoutTail } = require('internal/modules/esm/resolve');
    const filename = hrefToPath(withoutTail(href));
    meta.dirname = require('path').dirname(filename);
    meta.filename = filename;
  }
  meta.main = isMain;
  meta.resolve = createResolve(href);
  meta.url = href;
  return meta;
}

module.exports = { initializeImportMeta };
