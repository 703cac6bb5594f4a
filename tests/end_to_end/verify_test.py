"""`ordeal verify`, `list` and `schema` as a user calls them."""

import json
import os
import pathlib
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree

import support
from support import EndToEnd

HISTORIES = pathlib.Path(os.environ.get("ORDEAL_HISTORIES", support.ROOT / "../shared/histories"))

VALID = """\
{"index":0,"time":1,"process":0,"type":"invoke","f":"write","value":5}
{"index":1,"time":2,"process":0,"type":"ok","f":"write","value":5}
{"index":2,"time":3,"process":1,"type":"invoke","f":"read","value":null}
{"index":3,"time":4,"process":1,"type":"ok","f":"read","value":5}
"""
STALE = VALID.replace('"ok","f":"read","value":5', '"ok","f":"read","value":4')


def waits_for_input(pid):
    """Whether a thread of the process waits in poll(...) of one descriptor."""
    threads = pathlib.Path(f"/proc/{pid}/task").iterdir()
    calls = [(thread / "syscall").read_text().split() for thread in threads]
    return any(call[0] == "7" and call[2] == "0x1" for call in calls)


JEPSEN_SET = """\
{:type :invoke, :f :add, :value 1, :process 0, :time 10, :index 0}
{:type :ok, :f :add, :value 1, :process 0, :time 20, :index 1}
{:type :invoke, :f :read, :value nil, :process 1, :time 30, :index 2}
{:type :ok, :f :read, :value #{%s}, :process 1, :time 40, :index 3}
"""


class Verify(EndToEnd):
    """Verdicts, exit codes, and the machine-readable results."""

    def test_valid(self):
        code, out, err = self.ordeal("verify", self.write(VALID, "valid.jsonl"))
        self.assertEqual((code, err), (0, ""))
        self.assertIn("valid.jsonl: valid (register, 2 operations", out)

    def test_invalid_is_explained(self):
        code, out, _ = self.ordeal("verify", self.write(STALE, "stale.jsonl"))
        self.assertEqual(code, 1)
        self.assertIn("read by process 1 returned 4, but only 5 was possible", out)
        self.assertIn("|-read 4-|", out)

    def test_json_is_one_document(self):
        code, out, _ = self.ordeal("verify", "--json", self.write(STALE, "stale.jsonl"))
        self.assertEqual(code, 1)
        judgement = json.loads(out)
        self.assertEqual(judgement["verdict"], "invalid")
        self.assertEqual(judgement["model"], "register")
        self.assertEqual(judgement["operations"], 2)
        self.assertIn("counterexample", judgement["partitions"][0])

    def test_weaker_promises(self):
        buffered = self.write(
            "".join(
                f'{{"index":{index},"time":{index},"process":{process},"type":"{kind}",'
                f'"f":"{f}","key":"{key}","value":{value}}}\n'
                for index, (process, kind, f, key, value) in enumerate(
                    (process, kind, *operation)
                    for process, *operation in [
                        (0, "write", "x", 1), (1, "write", "y", 2),
                        (0, "read", "y", "null"), (1, "read", "x", "null"),
                    ]
                    for kind in ("invoke", "ok")
                )
            ),
            "buffered.jsonl",
        )  # fmt: skip
        code, out, _ = self.ordeal("verify", buffered)
        self.assertEqual(code, 1)
        self.assertIn("Weaker promises kept: causal, ", out)
        self.assertIn("broken too: sequential", out)
        code, out, _ = self.ordeal("verify", "--consistency", "sequential", "--json", buffered)
        self.assertEqual(code, 1)
        judgement = json.loads(out)
        concerned = judgement["partitions"][0]["counterexample"]["concerned"]
        self.assertEqual(concerned, [0, 1, 2, 3])
        self.assertEqual(judgement["weaker"][0]["consistency"], "causal")
        code, out, _ = self.ordeal("verify", "--consistency", "causal", buffered)
        self.assertEqual(code, 0)
        code, _, err = self.ordeal("verify", "--consistency", "causally", buffered)
        self.assertEqual(code, 254)
        self.assertIn("causally", err)

    def test_several_files_the_worst_counts(self):
        files = [self.write(VALID, "a.jsonl"), self.write(STALE, "b.jsonl"), self.folder / "gone"]
        junit = self.folder / "junit.xml"
        code, out, _ = self.ordeal("verify", *files[:2], "--junit", junit)
        self.assertEqual(code, 1)
        self.assertIn("2 histories: 1 valid, 1 invalid, 0 without a verdict", out)
        suite = xml.etree.ElementTree.parse(junit).find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        code, out, err = self.ordeal("verify", "--json", *files)
        self.assertEqual(code, 254)
        verdicts = [each["verdict"] for each in json.loads(out)]
        self.assertEqual(verdicts, ["valid", "invalid", "unknown"])
        self.assertIn("gone", err)

    def test_the_initial_value_is_a_parameter(self):
        path = self.write(VALID.splitlines(keepends=True)[2] + VALID.splitlines()[3], "h.jsonl")
        self.assertEqual(self.ordeal("verify", path)[0], 1)
        self.assertEqual(self.ordeal("verify", path, "--initial", "5")[0], 0)

    def test_a_malformed_line_is_named(self):
        path = self.write(VALID.replace('"type":"ok"', '"type":"okay"', 1), "h.jsonl")
        code, out, err = self.ordeal("verify", path)
        self.assertEqual((code, out), (254, ""))
        self.assertIn('h.jsonl:2: column 40: "type": expected invoke, ok, fail or info', err)
        self.assertIn("okay", err)

    def test_lenient_skips_and_counts(self):
        broken = VALID.replace("\n", "\n{\n", 1) + '{"process":7,"type":"ok","f":"read"}\n'
        path = self.write(broken, "h.jsonl")
        self.assertEqual(self.ordeal("verify", path)[0], 254)
        code, out, err = self.ordeal("verify", "--lenient", path)
        self.assertEqual(code, 0)
        self.assertIn("valid (register, 2 operations", out)
        self.assertIn("skipped 2 malformed events)", out)
        self.assertIn("h.jsonl:2: column 2: ", err)
        self.assertIn("process 7 completes read, which it did not invoke", err)
        code, out, err = self.ordeal("verify", "--lenient", "--json", path)
        self.assertEqual(json.loads(out)["skipped"], 2)

    def test_checks_decide_when_they_are_named(self):
        good = self.write(JEPSEN_SET % "1", "good.edn")
        bad = self.write(JEPSEN_SET % "", "bad.edn")
        code, out, _ = self.ordeal("verify", "--check", "set", good)
        self.assertEqual(code, 0)
        self.assertIn("good.edn: valid (2 operations", out)
        self.assertIn("1 value acknowledged, 1 read", out)
        code, out, _ = self.ordeal("verify", "--check", "set,stats", good, bad)
        self.assertEqual(code, 1)
        self.assertIn("set              invalid  1, which process 0 (operation 0)", out)
        self.assertIn("^ 1 is missing", out)
        code, out, _ = self.ordeal("verify", "--json", "--check", "stats", "--check", "set", bad)
        report = json.loads(out)
        self.assertEqual((code, report["verdict"], report["operations"]), (1, "invalid", 2))
        self.assertEqual([c["name"] for c in report["checks"]], ["stats", "set"])
        self.assertNotIn("partitions", report)

    def test_checks_count_beside_the_judge(self):
        code, out, _ = self.ordeal("verify", "--json", "--model", "register", "--check", "stats",
                                   "--check", "echo", self.write(VALID, "valid.jsonl"))
        report = json.loads(out)
        self.assertEqual((code, report["verdict"]), (2, "unknown"), "nothing was echoed")
        self.assertEqual(report["partitions"][0]["verdict"], "valid")
        code, out, _ = self.ordeal("verify", "--model", "register", "--check", "stats",
                                   self.write(STALE, "stale.jsonl"))
        self.assertEqual(code, 1)
        self.assertIn("stats            valid    2 ok, 0 fail, 0 info", out)

    def test_checks_look_at_whole_histories(self):
        path = self.write(JEPSEN_SET % "", "bad.edn")
        process = self.start("verify", "--check", "set", "-", stdin=subprocess.PIPE)
        out, _ = process.communicate(pathlib.Path(path).read_text(), timeout=20)
        self.assertEqual(process.returncode, 1)
        self.assertIn("-: invalid", out)
        code, _, err = self.ordeal("verify", "--follow", "--check", "set", path)
        self.assertEqual(code, 254)
        self.assertIn("--follow judges linearizability only", err)
        code, _, err = self.ordeal("verify", "--check", "sets", path)
        self.assertEqual(code, 254)

    def test_standard_input(self):
        process = self.start("verify", "-", stdin=subprocess.PIPE)
        out, err = process.communicate(STALE, timeout=20)
        self.assertEqual((process.returncode, err), (1, ""))
        self.assertIn("-: invalid (register, 2 operations", out)

    def test_many_files_keep_their_order(self):
        files = [self.write(VALID if i % 3 else STALE, f"{i:02}.jsonl") for i in range(24)]
        code, out, _ = self.ordeal("verify", "--threads", "3", *files)
        self.assertEqual(code, 1)
        judged = [line for line in out.splitlines() if ".jsonl: " in line]
        self.assertEqual([line.split(":")[0] for line in judged], [str(file) for file in files])
        self.assertEqual(["invalid" in line for line in judged], [i % 3 == 0 for i in range(24)])
        self.assertIn("24 histories: 16 valid, 8 invalid, 0 without a verdict", out)

    def test_limits_are_checked(self):
        path = self.write(VALID, "h.jsonl")
        self.assertEqual(self.ordeal("verify", "--memory", "1GiB", "--timeout", "1m", path)[0], 0)
        for option, wrong in (("--memory", "2"), ("--timeout", "5"), ("--threads", "-1")):
            code, out, err = self.ordeal("verify", option, wrong, path)
            self.assertEqual((code, out), (254, ""))
            self.assertIn(option, err)

    def test_interrupted_at_once(self):
        """Whatever it is at: here it waits for standard input, which never comes."""
        files = [self.write(VALID, "a.jsonl"), "-"]
        process = self.start("verify", "--json", *files, stdin=subprocess.PIPE)
        support.until(lambda: waits_for_input(process.pid), "it to read")
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        took = time.monotonic() - began
        out = process.stdout.read()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        self.assertEqual(process.returncode, 130)
        self.assertEqual([each["verdict"] for each in json.loads(out)], ["valid", "unknown"])
        self.assertLess(took, 1.0)  # 0.1 s is promised; this machine may be busy

    def test_recorded_etcd_histories(self):
        if not HISTORIES.exists():
            self.skipTest(f"the recorded histories are not at {HISTORIES}")
        expected = json.loads((HISTORIES / "verdicts.json").read_text())
        for verdict, expected_code in (("valid", 0), ("invalid", 1)):
            files = [HISTORIES / name
                     for name, known in expected.items()
                     if known["format"] == "jepsen-log" and known["verdict"] == verdict]
            self.assertGreater(len(files), 5)
            code, out, err = self.ordeal("verify", "--model", "cas-register", "--json", *files)
            self.assertEqual(code, expected_code, err)
            self.assertEqual({each["verdict"] for each in json.loads(out)}, {verdict})

    def generated(self, *options, name="generated"):
        path = self.folder / name
        code, out, err = self.ordeal("generate-history", *options, "--output", path)
        self.assertEqual((code, out, err), (0, "", ""))
        return path

    def test_generated_histories_are_judged_as_they_were_made(self):
        size = ["--operations", "300", "--processes", "4"]
        for model in ("register", "cas-register"):
            for keys in ("0", "3"):
                for kind in ("jsonl", "edn"):
                    for violation in ("none", "start", "middle", "end"):
                        options = ["--model", model, "--keys", keys, "--format", kind,
                                   "--violation", violation, "--crashed", "5", *size]
                        path = self.generated(*options)
                        code, out, err = self.ordeal("verify", "--model", model, path)
                        self.assertEqual(code, 0 if violation == "none" else 1, (options, out, err))

    def test_histories_of_every_model_that_can_be_made(self):
        for model in ("kv", "fifo-queue", "unordered-queue", "stack",
                      "priority-queue", "set", "counter"):
            for violation, expected in (("none", 0), ("middle", 1)):
                options = ["--model", model, "--keys", "2", "--violation", violation, "--crashed",
                           "2", "--operations", "60", "--processes", "3"]
                path = self.generated(*options)
                code, out, err = self.ordeal("verify", "--model", model, path)
                self.assertEqual(code, expected, (options, out, err))

    def test_generated_histories_follow_the_seed(self):
        first = self.generated("--seed", "7", "--operations", "50").read_text()
        self.assertEqual(first.count("\n"), 100)
        self.assertEqual(first, self.generated("--seed", "7", "--operations", "50").read_text())
        self.assertNotEqual(first, self.generated("--seed", "8", "--operations", "50").read_text())
        code, out, _ = self.ordeal("generate-history", "--seed", "7", "--operations", "50")
        self.assertEqual((code, out), (0, first))

    def test_there_may_be_more_processes_than_operations(self):
        for operations in (0, 1, 3):
            code, out, _ = self.ordeal("generate-history", "--operations", operations,
                                       "--processes", "5", within=10)
            self.assertEqual((code, out.count("\n")), (0, 2 * operations))

    def test_what_cannot_be_generated_is_refused(self):
        for options, why in ((["--model", "banana"], "banana"), (["--processes", "0"], "processes"),
                             (["--operations", "-1"], "operations"), (["--format", "xml"], "xml")):
            code, out, err = self.ordeal("generate-history", *options)
            self.assertEqual((code, out), (254, ""), options)
            self.assertIn(why, err)
        code, _, err = self.ordeal("generate-history", "--output", self.folder / "no" / "where")
        self.assertEqual(code, 255)
        self.assertIn("cannot write", err)

    def test_list_and_schema(self):
        code, out, _ = self.ordeal("list", "--json")
        self.assertEqual(code, 0)
        names = {topic: [entry["name"] for entry in entries]
                 for topic, entries in json.loads(out).items()}
        self.assertIn("majorities-ring", names["shapes"])
        known = (
            "partition latency slow-node loss flaky-node duplicate reorder corrupt rate "
            "cut reset kill pause term stutter crash-loop power-loss clock-drift "
            "clock-bump clock-strobe kill-at-call eio enospc slow lying-fsync torn-write "
            "full-disk fiu bit-rot truncate cpu memory descriptors processes ")
        self.assertEqual(names["faults"], known.split())
        code, out, _ = self.ordeal("list", "models")
        self.assertIn("cas-register", out)
        code, out, _ = self.ordeal("schema")
        self.assertEqual(json.loads(out),
                         json.loads((support.ROOT / "scenarios/scenario.schema.json").read_text()))


if __name__ == "__main__":
    unittest.main()
