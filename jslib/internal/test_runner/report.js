'use strict';

// What is reported of a test, and of a whole run.

const { ArrayPrototypeJoin, ArrayPrototypeUnshift, NumberPrototypeToFixed } = primordials;

function directiveOf(test) {
  if (test.skipped) return { __proto__: null, skip: test.message ?? true };
  if (test.isTodo) return { __proto__: null, todo: test.message ?? true };
  if (test.expectFailure) return { __proto__: null, expectFailure: test.expectFailure.label ?? true };
  return undefined;
}

// The suites a test stands in: 'outer.inner'.
function classNameOf(test) {
  const names = [];
  for (let t = test.parent; t !== null && t !== test.root; t = t.parent) ArrayPrototypeUnshift(names, t.name);
  return ArrayPrototypeJoin(names, '.');
}

function reportOf(test) {
  const details = { __proto__: null, duration_ms: test.duration() };
  if (test.reportedType) details.type = test.reportedType;
  if (!test.passed) details.error = test.error;
  if (test.attempt !== undefined) details.attempt = test.attempt;
  if (test.passedAttempt !== undefined) details.passed_on_attempt = test.passedAttempt;
  const className = classNameOf(test);
  if (className !== '') details.classname = className;
  return { __proto__: null, details, directive: directiveOf(test) };
}

function reportCoverage(root, coverage) {
  const { harness, loc, nesting, reporter, config } = root;
  const thresholds = [
    ['line', coverage.totals.coveredLinePercent, config.lineCoverage],
    ['branch', coverage.totals.coveredBranchPercent, config.branchCoverage],
    ['function', coverage.totals.coveredFunctionPercent, config.functionCoverage],
  ];
  for (let i = 0; i < thresholds.length; i++) {
    const { 0: name, 1: actual, 2: threshold } = thresholds[i];
    if (actual >= threshold) continue;
    harness.fail();
    const text = `Error: ${NumberPrototypeToFixed(actual, 2)}% ${name} coverage does not meet threshold of ${threshold}%.`;
    reporter.diagnostic(nesting, loc, text, 'error');
  }
  reporter.coverage(nesting, loc, coverage);
}

const counted = [
  ['tests', 'tests'], ['suites', 'suites'], ['pass', 'passed'], ['fail', 'failed'],
  ['cancelled', 'cancelled'], ['skipped', 'skipped'], ['todo', 'todo'],
];

// Once a run, or once for each round of a run that watches.
function reportRoot(root) {
  if (root.reported) return;
  root.reported = true;
  const { diagnostics, harness, loc, nesting, reporter } = root;
  const { counters } = harness;
  reporter.plan(nesting, loc, counters.topLevel);
  const coverage = harness.coverage(); // a failure of it is one of the diagnostics
  harness.snapshotManager?.writeSnapshotFiles();
  for (let i = 0; i < diagnostics.length; i++) reporter.diagnostic(nesting, loc, diagnostics[i]);
  for (let i = 0; i < counted.length; i++) {
    reporter.diagnostic(nesting, loc, `${counted[i][0]} ${counters[counted[i][1]]}`);
  }
  const duration = root.duration();
  reporter.diagnostic(nesting, loc, `duration_ms ${duration}`);
  if (coverage) reportCoverage(root, coverage);
  reporter.summary(loc?.file, harness.success, counters, duration);
  if (harness.watching) {
    root.reported = false;
    harness.resetCounters();
  } else {
    reporter.end();
  }
}

module.exports = { reportOf, reportRoot };
