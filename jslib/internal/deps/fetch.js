'use strict';

// The Web's way to the network, under the name that Node loads it by.


const { defineLazyProperties } = require('internal/util');

module.exports = {
  fetch: require('internal/fetch/fetch').fetch,
  Headers: require('internal/fetch/headers').Headers,
  Request: require('internal/fetch/request').Request,
  Response: require('internal/fetch/response').Response,
};
defineLazyProperties(module.exports, 'internal/fetch/formdata', ['FormData']);
defineLazyProperties(module.exports, 'internal/worker/message_event', ['MessageEvent']);
