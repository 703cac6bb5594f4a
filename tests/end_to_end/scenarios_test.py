"""Scenario files come to the verdicts that they promise, in real processes: a choice of them, for a
machine can do only so much at a time. simulation_test.py runs all of them in virtual time."""

import unittest

import support
from support import EndToEnd

EXPECTED = {  # exit codes: 0 valid, 1 invalid
    "abd/partition.json": 0,
    "abd/router.json": 0,
    "abd/bug-no-write-back.json": 1,
    "abd/bug-no-quorum.json": 1,
    "abd/bug-forgets.json": 1,
    "raft/partition.json": 0,
    "raft/bug-reads-locally.json": 1,
}


class Scenarios(EndToEnd):
    """All at the same time, each with a store of its own."""

    def test_verdicts(self):
        folder = support.ROOT / "scenarios"
        runs = {
            name: self.start("run", "--store", self.store / name, "--seed", 1, folder / name)
            for name in EXPECTED
        }
        for name, process in runs.items():
            code, out, err = self.finish(process, within=120)
            with self.subTest(scenario=name):
                self.assertEqual(code, EXPECTED[name], out + err)
        history = (self.store / "abd/partition.json/latest/history.jsonl").read_text()
        self.assertGreater(history.count('"type":"ok"'), 2000)
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
