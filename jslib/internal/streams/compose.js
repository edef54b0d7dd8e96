'use strict';

// compose(): a pipeline seen as one duplex, writing into its head and reading
// from its tail.

const { ArrayPrototypeSlice } = primordials;
const { pipeline } = require('internal/streams/pipeline');
const Duplex = require('internal/streams/duplex');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const {
  isNodeStream,
  isReadable,
  isReadableStream,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableStream,
} = require('internal/streams/utils');
const { AbortError, codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } } = require('internal/errors');

const canRead = (s) => isReadable(s) || isReadableStream(s) || isTransformStream(s);
const canWrite = (s) => isWritable(s) || isWritableStream(s) || isTransformStream(s);

module.exports = function compose(...streams) {
  const count = streams.length;
  if (count === 0) throw new ERR_MISSING_ARGS('streams');
  if (count === 1) return Duplex.from(streams[0]);

  const given = ArrayPrototypeSlice(streams);
  const last = count - 1;
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  if (typeof streams[last] === 'function') streams[last] = Duplex.from(streams[last]);

  for (let n = 0; n < count; n++) {
    if (!isNodeStream(streams[n]) && !isWebStream(streams[n])) continue;
    if (n < last && !canRead(streams[n])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, given[n], 'must be readable');
    }
    if (n > 0 && !canWrite(streams[n])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, given[n], 'must be writable');
    }
  }

  // Callbacks of the duplex that wait for head or tail; each is taken once.
  let onDrain = null;
  let onFinish = null;
  let onClose; // undefined: pipeline still running; null: it is through

  const head = streams[0];
  const tail = pipeline(streams, (err) => {
    const cb = onClose;
    onClose = null;
    if (cb) cb(err);
    else if (err) duplex.destroy(err);
    else if (!readable && !writable) duplex.destroy();
  });
  const writable = !!canWrite(head);
  const readable = !!canRead(tail);

  const duplex = new Duplex({
    writableObjectMode: !!head?.writableObjectMode,
    readableObjectMode: !!tail?.readableObjectMode,
    writable,
    readable,
  });

  if (writable) {
    if (isNodeStream(head)) {
      duplex._write = (chunk, encoding, callback) => {
        if (head.write(chunk, encoding)) callback();
        else onDrain = callback;
      };
      duplex._final = (callback) => {
        head.end();
        onFinish = callback;
      };
      head.on('drain', () => {
        if (!onDrain) return;
        const cb = onDrain;
        onDrain = null;
        cb();
      });
    } else if (isWebStream(head)) {
      const writer = (isTransformStream(head) ? head.writable : head).getWriter();
      duplex._write = async (chunk, encoding, callback) => {
        try {
          await writer.ready;
          writer.write(chunk).catch(() => {});
          callback();
        } catch (err) {
          callback(err);
        }
      };
      duplex._final = async (callback) => {
        try {
          await writer.ready;
          writer.close().catch(() => {});
          onFinish = callback;
        } catch (err) {
          callback(err);
        }
      };
    }
    eos(isTransformStream(tail) ? tail.readable : tail, () => {
      if (!onFinish) return;
      const cb = onFinish;
      onFinish = null;
      cb();
    });
  }

  if (readable) {
    if (isNodeStream(tail)) {
      duplex._read = () => { tail.resume(); };
      tail.on('data', (chunk) => {
        if (!duplex.push(chunk)) tail.pause();
      });
      tail.on('end', () => { duplex.push(null); });
    } else if (isWebStream(tail)) {
      const reader = (isTransformStream(tail) ? tail.readable : tail).getReader();
      duplex._read = async () => {
        try {
          while (true) {
            const { value, done } = await reader.read();
            if (done) {
              duplex.push(null);
              return;
            }
            if (!duplex.push(value)) return;
          }
        } catch {
          // The pipeline reports it.
        }
      };
    }
  }

  duplex._destroy = (err, callback) => {
    if (!err && onClose !== null) err = new AbortError();
    onDrain = null;
    onFinish = null;
    if (isNodeStream(tail)) destroyer(tail, err);
    if (onClose === null) callback(err);
    else onClose = callback;
  };

  return duplex;
};
