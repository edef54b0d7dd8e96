'use strict';

// Diagnostics channels of the console. Before a program has loaded
// diagnostics_channel nobody can have subscribed, so that is not loaded here.

const { BuiltinModule } = require('bootstrap/realm');

const diagnostics = BuiltinModule.map.get('diagnostics_channel');
const names = ['log', 'info', 'debug', 'warn', 'error'];
let channels;

// args is the array that is going to be formatted: a subscriber may change it.
function publish(name, args) {
  if (channels === undefined) {
    if (diagnostics === undefined || !diagnostics.loaded) return;
    const { channel } = diagnostics.exports;
    channels = { __proto__: null };
    for (let i = 0; i < names.length; i++) channels[names[i]] = channel(`console.${names[i]}`);
  }
  const channel = channels[name];
  if (channel.hasSubscribers) channel.publish(args);
}

module.exports = { publish };
