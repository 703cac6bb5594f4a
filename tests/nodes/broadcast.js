#!/usr/bin/env node
// Broadcast: every 100 ms each node tells each neighbour what that one has not confirmed yet. With
// --bad=drop some of what clients say is acknowledged and forgotten.
'use strict';

const readline = require('readline');

let id = null;
let neighbours = [];
const seen = new Set();
const drops = process.argv.includes('--bad=drop');
let broadcasts = 0;
const known = new Map(); // neighbour -> what it has

function send(dest, body) {
  process.stdout.write(JSON.stringify({ src: id, dest, body }) + '\n');
}

function has(neighbour) {
  if (!known.has(neighbour)) known.set(neighbour, new Set());
  return known.get(neighbour);
}

const handlers = {
  init(body) {
    id = body.node_id;
    return { type: 'init_ok' };
  },
  topology(body) {
    neighbours = body.topology[id];
    return { type: 'topology_ok' };
  },
  broadcast(body) {
    broadcasts += 1;
    if (!drops || broadcasts % 20 !== 0) seen.add(body.message);
    return { type: 'broadcast_ok' };
  },
  read() {
    return { type: 'read_ok', messages: [...seen] };
  },
  gossip(body, src) {
    for (const message of body.messages) {
      seen.add(message);
      has(src).add(message);
    }
    send(src, { type: 'confirm', messages: body.messages });
  },
  confirm(body, src) {
    for (const message of body.messages) has(src).add(message);
  },
};

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { src, body } = JSON.parse(line);
    const answer = handlers[body.type](body, src);
    if (answer) send(src, { ...answer, in_reply_to: body.msg_id });
  })
  .on('close', () => process.exit(0));

setInterval(() => {
  for (const neighbour of neighbours) {
    const messages = [...seen].filter((message) => !has(neighbour).has(message));
    if (messages.length > 0) send(neighbour, { type: 'gossip', messages });
  }
}, 100);
