"""What the rules look at: the files of the repository, and C++ text without what only confuses.

A rule is a function from a Tree to findings. A Tree is either the work tree on disk or a dictionary
of made-up files, so that each rule can be shown a bad sample.
"""

import pathlib
import re
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


class Tree:
    """Paths relative to the root, and their text."""

    def __init__(self, files):
        self._files = files  # path -> text, or None for what is read from disk when asked
        self._root = None
        self._blanked = {}

    @classmethod
    def on_disk(cls, root):
        root = pathlib.Path(root)
        tree = cls(dict.fromkeys(_list_files(root)))
        tree._root = root
        return tree

    def paths(self, *suffixes):
        """Sorted; those that end in one of the suffixes, or all."""
        return [p for p in sorted(self._files) if not suffixes or p.endswith(suffixes)]

    def text(self, path):
        """The empty text where there is no such file."""
        if path in self._files and self._files[path] is None:
            self._files[path] = (self._root / path).read_text(encoding="utf-8", errors="replace")
        return self._files.get(path, "")

    def lines(self, path):
        """(number from 1, text) of each line."""
        return enumerate(self.text(path).split("\n"), start=1)

    def code(self, path):
        """C++ text with comments, literals and preprocessor lines blanked; positions stay."""
        if path not in self._blanked:
            self._blanked[path] = blank_cpp(self.text(path))
        return self._blanked[path]

    def __contains__(self, path):
        return path in self._files

    def has_folder(self, path):
        prefix = path.rstrip("/") + "/"
        return any(p.startswith(prefix) for p in self._files)


def _list_files(root):
    """What git knows or would add; without git (an unpacked archive), all but builds and runs."""
    git = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(git, capture_output=True, check=False)
    if listing.returncode == 0:
        found = [name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = [str(p.relative_to(root)) for p in root.rglob("*")]
    return [p for p in found if not is_made(p) and (root / p).is_file()]


def is_made(path):
    """Whether a path is in a folder that tools write, not people."""
    made = r"^(build|store|\.git|\.cache)/|(^|/)(node_modules|__pycache__)/"
    return re.search(made, path) is not None


def line_at(text, position):
    return text.count("\n", 0, position) + 1


_TOKEN = re.compile(
    r"""(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
      | (?P<raw>R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)")
      | (?P<text>"(?:\\.|[^"\\\n])*")
      | (?P<character>(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+')
      | (?P<directive>^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def blank_cpp(text):
    """Comments and preprocessor lines become spaces, literals become quotes round spaces."""

    def blank(match):
        whole = match.group(0)
        spaces = re.sub(r"[^\n]", " ", whole)
        if match.lastgroup in ("comment", "directive"):
            return spaces
        return '"' + spaces[1:-1] + '"'

    return _TOKEN.sub(blank, text)


def comments_of(text):
    """(line, text) of each comment of C++."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "comment":
            yield line_at(text, match.start()), match.group(0)
