#!/usr/bin/env python3
"""An echo that breaks the protocol with its tenth answer, as --how says: no-json, no-dest,
unknown-dest, other-src, log-line, exit, other-type, no-field."""

import argparse
import json
import sys

sys.dont_write_bytecode = True
from node import Node  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--how", required=True)
how = parser.parse_args().how
node = Node()
echoed = 0


def say(line):
    print(line, flush=True)


def misbehave(message):
    body = {"type": "echo_ok", "in_reply_to": message["body"]["msg_id"]}
    good = {"src": node.id, "dest": message["src"], "body": {**body, "echo": 1}}
    if how == "no-json":
        say(json.dumps(good)[:-1])
    elif how == "no-dest":
        say(json.dumps({"src": node.id, "body": body}))
    elif how == "unknown-dest":
        say(json.dumps({**good, "dest": "n99"}))
    elif how == "other-src":
        say(json.dumps({**good, "src": "n99"}))
    elif how == "log-line":
        say("DEBUG: ten echoes, all is well")
    elif how == "exit":
        print("that is enough", file=sys.stderr, flush=True)
        sys.exit(3)
    elif how == "other-type":
        say(json.dumps({**good, "body": {**good["body"], "type": "ekho_ok"}}))
    elif how == "no-field":
        say(json.dumps({**good, "body": body}))


@node.on("echo")
def echo(message):
    global echoed
    echoed += 1
    if echoed == 10:
        misbehave(message)
    else:
        node.reply(message, {"type": "echo_ok", "echo": message["body"]["echo"]})


node.run()
