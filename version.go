package wjs

// Version is the version of wjs.
const Version = "0.1.0"

// NodeVersion is the version of Node.js whose behaviour the library follows.
const NodeVersion = "24.12.0"
