"""Rule `once`: a name belongs to one type only. Two types of one name in one namespace link
without a complaint, and then the functions that the compiler makes for one of them are called for
the other.
"""

import re

from source import Finding, line_at

# Each folder in these is a program of its own.
PROGRAMS = ("examples/", "tests/", "bench/")

_TOKEN = re.compile(
    r"\bnamespace\s+(?P<space>[\w:]*)\s*\{"
    r"|(?:\b(?:struct|class|union)\b|\benum(?:\s+class)?\b)\s+(?P<type>\w+)\b(?!::)[^;{}()=<>]*\{"
    r"|(?P<open>\{)|(?P<close>\})"
)


def types_of(code):
    """(namespace::name, position) of each type that other files could name, too."""
    around = []  # the namespaces and other braces that are open; None: not a namespace
    for match in _TOKEN.finditer(code):
        if match["close"]:
            if around:
                around.pop()
        elif match["space"] is not None:
            around.append(match["space"])
        else:
            if match["type"] and all(around):  # in an unnamed one it is the file's own
                yield "::".join([*around, match["type"]]), match.start()
            around.append(None)


def once(tree):
    homes = {}
    for path in tree.paths(".hpp", ".cpp"):
        if path.startswith(PROGRAMS):
            continue
        code = tree.code(path)
        for name, position in types_of(code):
            first = homes.setdefault(name, path)
            if first != path:
                message = f"{name} is also the name of a type in {first}: rename one"
                yield Finding(path, line_at(code, position), message)
