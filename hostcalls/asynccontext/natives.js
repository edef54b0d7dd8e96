(function (binding) {
  'use strict';
  const { getFrame, setFrame } = binding;
  const { apply } = Reflect;

  // A then method sees its object and two functions. A method has no prototype.
  const thenIn = (then, frame) => ({
    then(...args) {
      const prior = getFrame();
      setFrame(frame);
      try {
        return apply(then, this, args);
      } finally {
        setFrame(prior);
      }
    },
  }).then;

  // Who wants to hear of reactions: awaited(parent) makes a promise that stands
  // for an await, before(promise) and after(promise) are called around a handler.
  let awaited;
  let before;
  let after;
  binding.setReactionHooks = function setReactionHooks(onAwait, onBefore, onAfter) {
    awaited = onAwait;
    before = onBefore;
    after = onAfter;
  };

  // An await has two handlers, one after the other.
  let waiting;
  const promiseOf = (derived, parent, isRejection) => {
    if (derived !== undefined) return derived;
    return isRejection ? waiting : waiting = awaited(parent);
  };

  // Returns a handler that runs in the given frame, whenever it runs.
  return function reaction(handler, frame, isThen, derived, parent, isRejection) {
    if (isThen) return thenIn(handler, frame);
    const promise = before === undefined ? undefined : promiseOf(derived, parent, isRejection);
    return (value) => {
      const prior = getFrame();
      setFrame(frame);
      // Asked anew: hooks come and go.
      if (promise !== undefined && before !== undefined) before(promise);
      try {
        return apply(handler, undefined, [value]);
      } finally {
        if (promise !== undefined && after !== undefined) after(promise);
        setFrame(prior);
      }
    };
  };
})
