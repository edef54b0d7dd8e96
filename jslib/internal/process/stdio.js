'use strict';

// process.stdin, process.stdout and process.stderr, made when first asked for.

const { ObjectDefineProperty } = primordials;

const streams = { __proto__: null, stdin: undefined, stdout: undefined, stderr: undefined };

const kinds = { __proto__: null, TTY: 'tty', FILE: 'fs', PIPE: 'pipe', TCP: 'pipe' };

function createOutput(fd) {
  const type = internalBinding('stdio').type(fd);
  let stream;
  if (type === 'TTY') {
    const { WriteStream } = require('tty');
    stream = new WriteStream(fd);
    try {
      process.on('SIGWINCH', () => stream._refreshSize());
    } catch {
      // Signals were not granted: the size stays what it is.
    }
  } else {
    const { StdioWriteStream } = require('internal/process/stdio_streams');
    stream = new StdioWriteStream(fd);
  }
  if (kinds[type] !== undefined) stream._type = kinds[type];
  return stream;
}

function createInput() {
  const type = internalBinding('stdio').type(0);
  if (type === 'TTY') {
    const { ReadStream } = require('tty');
    return new ReadStream(0);
  }
  const { StdioReadStream } = require('internal/process/stdio_streams');
  // A pipe is at its end for good; a file is not closed, as it could be read on.
  return new StdioReadStream(0, { emitClose: kinds[type] === 'pipe' });
}

function getStdin() {
  return streams.stdin ??= createInput();
}

function getStdout() {
  return streams.stdout ??= createOutput(1);
}

function getStderr() {
  return streams.stderr ??= createOutput(2);
}

function defineStdio(target) {
  for (const getter of [getStdout, getStdin, getStderr]) {
    const name = { __proto__: null, getStdin: 'stdin', getStdout: 'stdout', getStderr: 'stderr' }[getter.name];
    ObjectDefineProperty(target, name, { __proto__: null, configurable: true, enumerable: true, get: getter });
  }
}

// A snapshot may have looked at a stream that belongs to another process.
function resetStdio() {
  streams.stdin = streams.stdout = streams.stderr = undefined;
}

module.exports = { defineStdio, resetStdio };
