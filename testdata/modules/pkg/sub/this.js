module.exports = { cjs: this === module.exports };
