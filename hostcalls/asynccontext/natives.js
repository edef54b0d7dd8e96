(function (binding) {
  'use strict';
  const { getFrame, setFrame } = binding;
  const { apply } = Reflect;
  const { setPrototypeOf } = Object;

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

  // Who wants to hear of awaits, which derive no promise: awaited(parent) makes
  // one that stands for an await, before(promise) and after(promise) are called
  // around what goes on then, which settles it.
  let awaited;
  let before;
  let after;
  binding.setAwaitHooks = function setAwaitHooks(onAwait, onBefore, onAfter) {
    awaited = onAwait;
    before = onBefore;
    after = onAfter;
  };

  // An await has two handlers, one after the other.
  let waiting;

  // Returns a handler that runs in the given frame, whenever it runs. home is the
  // Function.prototype of a context with its own queue: by that the engine knows
  // whose queue a function runs with.
  return function reaction(handler, frame, home, isThen, derived, parent, isRejection) {
    const wrapped = isThen ? thenIn(handler, frame) : handlerIn(handler, frame, derived, parent, isRejection);
    return home === undefined ? wrapped : setPrototypeOf(wrapped, home);
  };

  function handlerIn(handler, frame, derived, parent, isRejection) {
    let promise;
    if (awaited !== undefined && derived === undefined) promise = isRejection ? waiting : waiting = awaited(parent);
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
  }
})
