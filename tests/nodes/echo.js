#!/usr/bin/env node
// Echo, on nothing but what comes with Node.js.
'use strict';

const readline = require('readline');

let id = null;
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { src, body } = JSON.parse(line);
  const answer = { type: `${body.type}_ok`, in_reply_to: body.msg_id };
  if (body.type === 'init') id = body.node_id;
  if (body.type === 'echo') answer.echo = body.echo;
  process.stdout.write(JSON.stringify({ src: id, dest: src, body: answer }) + '\n');
});
