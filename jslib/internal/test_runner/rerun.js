'use strict';

// Running again only what has failed (--test-rerun-failures): a file that holds,
// for each run so far, the tests that passed. Those are not run another time.

const {
  ArrayPrototypePush,
  BigInt,
  FunctionPrototype,
  JSONParse,
  JSONStringify,
  MathRound,
} = primordials;

const { bigint: hrtime } = process.hrtime;

// Tests by place; a second one at the same place (a loop) gets a number.
function makeIdentifier(cwd, seen) {
  return ({ file, line, column }) => {
    const place = `${require('path').relative(cwd, file)}:${line}:${column}`;
    const count = seen[place];
    seen[place] = count === undefined ? 1 : count + 1;
    return count === undefined ? place : `${place}:(${count})`;
  };
}

function readPreviousRuns(file) {
  let text;
  try {
    text = require('fs').readFileSync(file, 'utf8');
  } catch (err) {
    if (err.code !== 'ENOENT') throw err;
    return [];
  }
  return JSONParse(text);
}

// Gives a test that passed in an earlier run a function which only makes, as
// passed, the subtests that it had.
function replay(test, Test) {
  const { root } = test;
  const { previousRuns } = root.harness;
  root.identify ??= makeIdentifier(test.config.cwd, { __proto__: null });
  const id = root.identify(test.loc);
  test.attempt = previousRuns.length;
  const passed = previousRuns[test.attempt - 1]?.[id];
  if (passed == null) return;
  test.passedAttempt = passed.passed_on_attempt;
  if (passed.duration_ms !== undefined) test.replayedDuration = BigInt(MathRound(passed.duration_ms * 1_000_000));
  const stamp = (t) => {
    t.startTime = hrtime();
    t.endTime = t.startTime + (t.replayedDuration ?? 0n);
  };
  test.fn = () => {
    const isSuite = test.reportedType === 'suite';
    if (!isSuite) stamp(test); // a suite is timed when its tests run
    for (let i = 0; i < (passed.children?.length ?? 0); i++) {
      const { name, line, column, file } = passed.children[i];
      const loc = { __proto__: null, line, column, file };
      const child = test.createSubtest(Test, name, { __proto__: null }, FunctionPrototype, { __proto__: null, loc });
      stamp(child);
      if (!isSuite) child.start();
    }
  };
}

// The reporter that writes the file.
function rerunReporter(previousRuns, { cwd, rerunFailuresFilePath }) {
  return async function reporter(source) {
    const passed = { __proto__: null };
    const identify = makeIdentifier(cwd, { __proto__: null });
    let open = null; // the innermost test that has started and not ended

    const start = (data) => {
      const outer = open;
      open = { __proto__: null, data, outer, children: [] };
      if (outer !== null) ArrayPrototypePush(outer.children, data);
    };

    for await (const { type, data } of source) {
      if (type === 'test:start') {
        start(data);
        continue;
      }
      if (type !== 'test:pass' && type !== 'test:fail') continue;
      if (open === null) start({ __proto__: null, name: 'root', nesting: 0 });
      if (open.data.name !== data.name || open.data.nesting !== data.nesting) start(data);
      const ended = open;
      if (open.data.nesting === data.nesting) open = open.outer;
      const id = identify(data);
      if (type === 'test:fail') continue;
      passed[id] = {
        __proto__: null,
        name: data.name,
        children: ended.children,
        passed_on_attempt: data.details.passed_on_attempt ?? data.details.attempt,
        duration_ms: data.details.duration_ms,
      };
    }
    ArrayPrototypePush(previousRuns, passed);
    require('fs').writeFileSync(rerunFailuresFilePath, JSONStringify(previousRuns, null, 2), 'utf8');
  };
}

module.exports = { readPreviousRuns, replay, rerunReporter };
