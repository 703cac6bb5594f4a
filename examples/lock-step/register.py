#!/usr/bin/env python3
"""A register for each key that n1 keeps and the other nodes ask for, in lock-step."""

import json
import sys

values, waiting, me = {}, {}, None


def tell(**line):
    print(json.dumps(line))


def answer(to, request, **body):
    tell(dest=to, body={"in_reply_to": request["msg_id"], **body})


def handle(event):
    global me, values
    if "timer" in event:  # n1 is silent: nobody knows whether it did it
        client, request = waiting.pop(event["timer"])
        return answer(client, request, type="error", code=0, text="n1 is silent")
    src, body = event["src"], event["body"]
    if body["type"] == "init":  # a start, or a restart with what was saved
        me, values = body["node_id"], body.get("recovered", {})
    elif body["type"] == "ask":  # from another node, on behalf of its client
        told = {"type": "told", "timer": body["timer"], "answer": serve(body["request"])}
        tell(dest=src, body=told)
    elif body["type"] == "told":
        if body["timer"] in waiting:
            client, request = waiting.pop(body["timer"])
            tell(**{"cancel-timer": body["timer"]})
            answer(client, request, **body["answer"])
    elif me == "n1":
        answer(src, body, **serve(body))
    else:
        timer = f"{src}/{body['msg_id']}"
        waiting[timer] = src, body
        tell(**{"set-timer": timer, "low": 100_000_000, "high": 200_000_000})  # 100 to 200 ms
        tell(dest="n1", body={"type": "ask", "timer": timer, "request": body})


def serve(request):
    if request["type"] == "write":
        values[str(request["key"])] = request["value"]
        tell(save=values)
        return {"type": "write_ok"}
    return {"type": "read_ok", "value": values.get(str(request["key"]))}


for line in sys.stdin:
    handle(json.loads(line))
    tell(idle=True, state=[values, sorted(waiting)])
    sys.stdout.flush()
