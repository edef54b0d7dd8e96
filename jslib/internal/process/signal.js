'use strict';

// Signals as events of `process`: the first listener starts the watch, the
// last one's removal ends it. A watch never keeps the loop alive.
//
// Binding ops (signal):
//   start(signum: number): number   a resource id; throws EINVAL for one that cannot be caught
//   next(id: number, req)           completes once for every time the signal came, null when closed
//   close(id: number)
// and handles.setRef(id: number, ref: bool)

const { SafeMap } = primordials;

const watches = new SafeMap(); // name → id

function signumOf(type) {
  return typeof type === 'string' ? internalBinding('constants').os.signals[type] : undefined;
}

class SignalRequest {
  constructor(type, signum, id) {
    this.type = type;
    this.signum = signum;
    this.id = id;
  }

  oncomplete(err, more) {
    // Asked for the next one first: a listener may throw.
    if (err || more === null || watches.get(this.type) !== this.id) return;
    internalBinding('signal').next(this.id, this);
    process.emit(this.type, this.type, this.signum);
  }
}

function startListeningIfSignal(type) {
  const signum = signumOf(type);
  if (signum === undefined || watches.has(type)) return;
  const binding = internalBinding('signal');
  const id = binding.start(signum);
  watches.set(type, id);
  internalBinding('handles').setRef(id, false);
  binding.next(id, new SignalRequest(type, signum, id));
}

function stopListeningIfSignal(type) {
  const id = watches.get(type);
  if (id === undefined || process.listenerCount(type) !== 0) return;
  watches.delete(type);
  internalBinding('signal').close(id);
}

module.exports = { startListeningIfSignal, stopListeningIfSignal };
