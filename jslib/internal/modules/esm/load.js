'use strict';

// From a URL to its source and format.

const {
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeStartsWith,
  decodeURIComponent,
  hardenRegExp,
} = primordials;

const { codes: { ERR_INVALID_URL, ERR_UNKNOWN_MODULE_FORMAT, ERR_UNSUPPORTED_ESM_URL_SCHEME } } = require('internal/errors');
const { defaultGetFormat, extensionOf, isTyped } = require('internal/modules/esm/get_format');
const { validateAttributes, validateKeys } = require('internal/modules/esm/attributes');
const { protocolOf, withoutTail } = require('internal/modules/esm/resolve');
const { hrefToPath } = require('internal/modules/urls');

const { readFileUtf8 } = internalBinding('fs');

const dataURL = hardenRegExp(/^[^,]*,/);
const base64 = hardenRegExp(/;\s*base64$/i);

function readData(href) {
  const rest = withoutFragment(href);
  const head = RegExpPrototypeExec(dataURL, rest)?.[0];
  if (head === undefined) throw new ERR_INVALID_URL(href);
  const body = decodeURIComponent(rest.slice(head.length));
  if (RegExpPrototypeExec(base64, head.slice(0, -1)) === null) return body;
  return require('buffer').Buffer.from(body, 'base64').toString();
}

function withoutFragment(href) {
  return RegExpPrototypeExec(fragment, href)[0];
}
const fragment = hardenRegExp(/^[^#]*/);

// getSource reads what stands behind a URL.
function getSource(href) {
  if (StringPrototypeStartsWith(href, 'file:')) return readFileUtf8(hrefToPath(withoutTail(href)), 0);
  if (StringPrototypeStartsWith(href, 'data:')) return readData(href);
  throwIfUnsupported(href);
  return undefined;
}

function throwIfUnsupported(href) {
  const protocol = protocolOf(href);
  if (protocol === 'file:' || protocol === 'data:' || protocol === 'node:') return;
  const remote = protocol === 'http:' || protocol === 'https:';
  throw new ERR_UNSUPPORTED_ESM_URL_SCHEME({ protocol, href }, remote ? ['file', 'data'] : ['file', 'data', 'node']);
}

// detectFormat tells from the source what the name did not.
function detectFormat(source, href) {
  const { hasModuleSyntax } = internalBinding('module');
  if (!hasModuleSyntax(source)) return 'commonjs';
  if (compilesAsCommonJS(source, href)) return 'commonjs';
  warnOfMissingType(href);
  return 'module';
}

const warned = new SafeSet();

// warnOfMissingType asks for a "type" where a package.json could say it.
function warnOfMissingType(href) {
  if (!StringPrototypeStartsWith(href, 'file:')) return;
  const { getPackageScopeConfig } = require('internal/modules/package_json_reader');
  const { isUnderNodeModules } = require('internal/util');
  const { pjsonPath } = getPackageScopeConfig(withoutTail(href));
  if (pjsonPath === undefined || warned.has(pjsonPath) || isUnderNodeModules(href)) return;
  warned.add(pjsonPath);
  process.emitWarning(
    `Module type of ${href} is not specified and it doesn't parse as CommonJS.\n` +
    'Reparsing as ES module because module syntax was detected. This incurs a performance overhead.\n' +
    `To eliminate this warning, add "type": "module" to ${pjsonPath}.`,
    { code: 'MODULE_TYPELESS_PACKAGE_JSON' });
}

function compilesAsCommonJS(source, href) {
  // What compiles as CommonJS is CommonJS, whatever it looks like.
  const { wrapSafe } = require('internal/modules/cjs/compile');
  try {
    return wrapSafe(source, hrefToPath(withoutTail(href)), true) !== undefined;
  } catch {
    return false;
  }
}

// compileTyped compiles TypeScript and tells the format of the result.
function compileTyped(source, href, format) {
  const typescript = require('internal/modules/typescript');
  const path = hrefToPath(withoutTail(href));
  const output = typescript.outputFormat(format);
  const code = typescript.compileTypeScript(source, path, output === 'commonjs' ? path : href);
  const known = output ?? detectFormat(code, href);
  if (output === undefined && known === 'commonjs') typescript.compileTypeScript(source, path, path);
  return { __proto__: null, format: known, source: code, isTypeScript: true };
}

// defaultLoad is what stands behind all load hooks.
function defaultLoad(href, context) {
  throwIfUnsupported(href);
  let { format } = context;
  if (protocolOf(href) === 'node:') {
    validateAttributes(href, 'builtin', context.importAttributes);
    return { __proto__: null, format: 'builtin', source: null };
  }
  validateKeys(href, context.importAttributes);
  format ??= defaultGetFormat(href) ?? undefined;
  let source = context.source;
  if (format === undefined && isTyped(extensionOf(hrefToPath(withoutTail(href))))) format = 'typescript';
  if (format === undefined) {
    source ??= getSource(href);
    format = detectFormat(source, href);
  }
  validateAttributes(href, format, context.importAttributes);
  return { __proto__: null, format, source: source ?? getSource(href) };
}

function throwUnknownFormat(format, href) {
  throw new ERR_UNKNOWN_MODULE_FORMAT(format, href);
}

module.exports = { compileTyped, defaultLoad, detectFormat, getSource, throwUnknownFormat, warnOfMissingType };
