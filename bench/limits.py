"""How well `ordeal verify` keeps to its limits, on histories that it cannot decide within them: how
late it ends after --timeout and after Ctrl-C, and how much memory it takes besides the history
under --memory. Prints a table; asserts nothing, for the machine may be busy.

    python3 bench/limits.py build/release/bin
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

HARD = {
    "fifo-queue, small values": ["--model", "fifo-queue", "--values", "2"],
    "log": ["--model", "log", "--values", "2"],
    "set, crashed": ["--model", "set", "--crashed", "200"],
}
SIZE = ["--operations", "20000", "--processes", "20", "--violation", "end"]


def measure(program, arguments, interrupt_after=None):
    """(seconds, exit code, peak memory in MB); seconds from the start or from the interruption."""
    began = time.monotonic()
    process = subprocess.Popen([program, "verify", "--threads", "1", *arguments],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if interrupt_after is not None:
        time.sleep(interrupt_after)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - began, process.returncode, usage.ru_maxrss / 1024


def main():
    program = pathlib.Path(sys.argv[1]) / "ordeal"
    with tempfile.TemporaryDirectory() as folder:
        for name, options in HARD.items():
            path = f"{folder}/history.jsonl"
            subprocess.run([program, "generate-history", *options, *SIZE, "--output", path],
                           check=True)
            model = options[:2]
            reading, _, idle = measure(program, [*model, "--timeout", "1ms", path])
            for form, arguments in (("file", [*model, path]),
                                    ("followed", ["--follow", *model, path])):
                took, code, _ = measure(program, [*arguments, "--timeout", "2s"])
                late = took - 2 - (reading if form == "file" else 0)  # the judge's time
                print(f"{name}, {form}: --timeout 2s: {1000 * late:.0f} ms late, exit {code}")
                late, code, _ = measure(program, arguments, interrupt_after=2)
                print(f"{name}, {form}: Ctrl-C: {1000 * late:.0f} ms, exit {code}")
                _, code, peak = measure(program, [*arguments, "--memory", "200MB", "--timeout",
                                                  "20s"])
                print(f"{name}, {form}: --memory 200MB: {peak - idle:.0f} MB, exit {code}")


if __name__ == "__main__":
    main()
