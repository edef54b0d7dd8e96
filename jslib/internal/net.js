'use strict';

// What is an address. https://www.rfc-editor.org/rfc/rfc4291#section-2.2

const { RegExpPrototypeExec, StringPrototypeIndexOf, StringPrototypeSlice, StringPrototypeSplit } = primordials;

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const v4 = new primordials.RegExp(`^${octet}(?:\\.${octet}){3}$`);
const group = /^[0-9a-fA-F]{1,4}$/;
const zone = /^[0-9a-zA-Z\-._:]+$/;

function isIPv4(value) {
  return RegExpPrototypeExec(v4, `${value}`) !== null;
}

// How many groups a list has, or -1.
function groups(text, lastMayBeV4) {
  if (text === '') return 0;
  const parts = StringPrototypeSplit(text, ':');
  let n = 0;
  for (let i = 0; i < parts.length; i++) {
    if (RegExpPrototypeExec(group, parts[i]) !== null) n += 1;
    else if (lastMayBeV4 && i === parts.length - 1 && isIPv4(parts[i])) n += 2;
    else return -1;
  }
  return n;
}

function isIPv6(value) {
  let text = `${value}`;
  const percent = StringPrototypeIndexOf(text, '%');
  if (percent !== -1) {
    if (RegExpPrototypeExec(zone, StringPrototypeSlice(text, percent + 1)) === null) return false;
    text = StringPrototypeSlice(text, 0, percent);
  }
  const gap = StringPrototypeIndexOf(text, '::');
  if (gap === -1) return groups(text, true) === 8;
  const before = groups(StringPrototypeSlice(text, 0, gap), false);
  const after = groups(StringPrototypeSlice(text, gap + 2), true);
  return before !== -1 && after !== -1 && before + after <= 7;
}

function isIP(value) {
  if (isIPv4(value)) return 4;
  return isIPv6(value) ? 6 : 0;
}

module.exports = { isIP, isIPv4, isIPv6 };
