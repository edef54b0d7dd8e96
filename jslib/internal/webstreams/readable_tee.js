'use strict';

// tee(): two branches of one stream. Both are pulled by either, and the source
// is cancelled when both are.

const { PromisePrototypeThen, PromiseResolve, PromiseWithResolvers } = primordials;
const { cloneAsUint8Array, kResolvedPromise, kState, nop } = require('internal/webstreams/util');
const {
  isReadableByteStreamController,
  isReadableStreamBYOBReader,
  isReadableStreamDefaultReader,
  kChunk,
  kClose,
  kError,
  readableStreamCancel,
  readableStreamDefaultReaderRead,
  readableStreamReaderRelease,
  readerClosedPromise,
} = require('internal/webstreams/readable_core');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
} = require('internal/webstreams/readable_default');
const {
  readableByteStreamControllerClose,
  readableByteStreamControllerEnqueue,
  readableByteStreamControllerError,
  readableByteStreamControllerPullInto,
  readableByteStreamControllerRespond,
  readableByteStreamControllerRespondWithNewView,
} = require('internal/webstreams/readable_bytes');

const classes = () => require('internal/webstreams/readablestream');

// What both kinds keep of the two branches: [0] and [1].
class Branches {
  constructor(stream) {
    this.stream = stream;
    this.streams = [undefined, undefined];
    this.canceled = [false, false];
    this.reasons = [undefined, undefined];
    this.cancelResult = PromiseWithResolvers();
  }

  controller(i) {
    return this.streams[i][kState].controller;
  }

  // The cancel algorithm of branch i.
  cancel(i, reason) {
    this.canceled[i] = true;
    this.reasons[i] = reason;
    if (this.canceled[1 - i]) {
      this.cancelResult.resolve(readableStreamCancel(this.stream, [this.reasons[0], this.reasons[1]]));
    }
    return this.cancelResult.promise;
  }

  // Nobody waits for a cancel that cannot come any more.
  finish() {
    if (!this.canceled[0] || !this.canceled[1]) this.cancelResult.resolve();
  }

  each(fn) {
    for (let i = 0; i < 2; i++) {
      if (!this.canceled[i]) fn(this.controller(i), i);
    }
  }
}

function readableStreamDefaultTee(stream, cloneForBranch2) {
  const { ReadableStreamDefaultReader, createReadableStream } = classes();
  const reader = new ReadableStreamDefaultReader(stream);
  const branches = new Branches(stream);
  let reading = false;
  let pendingChunk;

  const forward = () => {
    reading = false;
    const chunk = pendingChunk;
    pendingChunk = undefined;
    const copy = cloneForBranch2 && !branches.canceled[1] ?
      require('internal/structured_clone').structuredClone(chunk) : chunk;
    branches.each((controller, i) => readableStreamDefaultControllerEnqueue(controller, i === 0 ? chunk : copy));
  };
  const request = {
    [kChunk](chunk) {
      pendingChunk = chunk;
      // Later, since errors of the size algorithm must not reach enqueue().
      PromisePrototypeThen(kResolvedPromise, forward);
    },
    [kClose]() {
      // A tick behind the close of the source, as in Node.
      process.nextTick(() => {
        reading = false;
        branches.each(readableStreamDefaultControllerClose);
        branches.finish();
      });
    },
    [kError]() {
      reading = false;
    },
  };
  const pull = async () => {
    if (reading) return;
    reading = true;
    readableStreamDefaultReaderRead(reader, request);
  };

  branches.streams[0] = createReadableStream(nop, pull, (reason) => branches.cancel(0, reason));
  branches.streams[1] = createReadableStream(nop, pull, (reason) => branches.cancel(1, reason));
  PromisePrototypeThen(readerClosedPromise(reader).promise, undefined, (error) => {
    readableStreamDefaultControllerError(branches.controller(0), error);
    readableStreamDefaultControllerError(branches.controller(1), error);
    branches.finish();
  });
  return branches.streams;
}

// Of a byte stream both branches are byte streams; a read into a view of one
// of them becomes a read into a view of the source.
class ByteTee {
  constructor(stream) {
    const { ReadableStreamDefaultReader, createReadableByteStream } = classes();
    this.stream = stream;
    this.branches = new Branches(stream);
    this.reading = false;
    this.readAgain = [false, false];
    this.reader = new ReadableStreamDefaultReader(stream);
    for (let i = 0; i < 2; i++) {
      this.branches.streams[i] = createReadableByteStream(
        nop, () => this.pull(i), (reason) => this.branches.cancel(i, reason));
    }
    this.forwardErrors(this.reader);
  }

  forwardErrors(reader) {
    PromisePrototypeThen(readerClosedPromise(reader).promise, undefined, (error) => {
      if (reader !== this.reader) return; // it was exchanged
      readableByteStreamControllerError(this.branches.controller(0), error);
      readableByteStreamControllerError(this.branches.controller(1), error);
      this.branches.finish();
    });
  }

  exchangeReader(makeReader) {
    readableStreamReaderRelease(this.reader);
    this.reader = makeReader();
    this.forwardErrors(this.reader);
  }

  // Copying may fail for want of memory: then all three streams do.
  failAll(error) {
    readableByteStreamControllerError(this.branches.controller(0), error);
    readableByteStreamControllerError(this.branches.controller(1), error);
    this.branches.cancelResult.resolve(readableStreamCancel(this.stream, error));
  }

  pull(i) {
    if (this.reading) {
      this.readAgain[i] = true;
      return PromiseResolve();
    }
    this.reading = true;
    const { byobRequest } = this.branches.controller(i);
    if (byobRequest === null) this.pullDefault();
    else this.pullInto(byobRequest[kState].view, i);
    return PromiseResolve();
  }

  pulled() {
    this.reading = false;
    if (this.readAgain[0]) this.pull(0);
    else if (this.readAgain[1]) this.pull(1);
  }

  pullDefault() {
    const { branches } = this;
    if (isReadableStreamBYOBReader(this.reader)) {
      const { ReadableStreamDefaultReader } = classes();
      this.exchangeReader(() => new ReadableStreamDefaultReader(this.stream));
    }
    readableStreamDefaultReaderRead(this.reader, {
      [kChunk]: (chunk) => PromisePrototypeThen(kResolvedPromise, () => {
        this.readAgain = [false, false];
        let copy = chunk;
        if (!branches.canceled[0] && !branches.canceled[1]) {
          try {
            copy = cloneAsUint8Array(chunk);
          } catch (error) {
            this.failAll(error);
            return;
          }
        }
        branches.each((controller, i) => readableByteStreamControllerEnqueue(controller, i === 0 ? chunk : copy));
        this.pulled();
      }),
      [kClose]: () => {
        this.reading = false;
        branches.each(readableByteStreamControllerClose);
        for (let i = 0; i < 2; i++) {
          const controller = branches.controller(i);
          if (controller[kState].pendingPullIntos.length > 0) readableByteStreamControllerRespond(controller, 0);
        }
        branches.finish();
      },
      [kError]: () => { this.reading = false; },
    });
  }

  // mine: the branch whose reader brought the view.
  pullInto(view, mine) {
    const { branches } = this;
    const other = 1 - mine;
    if (isReadableStreamDefaultReader(this.reader)) {
      const { ReadableStreamBYOBReader } = classes();
      this.exchangeReader(() => new ReadableStreamBYOBReader(this.stream));
    }
    const source = this.stream[kState];
    const request = {
      [kChunk]: (chunk) => PromisePrototypeThen(kResolvedPromise, () => {
        this.readAgain = [false, false];
        if (branches.canceled[other]) {
          if (!branches.canceled[mine]) {
            readableByteStreamControllerRespondWithNewView(branches.controller(mine), chunk);
          }
        } else {
          let copy;
          try {
            copy = cloneAsUint8Array(chunk);
          } catch (error) {
            this.failAll(error);
            return;
          }
          if (!branches.canceled[mine]) {
            readableByteStreamControllerRespondWithNewView(branches.controller(mine), chunk);
          }
          readableByteStreamControllerEnqueue(branches.controller(other), copy);
        }
        this.pulled();
      }),
      [kClose]: (chunk) => {
        this.reading = false;
        branches.each(readableByteStreamControllerClose);
        if (chunk !== undefined) {
          if (!branches.canceled[mine]) {
            readableByteStreamControllerRespondWithNewView(branches.controller(mine), chunk);
          }
          const controller = branches.controller(other);
          if (!branches.canceled[other] && controller[kState].pendingPullIntos.length > 0) {
            readableByteStreamControllerRespond(controller, 0);
          }
        }
        branches.finish();
      },
      [kError]: () => { this.reading = false; },
    };
    source.disturbed = true;
    if (source.state === 'errored') request[kError](source.storedError);
    else readableByteStreamControllerPullInto(source.controller, view, 1, request);
  }
}

function readableStreamTee(stream, cloneForBranch2) {
  if (isReadableByteStreamController(stream[kState].controller)) return new ByteTee(stream).branches.streams;
  return readableStreamDefaultTee(stream, cloneForBranch2);
}

module.exports = { readableStreamTee };
