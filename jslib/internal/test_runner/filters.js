'use strict';

// Which tests are left out: by name, by tag, and by `only`.

const { ArrayPrototypeSome, RegExpPrototypeExec, StringPrototypeTrim } = primordials;

const { matchesTags } = require('internal/test_runner/tags');

// 'grandparent parent test', for patterns that name one of several equal names.
function nameWithAncestors(test) {
  return test.parent === null ? '' : `${nameWithAncestors(test.parent)} ${test.name}`;
}

function matchesName(test, patterns) {
  if (ArrayPrototypeSome(patterns, (pattern) => RegExpPrototypeExec(pattern, test.name) !== null)) return true;
  if (test.parent !== null && matchesName(test.parent, patterns)) return true;
  const full = StringPrototypeTrim(nameWithAncestors(test));
  return ArrayPrototypeSome(patterns, (pattern) => RegExpPrototypeExec(pattern, full) !== null);
}

function isFilteredByName(test) {
  const { testNamePatterns, testSkipPatterns } = test.config;
  if (testNamePatterns && !matchesName(test, testNamePatterns)) return true;
  return Boolean(testSkipPatterns) && matchesName(test, testSkipPatterns);
}

function isFilteredByTags(test) {
  return !matchesTags(test.config.testTagFilters, test.tags);
}

// What a test stays in stays too.
function keepAncestors(test, mark) {
  for (let t = test.parent; t !== null && t[mark]; t = t.parent) t[mark] = false;
}

// Looks at a new test; returns whether its function is left out because
// something else is asked for with `only`.
function markFiltered(test, only) {
  const { isFilteringByName, isFilteringByOnly, isFilteringByTags } = test.root.harness;
  if (isFilteringByName) {
    test.filteredByName = test.willBeFilteredByName();
    if (!test.filteredByName) keepAncestors(test, 'filteredByName');
  }
  if (isFilteringByTags) {
    test.filteredByTag = test.willBeFilteredByTags();
    if (!test.filteredByTag) keepAncestors(test, 'filteredByTag');
  }
  if (!isFilteringByOnly) {
    if (only || test.parent.runOnlySubtests) {
      test.diagnostic("'only' and 'runOnly' require the --test-only command-line option.");
    }
    return false;
  }
  if (!only) return only === false;
  // A suite with an `only` in it runs that alone; one without runs all it has.
  test.parent.runOnlySubtests = true;
  if (test.parent === test.root || test.parent.startTime === null) {
    for (let t = test.parent; t !== null && !t.hasOnlyTests; t = t.parent) t.hasOnlyTests = true;
  }
  return false;
}

// Whether a test that is about to start is left out. Errors never are.
function isFiltered(test) {
  if (test.error) return false;
  if (test.filteredByName) return true;
  const { parent } = test;
  if (test.root.harness.isFilteringByOnly && !test.only && !test.hasOnlyTests &&
      (parent.runOnlySubtests || parent.hasOnlyTests || test.only === false)) return true;
  return test.filteredByTag;
}

module.exports = { isFiltered, isFilteredByName, isFilteredByTags, markFiltered };
