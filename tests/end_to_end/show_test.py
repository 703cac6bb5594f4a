"""`ordeal show`: the parts of a stored run as a user asks for them, of a run with a planted bug."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from support import PROGRAMS, ROOT

SCENARIO = "abd-bug-no-write-back"


class Show(unittest.TestCase):
    """All look at one run, made in virtual time: it is the same everywhere."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ordeal-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        shipped = (ROOT / "scenarios/abd/bug-no-write-back.json").read_text()
        scenario = cls.folder / "short.json"
        scenario.write_text(shipped.replace('"run": "20s"', '"run": "4s"'))
        cls.made = cls.run_in_folder(
            "abd", "simulate", scenario, "--seed", "1", "--seeds", "50", "--trace")  # fmt: skip

    @classmethod
    def run_in_folder(cls, program, *words):
        words = [str(PROGRAMS / program), *map(str, words)]
        return subprocess.run(words, cwd=cls.folder, capture_output=True, text=True, check=False)

    def show(self, *words, code=0):
        done = self.run_in_folder("ordeal", "show", *words)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout if code == 0 else done.stderr

    def in_json(self, *words):
        return json.loads(self.show(*words, "--json"))

    def verdict(self):
        return json.loads((self.folder / "store/latest/verdict.json").read_text())

    def test_the_story_is_the_one_that_the_run_ended_with(self):
        self.assertEqual(self.made.returncode, 1, self.made.stderr)
        story = self.show("store/latest")
        self.assertIn(story, self.made.stdout)
        self.assertIn(f"{SCENARIO}: invalid", story)
        self.assertEqual(self.show("store/latest", "story"), story)

    def test_a_run_is_named_in_each_of_the_usual_ways(self):
        story = self.show("store/latest")
        run = (self.folder / "store/latest").resolve()
        for name in (run, "store", f"store/{SCENARIO}", SCENARIO, f"{SCENARIO}/{run.name}"):
            self.assertEqual(self.show(name), story, name)
        for command in ("report", "verify"):
            done = self.run_in_folder("ordeal", command, SCENARIO)
            self.assertEqual(done.returncode, {"report": 0, "verify": 1}[command], done.stderr)

    def test_operations_are_those_of_the_history(self):
        counts = self.verdict()["operations"]
        shown = self.in_json(SCENARIO, "operations", "--limit", "0")
        self.assertEqual(len(shown["operations"]), sum(counts.values()))
        self.assertEqual([each["id"] for each in shown["operations"]],
                         list(range(sum(counts.values()))))  # fmt: skip
        ok = self.in_json(SCENARIO, "operations", "--type", "ok", "--limit", "7")
        self.assertEqual((len(ok["operations"]), ok["left_out"]), (7, counts["ok"] - 7))
        key = shown["operations"][0]["key"]
        some = self.in_json(SCENARIO, "operations", "--key", key, "--f", "read", "--limit", "0")
        self.assertEqual({(each["key"], each["f"]) for each in some["operations"]}, {(key, "read")})

    def test_what_broke_the_promise_is_found_around_its_moment(self):
        story = self.in_json(SCENARIO)
        broken = story["simplest"]["counterexample"]["broken"]
        told = {each["id"]: each for each in story["operations_told"]}
        moment = f"{told[broken]['completed']}ns"
        words = ("--within", "20ms", "--limit", "0")
        around = self.show(SCENARIO, "around", moment, *words)
        process = told[broken]["process"]
        self.assertRegex(around, rf"process {process} +ok read .*\(operation {broken},")
        self.assertRegex(around, r"n\d +gets from ")
        self.assertEqual(around, self.show(SCENARIO, "--at", moment, *words))

    def test_each_part_shows_text_and_data(self):
        for part in ("story", "checks", "faults", "operations", "around 1s", "latency", "messages",
                     "scenario", "environment", "repeat"):  # fmt: skip
            text = self.show(SCENARIO, *part.split())
            self.assertTrue(text.endswith("\n") and "\x1b" not in text, part)
            self.in_json(SCENARIO, *part.split())
        several = self.in_json(SCENARIO, "repeat", "around", "1s", "checks")
        self.assertEqual(list(several), ["repeat", "around 1s", "checks"])
        self.assertEqual(several["repeat"]["repeat"], self.verdict()["repeat"])
        self.assertIn("== checks ==", self.show(SCENARIO, "repeat", "checks"))

    def test_bad_input_is_named(self):
        for words, message in (
            (["nowhere"], "there is no run nowhere"),
            (["store/latest/scenario.json"], "is no run"),
            ([SCENARIO, "operation"], 'unknown part "operation"; did you mean "operations"?'),
            ([SCENARIO, "around"], "around needs a time"),
            ([SCENARIO, "around", "noon"], "around noon"),
            ([SCENARIO, "operations", "--from", "x"], "--from"),
            ([SCENARIO, "operations", "--from", "2s", "--to", "1s"], "--to 1s is before --from 2s"),
            ([SCENARIO, "operations", "--type", "broken"], "--type"),
            ([SCENARIO, "logs"], "no output of nodes"),
            ([SCENARIO, "operations", "--limit", "-1"], "--limit"),
            ([], "RUN"),
        ):
            self.assertIn(message, self.show(*words, code=254))

    def test_a_run_that_was_broken_off_shows_what_there_is(self):
        run = self.folder / "half/20260101T000000.000Z"
        run.mkdir(parents=True, exist_ok=True)
        history = (self.folder / "store/latest/history.jsonl").read_text()
        (run / "history.jsonl").write_text(history[: len(history) // 2].rsplit("\n", 1)[0] + "\n")
        self.assertIn("was ended before it was judged", self.show(run, code=254))
        self.assertGreater(len(self.in_json("half", "operations")["operations"]), 10)
        self.assertIn("cannot read", self.show(run, "scenario", code=254))
        (run / "history.jsonl").write_text(history[: len(history) // 2] + '{"proc')
        self.assertRegex(self.show(run, "operations", code=254), r"history.jsonl:\d+: column")

    def test_a_reader_that_has_seen_enough_ends_it_quietly(self):
        for ignored in (True, False):  # as the shell's `trap '' PIPE` leaves it, or not
            words = [str(PROGRAMS / "ordeal"), "show", SCENARIO, "operations", "--limit", "0"]
            with subprocess.Popen(words, cwd=self.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, restore_signals=not ignored) as process:
                process.stdout.readline()
                process.stdout.close()
                self.assertEqual(process.stderr.read(), b"")

    def test_an_output_that_takes_nothing_is_an_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        with open("/dev/full", "w", encoding="utf-8") as full:
            words = [str(PROGRAMS / "ordeal"), "show", SCENARIO, "checks"]
            done = subprocess.run(words, cwd=self.folder, stdout=full,
                                  stderr=subprocess.PIPE, check=False)  # fmt: skip
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"cannot write to stdout", done.stderr)


if __name__ == "__main__":
    unittest.main()
