'use strict';

const posix = require('internal/path/posix');
const win32 = require('internal/path/win32');

posix.win32 = win32.win32 = win32;
posix.posix = win32.posix = posix;
// The pre-namespace name of toNamespacedPath; old packages still call it.
posix._makeLong = posix.toNamespacedPath;
win32._makeLong = win32.toNamespacedPath;

// The platform is a constant of the build, not state of the host.
module.exports = process.platform === 'win32' ? win32 : posix;
