'use strict';

// From the characters that a terminal sends to keys.
//
// Sequences, after ESC (or ESC ESC, which means the same):
//   O letter, O modifier letter                        (application mode)
//   [ letter, [ 1 ; modifier letter, [ modifier letter
//   [ number ~, [ number ; modifier ~                  (~ may be ^ or $ in rxvt)
//   [ [ letter                                         (Cygwin, libuv)
// A modifier is 1 + shift (1) + alt (2) + ctrl (4) + right alt (8).

const {
  ObjectKeys,
  RegExpPrototypeExec,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  hardenGenerator,
} = primordials;
const { CSI: { kEscape }, charLengthAt } = require('internal/readline/utils');

// Codes (what follows ESC, without modifiers) by the keys that send them.
const plain = {
  __proto__: null,
  'f1': '[P OP [11~ [[A',
  'f2': '[Q OQ [12~ [[B',
  'f3': '[R OR [13~ [[C',
  'f4': '[S OS [14~ [[D',
  'f5': '[[E [15~',
  'f6': '[17~',
  'f7': '[18~',
  'f8': '[19~',
  'f9': '[20~',
  'f10': '[21~',
  'f11': '[23~',
  'f12': '[24~',
  'paste-start': '[200~',
  'paste-end': '[201~',
  'up': '[A OA',
  'down': '[B OB',
  'right': '[C OC',
  'left': '[D OD',
  'clear': '[E OE',
  'home': '[H OH [1~ [7~',
  'end': '[F OF [4~ [8~',
  'insert': '[2~',
  'delete': '[3~',
  'pageup': '[5~ [[5~',
  'pagedown': '[6~ [[6~',
};
// rxvt has codes of its own for keys with modifiers.
const shifted = {
  __proto__: null,
  up: '[a',
  down: '[b',
  right: '[c',
  left: '[d',
  clear: '[e',
  insert: '[2$',
  delete: '[3$',
  pageup: '[5$',
  pagedown: '[6$',
  home: '[7$',
  end: '[8$',
  tab: '[Z',
};
const controlled = {
  __proto__: null,
  up: 'Oa',
  down: 'Ob',
  right: 'Oc',
  left: 'Od',
  clear: 'Oe',
  insert: '[2^',
  delete: '[3^',
  pageup: '[5^',
  pagedown: '[6^',
  home: '[7^',
  end: '[8^',
};

const byCode = { __proto__: null };
function addCodes(table, modifier) {
  const names = ObjectKeys(table);
  for (let i = 0; i < names.length; i++) {
    const codes = StringPrototypeSplit(table[names[i]], ' ');
    for (let k = 0; k < codes.length; k++) byCode[codes[k]] = { name: names[i], modifier };
  }
}
addCodes(plain, undefined);
addCodes(shifted, 'shift');
addCodes(controlled, 'ctrl');

const byCharacter = {
  '__proto__': null,
  '\r': 'return',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace',
  [kEscape]: 'escape',
  ' ': 'space',
};

const isDigit = (ch) => ch >= '0' && ch <= '9';
const letterOrDigit = /^[0-9A-Za-z]$/;
const upperCase = /^[A-Z]$/;
const numbered = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/;
const lettered = /^(?:(?:\d;)?(\d))?([A-Za-z])$/;

// A generator that is fed with characters, '' for "nothing came after ESC in
// time", and emits 'keypress' on the stream.
function* emitKeys(stream) {
  while (true) {
    let ch = yield;
    let sequence = ch;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };

    if (ch === kEscape) {
      escaped = true;
      sequence += (ch = yield);
      if (ch === kEscape) sequence += (ch = yield);
    }

    if (escaped && (ch === 'O' || ch === '[')) {
      let code = ch;
      let modifier = 0;
      if (ch === 'O') {
        sequence += (ch = yield);
        if (isDigit(ch)) {
          modifier = ch - 1;
          sequence += (ch = yield);
        }
        code += ch;
      } else {
        sequence += (ch = yield);
        if (ch === '[') {
          code += ch;
          sequence += (ch = yield);
        }
        // Up to three digits, a modifier, and what ends the sequence.
        const start = sequence.length - 1;
        for (let digits = 0; digits < 3 && isDigit(ch); digits++) sequence += (ch = yield);
        if (ch === ';') {
          sequence += (ch = yield);
          if (isDigit(ch)) sequence += yield;
        }
        const command = StringPrototypeSlice(sequence, start);
        let match = RegExpPrototypeExec(numbered, command);
        if (match !== null) {
          code += match[4] ?? match[1] + match[3];
          modifier = (match[2] ?? 1) - 1;
        } else if ((match = RegExpPrototypeExec(lettered, command)) !== null) {
          code += match[2];
          modifier = (match[1] ?? 1) - 1;
        } else {
          code += command;
        }
      }
      key.ctrl = (modifier & 4) !== 0;
      key.meta = (modifier & 10) !== 0;
      key.shift = (modifier & 1) !== 0;
      key.code = code;
      const known = byCode[code];
      key.name = known === undefined ? 'undefined' : known.name;
      if (known?.modifier !== undefined) key[known.modifier] = true;
    } else if (byCharacter[ch] !== undefined) {
      key.name = byCharacter[ch];
      key.meta = escaped;
    } else if (!escaped && ch <= '\x1a') {
      // ctrl and a letter
      key.name = StringFromCharCode(StringPrototypeCharCodeAt(ch, 0) + 0x60);
      key.ctrl = true;
    } else if (RegExpPrototypeExec(letterOrDigit, ch) !== null) {
      key.name = StringPrototypeToLowerCase(ch);
      key.shift = RegExpPrototypeExec(upperCase, ch) !== null;
      key.meta = escaped;
    } else if (escaped) {
      // ESC and something else, or ESC alone
      key.name = ch.length ? undefined : 'escape';
      key.meta = true;
    }
    key.sequence = sequence;

    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (charLengthAt(sequence, 0) === sequence.length) {
      stream.emit('keypress', sequence, key);
    }
  }
}

hardenGenerator(emitKeys);

module.exports = { emitKeys };
