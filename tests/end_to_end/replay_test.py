"""Recorded runs in the model, as a user replays them: `ordeal replay RUN`."""

import json
import random
import re
import sys
import unittest
import urllib.request

from programs_test import Program
from support import ROOT


class Replay(Program):
    """Real and simulated runs, what is wrong with them, and the paths that come of it."""

    def simulated(self, scenario, *words):
        program = scenario.parent.name
        path = ROOT / "scenarios" / scenario
        self.call(program, "simulate", path, "--trace", "--seed", "1", *words)
        return self.folder / "store/latest"

    def real(self, name, replace):
        """A real run of a scenario of abd that was made short."""
        text = (ROOT / "scenarios/abd" / name).read_text()
        for before, after in replace:
            text = re.sub(before, after, text)
        scenario = self.folder / name
        scenario.write_text(text)
        code, out, err = self.call("ordeal", "run", scenario, "--seed", "1", "--quiet")
        self.assertIn(code, (0, 1), out + err)
        return code

    def test_a_real_run_under_faults_replays_with_no_difference(self):
        short = [(r'"run": "\d+s"', '"run": "3s"'), (r', "min-ok": \d+', ""),
                 (r'"every": "\ds"', '"every": "1s"'), (r'"for": "2s"', '"for": "500ms"'),
                 (r'"restart-after": "1s"', '"restart-after": "300ms"')]
        self.assertEqual(self.real("partition.json", short), 0)
        code, out, err = self.call("ordeal", "replay", "store")
        self.assertEqual(code, 0, out + err)
        self.assertIn("no difference", out)
        self.assertGreater(int(re.search(r"(\d+) of \d+ steps taken", out)[1]), 1000)

    def test_a_real_bug_becomes_a_path_that_the_explorer_opens(self):
        short = [(r'"run": "\d+s"', '"run": "3s"')]
        self.assertEqual(self.real("bug-no-quorum.json", short), 1)
        code, out, err = self.call("ordeal", "replay", "store", "--json", "--path", "path.json")
        self.assertEqual(code, 1, out + err)
        found = json.loads(out)
        self.assertNotIn("difference", found)
        self.assertEqual((found["path"]["length"], found["path"]["shortest"]), (4, True))
        path = json.loads((self.folder / "path.json").read_text())
        steps = [step["step"] for step in path["steps"] if step["step"] != "start"]
        self.assertEqual(steps, ["invoke", "deliver", "deliver"] * 2)

    def test_what_was_changed_in_a_trace_is_told(self):
        run = self.simulated(ROOT / "scenarios/abd/partition.json")
        lines = (run / "trace.jsonl").read_text().splitlines()
        place = next(i for i in range(200, len(lines)) if '"sent":[{"dest":"n' in lines[i])
        lines[place] = re.sub(r'"state":"[0-9a-f]+"', '"state":"0000000000000001"', lines[place])
        (run / "trace.jsonl").write_text("\n".join(lines) + "\n")
        code, out, _ = self.call("abd", "replay", "store")
        self.assertEqual(code, 2, out)
        self.assertIn('state as recorded: "0000000000000001"', out)

    def test_a_path_of_the_model_checker_is_kept(self):
        words = ("--bug", "forgets", "--clients", "1", "--crashes", "1", "--path", "path.json")
        code, out, err = self.call("abd", "check", *words)
        self.assertEqual(code, 1, out + err)
        path = json.loads((self.folder / "path.json").read_text())
        self.assertIn("crash", [step["step"] for step in path["steps"]])
        self.assertTrue(all("state" in step for step in path["steps"] if step["step"] == "start"))

    def test_what_is_no_actor_is_judged_and_run_again(self):
        text = (ROOT / "scenarios/abd/partition.json").read_text()
        document = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
        del document["$schema"]
        command = [sys.executable, str(ROOT / "examples/lock-step/register.py")]
        document["system"] |= {"nodes": 1, "world": "sim", "command": command, "lock-step": []}
        document["phases"]["run"], document["check"]["min-ok"] = "2s", 10
        document["nemesis"] = []
        scenario = self.folder / "python.json"
        scenario.write_text(json.dumps(document))
        code, out, err = self.call("ordeal", "run", scenario, "--seed", "3", "--quiet")
        self.assertEqual(code, 0, out + err)
        history = (self.folder / "store/latest/history.jsonl").read_bytes()
        code, out, err = self.call("ordeal", "replay", "store")
        self.assertEqual(code, 0, out + err)
        self.assertIn("there is no model to carry it into", err)
        runs = list((self.folder / "store/abd-partition").iterdir())
        self.assertEqual(len(runs), 2)
        self.assertEqual((self.folder / "store/latest/history.jsonl").read_bytes(), history)
        code, _, err = self.call("ordeal", "replay", "store", "--search", "2")
        self.assertEqual(code, 254)
        self.assertIn('takes no "--search"', err)

    def test_what_cannot_be_replayed_is_told(self):
        for words, expected in [(("nowhere",), "nowhere"), ((), "RUN")]:
            code, _, err = self.call("ordeal", "replay", *words)
            self.assertEqual(code, 254, err)
            self.assertIn(expected, err)
        run = self.simulated(ROOT / "scenarios/abd/partition.json")
        (run / "trace.jsonl").unlink()
        code, _, err = self.call("abd", "replay", "store")
        self.assertEqual(code, 254, err)
        self.assertIn("the run has no traces", err)
        (self.folder / "bad.json").write_text('{"nodes":3,"steps":[{"step":"crsh"}]}')
        code, _, err = self.call("abd", "explore", "--path", "bad.json", "--port", "0")
        self.assertEqual(code, 254, err)
        self.assertIn('did you mean "crash"', err)


class Explored(Program):
    """A recorded run in the explorer: its history and its verdict at each step, by the API."""

    def explored(self, program):
        """What asks an explorer of the newest run."""
        process = self.begin(program, "replay", "store", "--explore", "--port", "0")
        self.addCleanup(process.wait)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())[0]
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

        def ask(path):
            with direct.open(f"{address}api/v1/{path}") as document:
                return json.load(document)

        return ask

    def steps_of(self, ask, end):
        """All steps of the run, asked for in pieces."""
        steps = []
        while len(steps) <= end:
            answer = ask(f"steps/run@{end}?from={len(steps)}&count=3000")
            self.assertEqual((answer["first"], answer["length"]), (len(steps), end + 1))
            steps += answer["steps"]
        return steps

    def verdicts(self, beginnings, model):
        """What `ordeal verify` says of beginnings of the history."""
        for number, events in enumerate(beginnings):
            text = "".join(json.dumps(event) + "\n" for event in events)
            (self.folder / f"{number}.jsonl").write_text(text)
        files = [f"{number}.jsonl" for number in range(len(beginnings))]
        _, out, err = self.call("ordeal", "verify", "--model", model, "--json", *files)
        self.assertEqual(err, "")
        return [judged["verdict"] for judged in json.loads(out)]

    def heard(self, file):
        """Without what says nothing: operations that were refused before any node saw them, and
        that nobody knows what came of the others."""
        events = [json.loads(line) for line in file.read_text().splitlines()]
        kept, begun = [], {}
        for event in events:
            if event["type"] == "invoke":
                begun[event["process"]] = event
            if event["type"] == "fail" and "connection refused" in event.get("error", ""):
                kept.remove(begun[event["process"]])
            elif event["process"] != "nemesis" and event["type"] != "info":
                kept.append(event)
        return kept

    def check_verdicts(self, scenario, seed):
        """Steps here and there, and those around the first one that is violated. Whether there is
        one."""
        program = scenario.parent.name
        text = (ROOT / "scenarios" / scenario).read_text()
        short = self.folder / scenario.name
        short.write_text(re.sub(r'"run": "\d+s"', '"run": "4s"', text))
        self.call(program, "simulate", short, "--trace", "--seed", seed)
        history = self.heard(self.folder / "store/latest/history.jsonl")
        self.assertGreater(len(history), 500)  # far more than 64 operations of a key
        ask = self.explored(program)
        end = ask("model")["road"] - 1
        steps = self.steps_of(ask, end)
        seen = [0]  # events of the history by each step
        for step in steps:
            told = [each["type"] for each in step["event"].get("told", [])]
            expected = history[seen[-1]:seen[-1] + len(told)]  # fmt: skip
            self.assertEqual(told, [event["type"] for event in expected])
            seen.append(seen[-1] + len(told))
        self.assertEqual(seen[-1], len(history))  # it is opened to its end
        broken = [step["step"] for step in steps if "linearizable" in step.get("broken", [])]
        self.assertEqual(broken, list(range(end + 1 - len(broken), end + 1)))  # once and for all
        asked = [0, end, *random.Random(seed).sample(range(end), 10)]
        asked += [broken[0] + by for by in (-2, -1, 0, 1)] if broken else []
        model = json.loads((self.folder / "store/latest/scenario.json").read_text())
        expected = self.verdicts([history[:seen[k + 1]] for k in asked], model["workload"]["model"])
        for k, verdict in zip(asked, expected):
            state = ask(f"states/run@{k}?from={k}")
            self.assertEqual(state["state"]["history"]["valid"], verdict == "valid", f"step {k}")
            holds = {each["name"]: each["holds"] for each in state["properties"]}
            self.assertEqual(holds["linearizable"], verdict == "valid", f"step {k}")
            self.assertEqual("linearizable" in steps[k].get("broken", []), verdict != "valid")
        return broken != []

    def test_verdicts_of_a_run_that_went_wrong(self):
        self.assertTrue(self.check_verdicts(ROOT / "scenarios/abd/bug-no-quorum.json", 1))

    def test_verdicts_of_a_run_that_went_well(self):
        self.assertFalse(self.check_verdicts(ROOT / "scenarios/abd/partition.json", 1))


if __name__ == "__main__":
    unittest.main()
