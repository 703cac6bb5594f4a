"""Paths of the model checker, followed by real processes: `PROGRAM reproduce PATH`."""

import json
import unittest

from programs_test import Program
from support import PROGRAMS

BUGS = [
    ("abd", "no-quorum", "--clients", "2", "--script", "w,rr"),
    ("abd", "no-write-back", "--clients", "2", "--script", "w,rr"),
    ("paxos", "own-value", "--clients", "2"),
    ("paxos", "forgets", "--clients", "2", "--crashes", "1"),
    ("single-copy", "stale-reads", "--servers", "1", "--clients", "1"),
    ("write-once", "overwrites", "--clients", "2"),
]


def told(path):
    """The clients' history as the steps of a path have it: (client, type, f, value)."""
    history, asked = [], {}
    for step in path["steps"]:
        if step["step"] == "invoke":
            asked[step["src"], step["body"]["msg_id"]] = step
            history.append((step["src"], "invoke", step["f"], step["value"]))
        elif step["step"] == "deliver" and step["dest"].startswith("c"):
            request = asked[step["dest"], step["body"]["in_reply_to"]]
            kind = "ok" if step["body"]["type"] == request["f"] + "_ok" else "fail"
            value = step["body"].get("value", request["value"])
            history.append((step["dest"], kind, request["f"], value))
    return history


class Reproduce(Program):
    def path_of(self, program, bug, *words):
        """The shortest path into a planted bug, found breadth first."""
        code, out, err = self.call(program, "check", "--bug", bug, "--path", "path.json", *words)
        self.assertEqual(code, 1, out + err)
        return json.loads((self.folder / "path.json").read_text())

    def reproduce(self, program, path):
        (self.folder / "path.json").write_text(json.dumps(path))
        code, out, err = self.call(program, "reproduce", "path.json", "--json")
        return code, json.loads(out) if out else None, err

    def test_processes_of_every_bug_reach_the_same_illegal_history(self):
        for program, bug, *words in BUGS:
            with self.subTest(program=program, bug=bug):
                path = self.path_of(program, bug, *words)
                code, done, err = self.reproduce(program, path)
                self.assertEqual(code, 1, err)
                self.assertEqual(done["verdict"], "invalid")
                self.assertEqual(done["followed"], len(path["steps"]))
                self.assertNotIn("difference", done)
                clients = {}
                for event in done["history"]:
                    clients.setdefault(event["process"], len(clients))
                names = list(dict.fromkeys(client for client, *_ in told(path)))
                history = [
                    (names[clients[e["process"]]], e["type"], e["f"], e.get("value"))
                    for e in done["history"]
                ]
                self.assertEqual(history, told(path))

    def test_a_correct_program_leaves_the_path(self):
        path = self.path_of(*BUGS[0])
        del path["bug"]
        code, done, err = self.reproduce("abd", path)
        self.assertEqual(code, 2, err)
        self.assertIn("what n", done["difference"]["what"])

    def test_every_difference_is_told_with_both_sides(self):
        whole = self.path_of(*BUGS[1])
        first = next(i for i, step in enumerate(whole["steps"]) if step.get("sent"))
        for what, change in (
            ("what n1 sent", lambda step: step["sent"].pop()),
            ("what n1 saved", lambda step: step.update(saved={"incarnation": 7})),
            ("the state of n1 by its hash", lambda step: step.update(state="00000000000000ff")),
            ("a message of c1 to n1", lambda step: step["body"].update(msg_id=99)),
        ):
            path = json.loads(json.dumps(whole))
            change(path["steps"][first])
            code, done, err = self.reproduce("abd", path)
            self.assertEqual(code, 2, err)
            self.assertEqual(done["difference"]["what"], what)
            self.assertEqual(done["difference"]["step"], first)
            self.assertEqual(done["followed"], first)
        code, out, _ = self.call("abd", "reproduce", "path.json")
        self.assertEqual(code, 2)
        self.assertIn(f"the processes leave the path at step {first + 1} of", out)
        self.assertIn("  the process  never sent", out)

    def test_what_nobody_can_follow_is_bad_input(self):
        path = self.path_of(*BUGS[0])
        for step, complaint in (
            ({"step": "crash", "node": "n3"}, None),
            ({"step": "crash", "node": "n3"}, "n3 does not run"),
            ({"step": "start", "node": "n1"}, "n1 runs already"),
        ):
            path["steps"].append(step)
            code, done, err = self.reproduce("abd", path)
            if complaint is None:
                self.assertEqual(code, 1, err)
                continue
            self.assertEqual(code, 254)
            self.assertIn(complaint, err)
            path["steps"].pop()
        path["steps"].append({"step": "timer", "node": "n1", "timer": {"sequence": 55}})
        code, done, _ = self.reproduce("abd", path)
        self.assertEqual((code, done["difference"]["process"]), (2, "not set"))
        self.assertEqual(self.reproduce("abd", path | {"bug": "wings"})[0], 254)
        self.assertIn("run paxos reproduce", self.reproduce("abd", path | {"program": "paxos"})[2])
        self.assertIn("PATH is missing", self.call("abd", "reproduce")[2])

    def test_ordeal_finds_the_program_of_a_path(self):
        path = self.path_of(*BUGS[0])
        code, out, err = self.call("ordeal", "reproduce", "path.json")
        self.assertEqual(code, 1, err)
        self.assertIn("the processes did the same as the path in all", out)
        self.assertIn("invalid: the history of the clients, as a register", out)
        path["program"] = "no-such-program"
        (self.folder / "path.json").write_text(json.dumps(path))
        self.assertIn(str(PROGRAMS), self.call("ordeal", "reproduce", "path.json")[2])


if __name__ == "__main__":
    unittest.main()
