exports.__esModule = true; exports.default = "d"; exports.named = "n";
