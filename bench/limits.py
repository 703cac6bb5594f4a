"""How well `ordeal verify` keeps to its limits, on histories that it cannot decide within them and
on a long one: how late it ends after --timeout and after Ctrl-C, and how much memory it takes
under --memory besides what reading the history takes. Prints a table; asserts nothing, for the
machine may be busy.

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
LONG = ["--model", "cas-register", "--operations", "1000000", "--processes", "10",
        "--violation", "end"]
BOUNDS = {"50MB": 50, "200MB": 200, "1GB": 1000}


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


def hard_histories(program, path):
    for name, options in HARD.items():
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
            for bound, megabytes in BOUNDS.items():
                _, code, peak = measure(program, [*arguments, "--memory", bound, "--timeout",
                                                  "20s"])
                share = (peak - idle) / megabytes
                print(f"{name}, {form}: --memory {bound}: {share:.2f} of it, exit {code}")


def long_history(program, path):
    subprocess.run([program, "generate-history", *LONG, "--output", path], check=True)
    arguments = ["--model", "cas-register", path]
    whole, _, _ = measure(program, arguments)
    reading, _, idle = measure(program, [*arguments, "--timeout", "1us"])
    print(f"1,000,000 operations: {reading:.2f} s to read, {whole - reading:.2f} s to judge")
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        timeout = share * (whole - reading)
        took, code, _ = measure(program, [*arguments, "--timeout", f"{1000 * timeout:.0f}ms"])
        late = took - timeout - reading
        print(f"1,000,000 operations: --timeout {1000 * timeout:.0f}ms: {1000 * late:.0f} ms "
              f"late, exit {code}")
    for share in (0.1, 0.5, 0.9):
        late, code, _ = measure(program, arguments, interrupt_after=share * reading)
        print(f"1,000,000 operations: Ctrl-C while reading: {1000 * late:.0f} ms, exit {code}")
    late, code, _ = measure(program, arguments, interrupt_after=(reading + whole) / 2)
    print(f"1,000,000 operations: Ctrl-C while judging: {1000 * late:.0f} ms, exit {code}")
    for bound, megabytes in BOUNDS.items():
        _, code, peak = measure(program, [*arguments, "--memory", bound])
        share = (peak - idle) / megabytes
        print(f"1,000,000 operations: --memory {bound}: {share:.2f} of it, exit {code}")


def main():
    program = pathlib.Path(sys.argv[1]).resolve() / "ordeal"
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/history.jsonl"
        long_history(program, path)
        hard_histories(program, path)


if __name__ == "__main__":
    main()
