"""How well `PROGRAM check` keeps to its limits, on a search that takes longer: how late it ends
after --timeout and after Ctrl-C, what it takes besides the search under --max-states and
--max-depth, and how much memory it takes under --max-memory. Prints a table; asserts nothing, for
the machine may be busy.

    python3 bench/check_limits.py build/release/bin
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

MODEL = ["check", "--json", "--clients", "6"]


def measure(program, arguments, interrupt_after=None):
    """(seconds, exit code, peak memory in MB, report); seconds since the start or interruption."""
    with tempfile.TemporaryFile() as out:
        began = time.monotonic()
        process = subprocess.Popen([program, *MODEL, *arguments], stdout=out,
                                   stderr=subprocess.DEVNULL)
        if interrupt_after is not None:
            time.sleep(interrupt_after)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return took, process.returncode, usage.ru_maxrss / 1024, json.load(out)


def measure_all(program, name, arguments):
    idle = measure(program, ["--max-states", "1"])[2]
    for limit in ("1s", "3s"):
        took, code, _, _ = measure(program, [*arguments, "--timeout", limit])
        late = took - int(limit[0])
        print(f"{name}: --timeout {limit}: {1000 * late:.0f} ms late, exit {code}")
    for after in (1, 3):
        late, code, _, _ = measure(program, arguments, interrupt_after=after)
        print(f"{name}: Ctrl-C after {after} s: {1000 * late:.0f} ms, exit {code}")
    for limit in (["--max-states", "2M"], ["--max-depth", "16"]):
        took, code, _, report = measure(program, [*arguments, *limit])
        print(f"{name}: {' '.join(limit)}: {report['unique']} states, depth {report['max_depth']}, "
              f"{1000 * (took - report['seconds']):.0f} ms besides the search, exit {code}")
    if "iterative-deepening" in arguments:
        return  # it forgets states rather than to take more
    for limit in (100, 200):
        _, code, peak, report = measure(program, [*arguments, "--max-memory", f"{limit}MB"])
        print(f"{name}: --max-memory {limit}MB: {(peak - idle) * 1.048576:.1f} MB, "
              f"{report['unique']} states, exit {code}")


def main():
    program = pathlib.Path(sys.argv[1]) / "paxos"
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in {
            "exact": [],
            "fingerprint": ["--memory", "fingerprint"],
            "exact, 3 threads": ["--threads", "3"],
            "depth first": ["--strategy", "depth-first"],
            "iterative deepening": ["--strategy", "iterative-deepening"],
            "exact, checkpoint": ["--checkpoint", f"{folder}/search"],
        }.items():
            measure_all(program, name, arguments)


if __name__ == "__main__":
    main()
