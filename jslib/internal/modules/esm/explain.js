'use strict';

// Errors of ES modules in the words that Node has for them.

const {
  FunctionPrototypeSymbolHasInstance,
  ReferenceError,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeRepeat,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  SyntaxError,
  hardenRegExp,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { setArrowMessage } = require('internal/errors');

// Binding ops (module):
//   findImport(source, specifier, name): { line, column, text, clause } | null
//   hasTopLevelAwait(source): boolean

// What the engine says when a name is imported that is not exported.
const missing = hardenRegExp(/^Could not find export '(.*)' in module '(.*)'$/s);
const ambiguous = hardenRegExp(/^export '(.*)' in module '(.*)' is ambiguous$/s);
const notDefined = hardenRegExp(/^'?(require|module|exports|__filename|__dirname)'? is not defined$/);

// explainLink returns the text for a name that is imported and not there.
// importersOf(url) lists { specifier, parent, format }: who may have imported that
// module.
function explainLink(error, importersOf) {
  const { message } = error;
  const match = RegExpPrototypeExec(missing, message);
  const twice = match === null ? RegExpPrototypeExec(ambiguous, message) : null;
  if (match === null && twice === null) return undefined;
  const { 1: name, 2: url } = match ?? twice;
  const list = importersOf(url);
  let importer = list[list.length - 1];
  let site;
  for (let i = list.length - 1; i >= 0 && site === undefined; i--) {
    site = findSite(list[i].parent, list[i].specifier, name);
    if (site !== undefined) importer = list[i];
  }
  const { specifier, parent, format } = importer;
  if (site !== undefined) {
    setArrowMessage(error, `${parent}:${site.line}\n${site.text}\n${StringPrototypeRepeat(' ', site.column - 1)}^`);
  }
  if (twice !== null) return `The requested module '${specifier}' contains conflicting star exports for name '${name}'`;
  if (format !== 'commonjs') return `The requested module '${specifier}' does not provide an export named '${name}'`;
  const clause = site === undefined || site.clause === '' ? '' :
    `const ${StringPrototypeReplaceAll(site.clause, ' as ', ': ')} = pkg;\n`;
  return `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, ` +
    'which may not support all module.exports as named exports.\nCommonJS modules can always be imported via the ' +
    `default export, for example using:\n\nimport pkg from '${specifier}';\n${clause}`;
}

function findSite(parent, specifier, name) {
  try {
    const { getSource } = require('internal/modules/esm/load');
    return internalBinding('module').findImport(getSource(parent), specifier, name) ?? undefined;
  } catch {
    return undefined; // The message does without.
  }
}

// Sets the lines that point at what did not parse.
function pointAtSyntax(error) {
  const { explainSyntax, fileOf } = require('internal/errors/syntax_messages');
  const file = fileOf(error);
  if (file === undefined) return;
  try {
    const { getSource } = require('internal/modules/esm/load');
    const arrow = explainSyntax(error, getSource(file), file, false);
    if (arrow !== '') setArrowMessage(error, arrow);
  } catch {
    // Not to be read: the error stands as it is.
  }
}

const instead = { '__proto__': null, 'require': ', you can use import instead' };

function explainGlobal(name, url) {
  let message = `${name} is not defined in ES module scope${instead[name] ?? ''}`;
  if (url !== undefined && StringPrototypeStartsWith(url, 'file:')) {
    const { withoutTail } = require('internal/modules/esm/resolve');
    const { hrefToPath } = require('internal/modules/urls');
    const path = hrefToPath(withoutTail(url));
    if (StringPrototypeEndsWith(path, '.js')) {
      const { getNearestParentPackageJSON } = require('internal/modules/package_json_reader');
      const pkg = getNearestParentPackageJSON(path);
      if (pkg?.type === 'module') {
        message += '\nThis file is being treated as an ES module because it has a \'.js\' file extension and ' +
          `'${pkg.pjsonPath}' contains "type": "module". To treat it as a CommonJS script, rename it to use the '.cjs' file extension.`;
      }
    }
  }
  return message;
}

// setMessage changes what an error says, its stack included.
function setMessage(error, message) {
  // What the engine throws from outside of all functions has no frames.
  if (StringPrototypeIndexOf(error.stack, '\n    at ') === -1) captureStackTrace(error, setMessage);
  const old = `${error.name}: ${error.message}`;
  const { stack } = error;
  error.message = message;
  if (typeof stack === 'string' && StringPrototypeStartsWith(stack, old)) {
    error.stack = `${error.name}: ${message}${StringPrototypeSlice(stack, old.length)}`;
  }
}

const cure = {
  __proto__: null,
  module: 'use export instead of module.exports/exports',
  exports: 'use export instead of module.exports/exports',
  require: 'replace require() with import',
  __filename: 'use import.meta.filename instead',
  __dirname: 'use import.meta.dirname instead',
};

// Whether the module waits at its top level: then it may have been taken for an
// ES module for that alone.
function waits(url) {
  try {
    const { getSource } = require('internal/modules/esm/load');
    return internalBinding('module').hasTopLevelAwait(getSource(url));
  } catch {
    return false;
  }
}

const ambiguousFormat = 'Cannot determine intended module format because both ';

// globalMessage is for a variable of CommonJS that the module at url asked for.
function globalMessage(name, url) {
  if (!waits(url)) return explainGlobal(name, url);
  return `${ambiguousFormat}'${name}' and top-level await are present. If the code is intended to be CommonJS, wrap await ` +
    `in an async function. If the code is intended to be an ES module, ${cure[name]}.`;
}

// explain rewrites an error that came out of loading or running the graph of url.
function explain(error, url, importersOf) {
  if (FunctionPrototypeSymbolHasInstance(SyntaxError, error)) {
    const message = explainLink(error, importersOf);
    if (message !== undefined) setMessage(error, message);
    else pointAtSyntax(error);
  } else if (FunctionPrototypeSymbolHasInstance(ReferenceError, error)) {
    const name = RegExpPrototypeExec(notDefined, error.message)?.[1];
    if (name !== undefined) setMessage(error, globalMessage(name, url));
    if (StringPrototypeStartsWith(error.message, ambiguousFormat)) error.code = 'ERR_AMBIGUOUS_MODULE_SYNTAX';
  }
  return error;
}

module.exports = { explain, explainLink, globalMessage };
