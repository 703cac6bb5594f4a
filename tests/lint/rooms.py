"""Rule `arrows`: who may include whom, and which third-party code each room may see.

This table is the one of ARCHITECTURE.md (rule `architecture` compares the two).
"""

import posixpath
import re

from source import Finding, line_at

# Room -> the rooms whose headers it may include, besides its own.
ARROWS = {
    "core": [],
    "ui": ["core"],
    "linearizability": ["core"],
    "nemesis": ["core"],
    "clients": ["core"],
    "actors": ["core"],
    "actors/runtime": ["core", "actors"],
    "harness": ["core", "ui", "linearizability", "nemesis", "clients", "actors"],
    "harness/simulation": [
        "core",
        "linearizability",
        "nemesis",
        "clients",
        "actors",
        "harness",
        "harness/lock_step",
    ],
    "harness/lock_step": [
        "core",
        "linearizability",
        "nemesis",
        "clients",
        "actors",
        "harness",
    ],
    "harness/program": [
        "core",
        "linearizability",
        "nemesis",
        "clients",
        "actors",
        "harness",
        "harness/simulation",
        "harness/lock_step",
    ],
    "checker": ["core", "ui", "linearizability", "actors"],
    "examples": [
        "core",
        "linearizability",
        "nemesis",
        "clients",
        "actors",
        "actors/runtime",
        "checker",
        "harness/simulation",
    ],
}

# Rooms of the test and benchmark programs, which may include anything.
UNBOUND = ("tests/", "bench/")

# Third-party headers, and the rooms (or folders in them) that may include them ("*": all).
THIRD_PARTY = {
    "fmt/": "*",  # part of core's interface, as is tl::expected: see core/result.hpp
    "tl/": "*",
    "nlohmann/": ["core", "harness/scenario"],  # its errors show the place in the document
    "xxhash.h": ["core"],
    "zlib.h": ["harness"],
    "boost/algorithm/": ["harness"],
    "boost/unordered/": ["linearizability", "checker"],
    "boost/describe": ["actors", "examples", "checker"],
    "boost/mp11": ["actors"],
    "boost/asio": ["actors/runtime", "clients", "harness"],
    "boost/beast/": ["clients"],
    "boost/system/": ["actors/runtime", "clients", "harness"],
    "boost/process": ["harness"],
    "boost/filesystem": ["harness"],
    "CLI/": ["harness/program", "actors/runtime"],  # their command lines
    "httplib.h": ["ui", "harness", "checker/explorer"],
    "hiredis/": ["clients"],
    "zookeeper/": ["clients"],
    "libpq-fe.h": ["clients"],
    "fiu": ["nemesis", "actors/runtime"],
    "linux/": ["nemesis"],
    "sched.h": ["nemesis", "harness/init"],
    "sys/mount.h": ["nemesis", "harness/init"],
    "sys/ptrace.h": ["nemesis"],
}

# Too heavy to be paid for by everyone who includes a header.
NEVER_IN_HEADERS = re.compile(
    r"nlohmann/json\.hpp|boost/asio|boost/beast|boost/process|CLI/|httplib\.h|regex$|iostream$"
)

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.MULTILINE)
_SYSTEM = re.compile(r"^[a-z0-9_]+(\.h)?$|^(sys|net|netinet|arpa|linux|asm)/")


def room_of(path):
    """The innermost room that a path belongs to, or None."""
    rooms = [room for room in ARROWS if path.startswith(room + "/")]
    return max(rooms, key=len, default=None)


def arrows(tree):
    for path in tree.paths(".hpp", ".cpp"):
        room = room_of(path)
        if room is None and not path.startswith(UNBOUND):
            yield Finding(path, 1, "is in no room: see the table in tests/lint/rooms.py")
            continue
        for match in _INCLUDE.finditer(tree.text(path)):
            problem = _problem(tree, room, path, match.group(1) == '"', match.group(2))
            if problem:
                yield Finding(path, line_at(tree.text(path), match.start()), problem)


def _problem(tree, room, path, quoted, target):
    if path.endswith(".hpp") and NEVER_IN_HEADERS.match(target):
        return f"a header must not include <{target}>"
    if quoted:
        return _project_problem(tree, room, path, target)
    return _third_party_problem(room, path, target)


def _project_problem(tree, room, path, target):
    if room is None and posixpath.join(posixpath.dirname(path), target) in tree:
        return None
    if target not in tree:
        return f'"{target}" is no file of the repository: includes are relative to its root'
    other = room_of(target)
    if room is None or other == room or other in ARROWS[room]:
        return None
    return f'room {room} must not include "{target}" (of {other or "no room"})'


def _third_party_problem(room, path, target):
    names = [name for name in THIRD_PARTY if target.startswith(name)]
    if not names:
        known = room is None or _SYSTEM.match(target)
        return None if known else f"<{target}> is in no row of THIRD_PARTY in tests/lint/rooms.py"
    rooms = THIRD_PARTY[max(names, key=len)]
    if room is None or rooms == "*" or room in rooms:
        return None
    if any(path.startswith(folder + "/") for folder in rooms if folder not in ARROWS):
        return None
    return f"room {room} must not include <{target}> (only {', '.join(rooms)})"
