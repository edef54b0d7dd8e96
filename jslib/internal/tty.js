'use strict';

// How many colours a terminal shows, as its environment variables tell. The
// answer is a number of bits: 1 none, 4, 8, or 24.

const {
  ArrayPrototypePush,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  hardenRegExp,
} = primordials;

const { validateInteger } = require('internal/validators');

const NONE = 1;
const BITS4 = 4;
const BITS8 = 8;
const BITS24 = 24;

// By the whole of TERM, in lower case.
const byTerm = { '__proto__': null, 'mosh': BITS24, 'rxvt-unicode-24bit': BITS24, 'terminator': BITS24, 'xterm-kitty': BITS24 };
for (const term of ['eterm', 'cons25', 'console', 'cygwin', 'dtterm', 'gnome', 'hurd', 'jfbterm', 'konsole',
  'kterm', 'mlterm', 'putty', 'st']) byTerm[term] = BITS4;

// By a part of TERM.
const colouredTerm = hardenRegExp(/ansi|color|linux|direct|^con[0-9]*x[0-9]|^rxvt|^screen|^xterm|^vt100|^vt220/);

// By the variable that a service for continuous integration sets.
const byService = [
  ['APPVEYOR', BITS8], ['BUILDKITE', BITS8], ['CIRCLECI', BITS24], ['DRONE', BITS8], ['GITEA_ACTIONS', BITS24],
  ['GITHUB_ACTIONS', BITS24], ['GITLAB_CI', BITS8], ['TRAVIS', BITS8],
];

const teamCityWithColours = hardenRegExp(/^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/);
const oldITerm = hardenRegExp(/^[0-2]\./);

let warned = false;

function isSet(value) {
  return value !== undefined && value !== '';
}

function warnOfContradiction(env) {
  if (warned) return;
  const ignored = [];
  for (const name of ['NODE_DISABLE_COLORS', 'NO_COLOR']) {
    if (isSet(env[name])) ArrayPrototypePush(ignored, name);
  }
  if (ignored.length === 0) return;
  warned = true;
  const names = ignored.length === 2 ? `${ignored[0]}' and '${ignored[1]}` : ignored[0];
  process.emitWarning(`The '${names}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

function forced(env) {
  const depth = { '__proto__': null, '': BITS4, '1': BITS4, 'true': BITS4, '2': BITS8, '3': BITS24 }[env.FORCE_COLOR];
  if (depth === undefined) return NONE;
  warnOfContradiction(env);
  return depth;
}

function windowsDepth() {
  const { 0: major, 2: build } = StringPrototypeSplit(require('os').release(), '.', 3);
  if (+major < 10) return BITS4;
  if (+build >= 14931) return BITS24;
  return +build >= 10586 ? BITS8 : BITS4;
}

function ciDepth(env) {
  for (let i = 0; i < byService.length; i++) {
    if (byService[i][0] in env) return byService[i][1];
  }
  return env.CI_NAME === 'codeship' ? BITS8 : NONE;
}

function programDepth(env) {
  switch (env.TERM_PROGRAM) {
    case 'iTerm.app': {
      const { TERM_PROGRAM_VERSION: version } = env;
      return !version || RegExpPrototypeExec(oldITerm, version) !== null ? BITS8 : BITS24;
    }
    case 'HyperTerm':
    case 'MacTerm':
      return BITS24;
    case 'Apple_Terminal':
      return BITS8;
    default:
      return undefined;
  }
}

function termDepth(term) {
  if (StringPrototypeIncludes(term, 'truecolor')) return BITS24;
  if (StringPrototypeStartsWith(term, 'xterm-256')) return BITS8;
  const lower = StringPrototypeToLowerCase(term);
  return byTerm[lower] ?? (RegExpPrototypeExec(colouredTerm, lower) !== null ? BITS4 : undefined);
}

function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) return forced(env);
  if (isSet(env.NODE_DISABLE_COLORS) || isSet(env.NO_COLOR) || env.TERM === 'dumb') return NONE;
  if (process.platform === 'win32') return windowsDepth();
  if (env.TMUX) return BITS24;
  if ('TF_BUILD' in env && 'AGENT_NAME' in env) return BITS4;
  if ('CI' in env) return ciDepth(env);
  if ('TEAMCITY_VERSION' in env) {
    return RegExpPrototypeExec(teamCityWithColours, env.TEAMCITY_VERSION) !== null ? BITS4 : NONE;
  }
  const program = programDepth(env);
  if (program !== undefined) return program;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return BITS24;
  const depth = env.TERM ? termDepth(env.TERM) : undefined;
  return depth ?? (env.COLORTERM ? BITS4 : NONE);
}

function hasColors(count, env) {
  if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  return count <= 2 ** getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
