'use strict';

// What os, fs and crypto have as `constants`, in one object. Deprecated in
// favour of those.

const { ObjectAssign, ObjectFreeze } = primordials;
const { os } = internalBinding('constants');

module.exports = ObjectFreeze(ObjectAssign({}, os.dlopen, os.errno, os.priority, os.signals,
                                           require('internal/fs/constants'), require('crypto').constants));
