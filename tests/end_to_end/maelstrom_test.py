"""`ordeal maelstrom test` with the nodes of tests/nodes: good ones are valid, each bad one is
caught for the right reason."""

import concurrent.futures
import json
import re
import unittest

from support import PROGRAMS, ROOT, EndToEnd

NODES = ROOT / "tests/nodes"
VALID, INVALID, UNKNOWN = 0, 1, 2
MISSING = r"had added, is missing at n\d"
AT_A_TIME = 5


BRIEF = "--time-limit 2 --rate 100 --concurrency 2n --recovery-time 1 "
SPLIT = BRIEF + "--time-limit 4 --nemesis partition --nemesis-interval 2 --recovery-time 3 "
KILLED = SPLIT.replace("partition", "kill")
HURT = "--time-limit 6 --rate 100 --concurrency 4n --latency 2 --nemesis partition,kill "
KV = "-w lin-kv --time-limit 4 --rate 200 --concurrency 4n --key-count 2 "

# Name: the exit code, an expression that the report matches, options, the node, its arguments.
GOOD = {
    "shell": (VALID, "echo +ok", "-w echo " + BRIEF, "echo.sh"),
    "javascript": (VALID, "echo +ok", "-w echo " + BRIEF, "echo.js"),
    "python": (VALID, "echo +ok", "-w echo " + BRIEF, "echo.py"),
    "c++": (
        VALID,
        "min-ok-fraction +ok",
        "-w unique-ids --availability 0.5 " + SPLIT,
        "node-unique-ids",
    ),
    "unique-ids": (VALID, "unique-ids +ok", "-w unique-ids " + KILLED, "unique_ids.py"),
    "broadcast": (VALID, "broadcast +ok", "-w broadcast " + SPLIT, "broadcast.py"),
    "line": (VALID, "broadcast +ok", "-w broadcast --topology line " + SPLIT, "broadcast.js"),
    "g-set": (VALID, "broadcast +ok", "-w g-set " + KILLED, "g_set.py"),
    "g-counter": (VALID, "eventual +ok", "-w g-counter " + SPLIT, "counter.py"),
    "pn-counter": (VALID, "eventual +ok", "-w pn-counter " + SPLIT, "counter.py"),
    "lin-kv": (VALID, "linearizable +ok", KV, "lin_kv_proxy.py"),
    "kafka": (VALID, "kafka +ok", "-w kafka " + SPLIT, "kafka.py"),
    "lists": (
        UNKNOWN,
        "transactions +unknown",
        "-w txn-list-append --node-count 1 " + BRIEF,
        "txn.py",
    ),
    "registers": (
        UNKNOWN,
        "transactions +unknown",
        "-w txn-rw-register --node-count 1 " + BRIEF,
        "txn.py",
    ),
    "raft": (VALID, "linearizable +ok", f"-w lin-kv {HURT} --nemesis-interval 3", "raft.py"),
}

BAD = {
    "echo": (INVALID, "echo +invalid", "-w echo " + BRIEF, "echo.py", "--bad=other"),
    "counter": (
        INVALID,
        "unique-ids +invalid",
        "-w unique-ids " + BRIEF,
        "unique_ids.py",
        "--bad=counter",
    ),
    "clock": (
        INVALID,
        "unique-ids +invalid",
        f"-w unique-ids {BRIEF} --rate 400",
        "node-unique-ids",
        "--bad=clock",
    ),
    "no retry": (
        INVALID,
        "broadcast +invalid",
        "-w broadcast " + SPLIT,
        "broadcast.py",
        "--bad=no-retry",
    ),
    "drops": (
        INVALID,
        "broadcast +invalid.*" + MISSING,
        "-w broadcast " + BRIEF,
        "broadcast.js",
        "--bad=drop",
    ),
    "talks": (
        INVALID,
        "protocol +invalid.*echoing to",
        "-w echo " + BRIEF,
        "echo.sh",
        "--bad=talk",
    ),
    "forgets": (INVALID, MISSING, "-w g-set " + KILLED, "g_set.py", "--bad=forget"),
    "replaces": (INVALID, MISSING, "-w g-set " + BRIEF, "g_set.py", "--bad=replace"),
    "one-key": (
        INVALID,
        "eventual +invalid",
        "-w g-counter --latency 10 " + BRIEF,
        "counter.py",
        "--bad=one-key",
    ),
    "reuse": (
        INVALID,
        "kafka +invalid",
        f"-w kafka {BRIEF} --key-count 1 --latency 10 --rate 200",
        "kafka.py",
        "--bad=reuse",
    ),
    "seq-kv": (INVALID, "linearizable +invalid", KV, "lin_kv_proxy.py", "--service=seq-kv"),
    "lww-kv": (INVALID, "linearizable +invalid", KV, "lin_kv_proxy.py", "--service=lww-kv"),
    "half": (
        INVALID,
        "linearizable +invalid",
        KV + "--time-limit 5 --nemesis partition --nemesis-interval 3 --latency 2",
        "raft.py",
        "--majority=half",
    ),
    "not available": (
        INVALID,
        "min-ok-fraction +invalid",
        KV + "--nemesis partition --nemesis-interval 2 --availability total",
        "raft.py",
    ),
}

# What breaks the protocol ends the run at once, and is told with node and line.
BROKEN = {
    "no-json": r"line \d+ of its stdout: it is not JSON.*in_reply_to",
    "no-dest": r"line \d+ of its stdout: it has no \"dest\"",
    "unknown-dest": r"line \d+ of its stdout: there is no \"n99\"",
    "other-src": r"line \d+ of its stdout: its \"src\" is \"n99\", expected \"n\d\"",
    "log-line": r"line \d+ of its stdout: .*DEBUG: ten echoes",
    "exit": r"exit code 3.*that is enough",
    "other-type": r"line \d+ of its stdout: .*expected echo_ok or error, not \"ekho_ok\"",
    "no-field": r"line \d+ of its stdout: .*echo_ok needs echo",
}


def options_of(options, node, *arguments):
    program = PROGRAMS / node if node == "node-unique-ids" else NODES / node
    words = [*options.split(), "--bin", program]
    return [*words, *(["--", *arguments] if arguments else [])]


class Maelstrom(EndToEnd):
    """Several at a time, each with a store of its own."""

    def one(self, name, options):
        store = self.store / name.replace(" ", "-")
        words = ["maelstrom", "test", "--quiet", "--store", store, "--node-count", 3]
        return self.ordeal(*words, *options, within=120)

    def try_all(self, trials):
        with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
            runs = {
                name: pool.submit(self.one, name, options_of(*words))
                for name, (_, _, *words) in trials.items()
            }
        for name, (expected, explanation, *_) in trials.items():
            code, out, err = runs[name].result()
            with self.subTest(trial=name):
                self.assertEqual(code, expected, out + err)
                self.assertRegex(out, explanation)
        self.assert_nothing_left()

    def latest_of(self, name):
        return (self.store / name.replace(" ", "-") / "latest").resolve()


class GoodNodes(Maelstrom):
    def test_are_valid(self):
        self.try_all(GOOD)


class BadNodes(Maelstrom):
    def test_are_caught(self):
        self.try_all(BAD)


class BrokenNodes(Maelstrom):
    def test_end_the_run(self):
        options = "-w echo --rate 100 --concurrency 1n --time-limit 60"
        self.try_all(
            {
                how: (
                    INVALID,
                    rf"(?s)protocol: node n\d .*{text}",
                    options,
                    "broken.py",
                    "--how=" + how,
                )
                for how, text in BROKEN.items()
            }
        )


class Shortcut(Maelstrom):
    def test_the_scenario_of_a_run_repeats_it(self):
        code, out, err = self.one(
            "first", ["-w", "echo", "--bin", NODES / "echo.py", "--time-limit", "1", "--seed", 5]
        )
        self.assertEqual(code, VALID, out + err)
        self.assertIn("ordeal maelstrom test", out)
        scenario = self.latest_of("first") / "scenario.json"
        self.assertEqual(json.loads(scenario.read_text())["seed"], 5)
        code, out, err = self.ordeal("run", "--quiet", "--store", self.store / "again", scenario)
        self.assertEqual(code, VALID, out + err)

        def operations(run):
            lines = (run / "history.jsonl").read_text().splitlines()
            events = [json.loads(line) for line in lines]
            return [event["value"] for event in events if event["type"] == "invoke"]

        self.assertEqual(operations(self.latest_of("first")), operations(self.latest_of("again")))

    def test_several_runs_are_repeated_one_by_one(self):
        words = ["-w", "echo", "--bin", NODES / "echo.py", "--time-limit", "0.5", "--rate", 50]
        code, out, err = self.one("many", [*words, "--seed", 7, "--test-count", 2])
        self.assertEqual(code, VALID, out + err)
        seeds = re.findall(
            r"repeat with +ordeal maelstrom test .*--seed (\d+) --test-count 1$", out, re.MULTILINE
        )
        self.assertEqual(seeds, ["8"], out)
        self.assertIn("--seed 7 --test-count 2 --test-count 1", out)

    def test_what_nodes_said(self):
        words = ["-w", "echo", "--bin", NODES / "broken.py", "--log-stderr", "--rate", 100]
        code, out, err = self.one("said", [*words, "--", "--how=exit"])
        self.assertEqual(code, INVALID, out + err)
        self.assertTrue(re.search(r"^n\d: that is enough$", err, re.MULTILINE), err)

    def test_usage(self):
        for words, message in {
            ("--bin", "no-such-program"): 'cannot start "no-such-program"',
            ("--bin", "sh", "-w", "lin-kv", "--topology", "line"): "--topology is of broadcast",
            ("--bin", "sh", "--nemesis", "partitoin"): 'did you mean "partition"',
            ("-w", "echo"): "--bin is required",
        }.items():
            code, out, err = self.ordeal("maelstrom", "test", *words)
            self.assertEqual(code, 254, out + err)
            self.assertIn(message, err)


if __name__ == "__main__":
    unittest.main()
