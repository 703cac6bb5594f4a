"""Searches that are kept on disk, continued in another process, or too large for memory: `check
--checkpoint`, `--resume` and `--disk`, with processes that are interrupted and killed."""

import json
import os
import pathlib
import re
import signal
import unittest

import programs_test
from support import until

ABD = ["abd", "check", "--servers", "2", "--clients", "2"]  # a second's part


def takes_signals(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16) & 1 << (signal.SIGINT - 1)


def uses_files(process, folder):
    """Whether it has files there open, with names or without."""
    for descriptor in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            if str(folder) in os.readlink(descriptor):
                return True
        except FileNotFoundError:  # it was closed
            pass
    return False


class Kept(programs_test.Program):
    """What is on disk, and what is said of it."""

    def setUp(self):
        super().setUp()
        self.file = self.folder / "search"

    def in_json(self, *words):
        code, out, _ = self.call(*words, "--json")
        return code, json.loads(out)

    def kill(self, process, number=signal.SIGKILL):
        process.send_signal(number)
        code, out, _ = self.finish(process)
        return code, out

    def written(self):
        """Which writing of the checkpoint this is: each makes another file of it."""
        try:
            status = self.file.stat()
        except FileNotFoundError:
            return None
        return (status.st_ino, status.st_mtime_ns)

    def until_written_again(self, times=2):
        for _ in range(times):
            before = self.written()
            until(lambda: self.written() not in (None, before), "a checkpoint")

    def test_goes_on_where_a_limit_has_ended_it(self):
        _, whole = self.in_json(*ABD)
        code, report = self.in_json(*ABD, "--max-states", "100", "--checkpoint", self.file)
        self.assertEqual((code, report["unique"]), (2, 100))
        self.assertEqual(report["resume"], f"abd check --resume {self.file}")
        resume = report["resume"].split()
        code, report = self.in_json(*resume, "--max-states", "300", "--threads", "2")
        self.assertEqual((code, report["unique"]), (2, 300))
        code, report = self.in_json(*resume)
        self.assertEqual((code, report["verdict"]), (0, "valid"))
        for count in ("states", "unique", "max_depth"):
            self.assertEqual(report[count], whole[count])
        self.assertEqual(self.in_json(*resume)[1]["states"], whole["states"])  # it is over
        self.assertEqual(list(self.folder.iterdir()), [self.file])

    def test_finds_the_same_counterexample(self):
        bug = ["single-copy", "check", "--servers", "2"]
        _, whole = self.in_json(*bug)
        self.in_json(*bug, "--max-states", "7", "--checkpoint", self.file)
        code, report = self.in_json("single-copy", "check", "--resume", self.file)
        self.assertEqual(code, 1)
        paths = [len(r["properties"][0]["path"]) for r in (report, whole)]
        self.assertEqual(paths, [4, 4])

    def test_what_differs_is_said(self):
        self.call(*ABD, "--max-states", "100", "--checkpoint", self.file)
        for words, expected in (
            (["--clients", "3"], f"--clients: {self.file} is of a search with --clients=2"),
            (["--memory", "fingerprint"], "is of a search with --memory=exact"),
            (["--symmetry"], "is of a search with none"),
            (["--strategy", "dfs"], "is of a search with --strategy=breadth-first"),
        ):
            code, out, err = self.call("abd", "check", "--resume", self.file, *words)
            self.assertEqual((code, out), (254, ""), words)
            self.assertIn(expected, err)
        code, _, err = self.call("paxos", "check", "--resume", self.file)
        self.assertEqual(code, 254)
        self.assertIn("is a search of abd, and this is paxos", err)
        code, _, _ = self.call("abd", "check", "--resume", self.file, "--strategy", "bfs",
                               "--network", "unordered")  # as it was
        self.assertEqual(code, 0)

    def test_errors_name_the_place_and_the_remedy(self):
        for words, expected in (
            (["--resume", "none"], "--resume: none: No such file or directory"),
            (["--checkpoint", "no/where"], "--checkpoint: no/where.part: No such file or"),
            (["--checkpoint", "x", "--strategy=dfs"], "leave out --checkpoint and --resume, or"),
            (["--checkpoint", "x", "--partial-order"], "leave out --checkpoint and --resume, or"),
            (["--disk", "."], "--disk: it is used when the memory is: say --max-memory, too"),
            (["--disk", "no", "--max-memory=1GB"], "--disk: no: No such file or directory"),
            (["--disk", ".", "--max-memory=1GB", "--checkpoint=x"], "leave out --disk, or"),
        ):
            code, out, err = self.call(*ABD, *words)
            self.assertEqual((code, out), (254, ""), words)
            self.assertIn(expected, err)
        self.file.write_text("{}")
        code, _, err = self.call("abd", "check", "--resume", self.file)
        self.assertEqual(code, 254)
        self.assertIn(f"--resume: {self.file}: it is no checkpoint of a search", err)

    def test_killed_while_it_writes_the_one_before_is_good(self):
        words = [*programs_test.FOREVER, "--checkpoint", self.file]
        for _ in range(5):
            process = self.begin(*words, "--checkpoint-every", "1ms")
            self.until_written_again()
            self.kill(process)
            code, report = self.in_json("abd", "check", "--resume", self.file, "--max-states=1")
            self.assertEqual((code, report["stopped"]), (2, "the limit on states"))
            words = ["abd", "check", "--resume", self.file]

    def test_an_interrupt_writes_it(self):
        process = self.begin(
            *programs_test.FOREVER, "--json", "--checkpoint", self.file,
            "--checkpoint-every", "1ms",
        )  # fmt: skip
        self.until_written_again()
        code, out = self.kill(process, signal.SIGINT)
        self.assertEqual(code, 130)
        seen = json.loads(out)["unique"]
        code, report = self.in_json(
            "abd", "check", "--resume", self.file, "--max-states", seen + 1000
        )
        self.assertEqual((code, report["unique"]), (2, seen + 1000))

    def test_on_disk_gives_the_same_and_leaves_nothing(self):
        disk = self.folder / "disk"
        disk.mkdir()
        words = ["two-phase-commit", "check", "--managers", "7", "--explore-all"]
        _, whole = self.in_json(*words)
        for memory in ("exact", "fingerprint"):
            code, report = self.in_json(
                *words, "--memory", memory, "--disk", disk, "--max-memory", "10MB"
            )
            self.assertEqual((code, report["unique"]), (0, 296448))
            self.assertEqual(report["states"], whole["states"])
            self.assertGreater(report["disk_bytes"], 1_000_000)
            self.assertEqual(list(disk.iterdir()), [])

    def test_on_disk_a_killed_process_leaves_nothing(self):
        disk = self.folder / "disk"
        disk.mkdir()
        for number, expected in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
            process = self.begin(*programs_test.FOREVER, "--disk", disk, "--max-memory", "50MB")
            until(lambda: takes_signals(process) and uses_files(process, disk), "files in use")
            self.assertEqual(self.kill(process, number)[0], expected)
            self.assertEqual(list(disk.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
