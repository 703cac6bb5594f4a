"""What the end-to-end tests share: the real programs, scenarios made on the fly, and what a run
leaves behind. Each test works in a folder of its own and looks only at processes that it started.
"""

import copy
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("ORDEAL_PROGRAMS", ROOT / "build/release/bin")).resolve()
UNPRIVILEGED = 65534  # nobody

ABD = [
    "abd", "spawn", "--id={node.id}", "--listen={node.ip}:7000",
    "--peers={nodes:id=host:port}", "--data={node.data}", "--transport=udp", "--seed={seed}",
]  # fmt: skip

SCENARIO = {
    "name": "test",
    "system": {"nodes": 3, "command": ABD, "ready": {"log": "listening", "within": "5s"}},
    "network": {"latency": {"distribution": "exponential", "mean": "1ms"}},
    "workload": {"model": "register", "keys": 2, "concurrency": 4, "rate": 200, "timeout": "500ms"},
    "nemesis": [],
    "phases": {"warm-up": "200ms", "run": "1s", "recover": "300ms"},
    "seed": 7,
}


def scenario(**changes):
    """The small scenario above, with members replaced: scenario(system={"nodes": 5})."""
    document = copy.deepcopy(SCENARIO)
    for name, value in changes.items():
        if isinstance(value, dict):
            document.setdefault(name, {}).update(value)
        else:
            document[name] = value
    return document


def until(condition, what, within=20.0):
    """Waits for something that another process does, not longer than `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within} s in vain: {what}")
        time.sleep(0.02)


def processes_with(text):
    """The processes whose command line or environment holds this text."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if text.encode() in words:
            found.append(int(entry.name))
    return found


class EndToEnd(unittest.TestCase):
    """A test with a folder of its own, in which anybody may run the programs."""

    user = None  # None: whoever runs the tests

    def setUp(self):
        if self.user is not None and os.geteuid() != 0:
            self.skipTest("needs root, to become another user")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ordeal-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o777)
        self.store = self.folder / "store"

    def write(self, document, name="scenario.json"):
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else json.dumps(document, indent=2))
        return path

    def start(self, *arguments, **options):
        """Starts `ordeal ARGUMENTS...` as the user of this test."""
        if self.user is not None:
            options |= {"user": self.user, "group": self.user, "extra_groups": []}
        options.setdefault("stdin", subprocess.DEVNULL)
        environment = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "ORDEAL_TEST": str(self.folder)}
        return subprocess.Popen(
            [PROGRAMS / "ordeal", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=self.folder, env=environment, **options,
        )  # fmt: skip

    def finish(self, process, within=60):
        """(exit code, stdout, stderr) of a program that was started."""
        try:
            out, err = process.communicate(timeout=within)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"still running after {within} s\n{out}\n{err}") from None
        return process.returncode, out, err

    def ordeal(self, *arguments, within=60):
        return self.finish(self.start(*arguments), within)

    def run_scenario(self, document, *arguments, within=60):
        path = self.write(document)
        return self.ordeal("run", "--store", self.store, *arguments, path, within=within)

    def latest(self):
        return (self.store / "latest").resolve()

    def read(self, name):
        """A file of the latest run: a document, or the documents of its lines."""
        text = (self.latest() / name).read_text()
        if name.endswith(".jsonl"):
            return [json.loads(line) for line in text.splitlines()]
        return json.loads(text)

    def assert_nothing_left(self):
        """No process that was started here is alive, and nothing is mounted in the folder."""
        until(lambda: not processes_with(str(self.folder)), "processes that are left to be gone")
        self.assertNotIn(str(self.folder), pathlib.Path("/proc/self/mounts").read_text())
