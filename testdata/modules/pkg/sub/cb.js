exports.done = false; const a = require("./ca"); exports.a = a.done; exports.done = true;
