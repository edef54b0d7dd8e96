'use strict';

// Messages between ports and channels: the parts under one name.

const {
  isDetachedPort,
  isMessagePort,
  makePort,
  MessageChannel,
  MessagePort,
  moveMessagePortToContext,
  movePort,
  receiveMessageOnPort,
} = require('internal/worker/message_port');
const { BroadcastChannel } = require('internal/worker/broadcast_channel');
const { MessageEvent } = require('internal/worker/message_event');
const {
  isMarkedAsUntransferable,
  markAsUncloneable,
  markAsUntransferable,
  structuredClone,
} = require('internal/worker/js_transferable');

module.exports = {
  BroadcastChannel,
  isDetachedPort,
  isMarkedAsUntransferable,
  isMessagePort,
  makePort,
  markAsUncloneable,
  markAsUntransferable,
  MessageChannel,
  MessageEvent,
  MessagePort,
  moveMessagePortToContext,
  movePort,
  receiveMessageOnPort,
  structuredClone,
};
