exports.done = false; const b = require("./cb"); exports.b = b.done; exports.done = true;
