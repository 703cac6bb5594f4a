"""`ordeal verify`, `list` and `schema` as a user calls them."""

import json
import os
import pathlib
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
        self.assertIn("h.jsonl:2", err)
        self.assertIn("okay", err)

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

    def test_list_and_schema(self):
        code, out, _ = self.ordeal("list", "--json")
        self.assertEqual(code, 0)
        names = {topic: [entry["name"] for entry in entries]
                 for topic, entries in json.loads(out).items()}
        self.assertIn("majorities-ring", names["shapes"])
        self.assertEqual(names["faults"], ["partition", "kill", "pause"])
        code, out, _ = self.ordeal("list", "models")
        self.assertIn("cas-register", out)
        code, out, _ = self.ordeal("schema")
        self.assertEqual(json.loads(out),
                         json.loads((support.ROOT / "scenarios/scenario.schema.json").read_text()))


if __name__ == "__main__":
    unittest.main()
