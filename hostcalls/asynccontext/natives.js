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

  // Returns a handler that runs in the given frame, whenever it runs.
  return function reaction(handler, frame, isThen) {
    if (isThen) return thenIn(handler, frame);
    return (value) => {
      const prior = getFrame();
      setFrame(frame);
      try {
        return apply(handler, undefined, [value]);
      } finally {
        setFrame(prior);
      }
    };
  };
})
