exports.dep = 1;
