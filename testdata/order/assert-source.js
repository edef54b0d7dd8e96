'use strict';
const assert = require('assert');
const show = (f) => { try { f(); } catch (e) { console.log(e.message); } };
show(() => new Function('assert', 'assert(1 === 2);')(assert));
show(() => new Function('assert', 'a', 'if (a) {\n  assert(a === 2); }')(assert, 1));
show(() => eval('"é";\nassert.ok(1 === 2);'));
show(() => eval('(() => assert.ok(1 === 3))()'));
show(() => { '日本'; assert.ok('ä' === 'ö'); });
show(() => assert.deepStrictEqual(new Proxy([], { ownKeys: () => [] }), []));
class Private { #m() {} t() { this.#m(); } static #s() {} static u() { this.#s(); } }
show(() => Private.prototype.t.call({}));
show(() => Private.u.call({}));
