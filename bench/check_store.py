"""What it costs `PROGRAM check` to keep a search on disk, to resume it, and to have a quarter of
the memory that it needs: processor time, peak memory, sizes. Prints a table; asserts nothing.

    python3 bench/check_store.py build/release/bin
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile


def measure(name, words):
    """Prints a line; returns the peak memory in MB."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([*map(str, words), "--json"], stdout=out,
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        report = json.load(out)
    peak = usage.ru_maxrss / 1024
    print(f"{name:34} {report['unique']:9} states, {usage.ru_utime:5.1f} s + "
          f"{usage.ru_stime:4.1f} s of the system, {peak:4.0f} MB, "
          f"{report.get('disk_bytes', 0) / 1e6:4.0f} MB on disk")
    return peak


def main():
    programs = pathlib.Path(sys.argv[1])
    check = [programs / "paxos", "check", "--clients", "6"]
    commit = [programs / "two-phase-commit", "check", "--managers", "8", "--explore-all"]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "search"
        for memory in ("exact", "fingerprint"):
            words = [*check, "--memory", memory]
            peak = measure(f"paxos 6, {memory}", words)
            quarter = f"{int(peak / 4)}MB"
            measure(f"on disk with {quarter}", [*words, "--disk", folder, "--max-memory", quarter])
        measure("a checkpoint each second",
                [*check, "--checkpoint", file, "--checkpoint-every", "1s"])
        print(f"{'a checkpoint':34} {file.stat().st_size / 1e6:.0f} MB")
        for name, words, half in (("paxos 6", check, "5M"), ("two-phase-commit 8", commit, "900k")):
            measure(f"{name}, {half} states",
                    [*words, "--max-states", half, "--checkpoint", file])
            measure("the walk to them", [words[0], "check", "--resume", file, "--max-states", half])


if __name__ == "__main__":
    main()
