'use strict';

// Why a test failed: the failureType of its ERR_TEST_FAILURE.

const { SafeSet } = primordials;

const { codes: { ERR_TEST_FAILURE }, hideInternalStackFrames, kIsNodeError } = require('internal/errors');

const failures = {
  __proto__: null,
  kAborted: 'testAborted',
  kCallbackAndPromisePresent: 'callbackAndPromisePresent',
  kCancelledByParent: 'cancelledByParent',
  kExpectedFailure: 'expectedFailure',
  kHookFailure: 'hookFailed',
  kMultipleCallbackInvocations: 'multipleCallbackInvocations',
  kParentAlreadyFinished: 'parentAlreadyFinished',
  kSubtestsFailed: 'subtestsFailed',
  kTestCodeFailure: 'testCodeFailure',
  kTestTimeoutFailure: 'testTimeoutFailure',
  kUncaughtException: 'uncaughtException',
  kUnhandledRejection: 'unhandledRejection',
};

// Those whose cause, not they themselves, is what a reporter shows.
const kUnwrapErrors = new SafeSet([
  failures.kTestCodeFailure, failures.kHookFailure, failures.kUncaughtException, failures.kUnhandledRejection,
]);

function isTestFailure(err) {
  return err?.code === 'ERR_TEST_FAILURE' && kIsNodeError in err;
}

function testFailure(cause, type) {
  const failure = new ERR_TEST_FAILURE(cause, type);
  hideInternalStackFrames(failure); // they tell nothing of the test
  return failure;
}

module.exports = { ...failures, isTestFailure, kUnwrapErrors, testFailure };
