(function (binding) {
  'use strict';
  const { getFrame, setFrame } = binding;
  const { apply } = Reflect;

  // Returns a handler that runs in the frame of now, whenever it runs.
  return function reaction(handler, frame) {
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
