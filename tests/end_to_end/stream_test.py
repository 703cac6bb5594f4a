"""Histories that are judged while they are written: `ordeal verify -`, `--follow`, and `ordeal run
--fail-fast`.
"""

import json
import pathlib
import signal
import subprocess
import time
import unittest

import support
from support import EndToEnd, scenario


def event(process, kind, f, value):
    return json.dumps({"process": process, "type": kind, "f": f, "value": value}) + "\n"


def operation(process, f, argument, result=None):
    return event(process, "invoke", f, argument) + event(
        process, "ok", f, argument if result is None else result)


GOOD = operation(0, "write", 1) + operation(1, "read", None, 1)
BAD = operation(0, "write", 2) + operation(1, "read", None, 1)


def sleeps(pid):
    """Whether a thread of the process is in nanosleep(...) or clock_nanosleep(...)."""
    threads = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return any((thread / "syscall").read_text().split()[0] in ("35", "230") for thread in threads)


class Stream(EndToEnd):
    """A history that comes from elsewhere."""

    def write_to(self, process, text):
        process.stdin.write(text)
        process.stdin.flush()

    def append(self, path, text):
        with path.open("a") as file:
            file.write(text)

    def test_a_violation_is_told_before_the_end_of_the_input(self):
        process = self.start("verify", "-", stdin=subprocess.PIPE)
        self.write_to(process, GOOD + BAD)
        code = process.wait(timeout=60)  # though the input goes on
        out, err = process.stdout.read(), process.stderr.read()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        self.assertEqual((code, err), (1, ""))
        self.assertIn("-: invalid (register, 4 operations", out)
        self.assertIn("read by process 1 returned 1, but only 2 was possible", out)
        self.assertIn("^^^", out)

    def test_the_verdict_on_a_stream_is_that_on_a_file(self):
        for text in ("", GOOD, GOOD + BAD, GOOD + event(3, "invoke", "read", None)):
            path = self.write(text, "h.jsonl")
            streamed = self.start("verify", "--json", "-", stdin=subprocess.PIPE)
            out, _ = streamed.communicate(text, timeout=60)
            code, expected, _ = self.ordeal("verify", "--json", path)
            self.assertEqual(streamed.returncode, code)
            self.assertEqual(json.loads(out)["verdict"], json.loads(expected)["verdict"])
            for a, b in zip(json.loads(out)["partitions"], json.loads(expected)["partitions"]):
                self.assertEqual(a.get("counterexample"), b.get("counterexample"))

    def test_other_formats_are_read_to_the_end(self):
        text = ("0\t:invoke\t:write\t1\n0\t:ok\t:write\t1\n"
                "1\t:invoke\t:read\tnil\n1\t:ok\t:read\t2\n")
        process = self.start("verify", "-", stdin=subprocess.PIPE)
        out, err = process.communicate(text, timeout=60)
        self.assertEqual((process.returncode, err), (1, ""))
        self.assertIn("-: invalid (register, 2 operations", out)

    def test_a_malformed_line_of_a_stream_is_named(self):
        text = GOOD + "{\n" + GOOD
        process = self.start("verify", "-", stdin=subprocess.PIPE)
        _, err = process.communicate(text, timeout=60)
        self.assertEqual(process.returncode, 254)
        self.assertIn("standard input:5: column 2: ", err)
        process = self.start("verify", "--lenient", "--json", "-", stdin=subprocess.PIPE)
        out, err = process.communicate(text + event(9, "ok", "read", 1), timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(json.loads(out)["skipped"], 2)
        self.assertIn("standard input:5: column 2: ", err)
        self.assertIn("process 9 completes read, which it did not invoke", err)

    def test_a_growing_file_is_followed_to_its_first_violation(self):
        path = self.write(GOOD, "h.jsonl")
        process = self.start("verify", "--follow", path)
        half = len(BAD) // 2
        self.append(path, GOOD + BAD[:half])
        self.append(path, BAD[half:])
        code, out, err = self.finish(process)
        self.assertEqual((code, err), (1, ""))
        self.assertIn("h.jsonl: invalid (register, 6 operations", out)

    def test_following_ends_with_the_run(self):
        path = self.write(GOOD, "h.jsonl")
        process = self.start("verify", "--follow", path)
        self.append(path, GOOD.rstrip("\n"))  # the last line may lack its line break
        self.write("{}", "verdict.json")
        code, out, err = self.finish(process)
        self.assertEqual((code, err), (0, ""))
        self.assertIn("h.jsonl: valid (register, 4 operations", out)

    def test_following_ends_when_nothing_comes(self):
        path = self.write(GOOD + event(5, "invoke", "write", 7), "h.jsonl")
        code, out, _ = self.ordeal("verify", "--follow", "--until-idle", "200ms", path)
        self.assertEqual(code, 0)
        self.assertIn("h.jsonl: valid (register, 3 operations", out)
        code, _, err = self.ordeal("verify", "--follow", "--until-idle", "soon", path)
        self.assertEqual(code, 254)
        self.assertIn("--until-idle", err)
        code, _, err = self.ordeal("verify", "--follow", "--format", "edn", path)
        self.assertEqual(code, 254)
        self.assertIn("--follow reads jsonl only", err)

    def test_an_interrupted_follower_tells_the_verdict_so_far(self):
        path = self.write(GOOD, "h.jsonl")
        process = self.start("verify", "--follow", "--json", path)
        support.until(lambda: sleeps(process.pid), "it to wait for more")
        process.send_signal(signal.SIGINT)
        code, out, _ = self.finish(process)
        self.assertEqual(code, 130)
        result = json.loads(out)
        self.assertEqual((result["verdict"], result["so_far"]), ("unknown", "valid"))
        self.assertEqual(result["operations"], 2)

    def test_following_keeps_to_the_time_limit(self):
        path = self.write(GOOD, "h.jsonl")
        code, out, _ = self.ordeal("verify", "--follow", "--timeout", "200ms", path)
        self.assertEqual(code, 2)
        self.assertIn("the time allowed was over", out)


class FailFast(EndToEnd):
    """A run that ends at its first violation."""

    def test_the_run_ends_early(self):
        began = time.monotonic()
        document = scenario(
            system={"command": support.ABD + ["--bug=no-quorum"]},
            workload={"concurrency": 6, "rate": 300, "mix": {"read": 2, "write": 1}},
            network={"latency": {"distribution": "exponential", "mean": "5ms"}},
            nemesis=[{"fault": "partition", "shape": "random-halves", "every": "2s", "for": "1s"}],
            phases={"run": "60s"})
        code, out, err = self.run_scenario(document, "--fail-fast", "--json", within=120)
        self.assertEqual(code, 1, out + err)
        result = json.loads(out)
        self.assertEqual(result["verdict"], "invalid")
        self.assertFalse(result["interrupted"])
        self.assertTrue(result["cut_short"])
        self.assertLess(result["seconds"], 30)
        self.assertIn("--fail-fast", result["repeat"])
        self.assertTrue(self.read("run.json")["cut_short"])
        self.assertEqual(self.read("verdict.json")["verdict"], "invalid")
        self.assertLess(time.monotonic() - began, 100)
        self.assert_nothing_left()

    def test_a_valid_run_goes_on_to_its_end(self):
        document = scenario(phases={"run": "1s"})
        code, out, err = self.run_scenario(document, "--fail-fast", "--json")
        self.assertEqual(code, 0, out + err)
        self.assertFalse(json.loads(out)["cut_short"])

    def test_the_run_can_be_followed_from_outside(self):
        document = scenario(phases={"run": "2s"})
        run = self.start("run", "--store", self.store, self.write(document))
        support.until(lambda: (self.store / "latest" / "history.jsonl").exists(), "a history")
        code, out, err = self.ordeal("verify", "--follow", self.latest())
        self.assertEqual(code, 0, out + err)
        self.assertEqual(self.finish(run)[0], 0)
        judged = len([one for one in self.read("history.jsonl")
                      if one["type"] == "invoke" and isinstance(one["process"], int)])
        self.assertIn(f"valid (register, {judged} operations", out)


if __name__ == "__main__":
    unittest.main()
