"""Rules on words: `words` that must not stand in the tree, `commits` for messages that can still be
mended. The patterns are written so that they do not find themselves."""

import re
import subprocess

from source import Finding, comments_of

# In every text file.
BANNED = [
    (re.compile(r"\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b"), "open ends belong in an issue"),
    (re.compile(r"\bnot [i]mplemented\b|\bDISABLED[_]"), "leave out what does not work"),
    (re.compile(r"(?<![\w.{}<>-])/(home|root|work|Users)/"), "an absolute path of some machine"),
    (
        re.compile(
            r"\b(registry\.[n]pmjs|[n]pmjs\.(org|com)|[p]ypi\.org|files\.[p]ythonhosted"
            r"|static\.[c]rates\.io|[c]rates\.io|proxy\.[g]olang|repo\.[m]aven|[r]ubygems\.org)"
        ),
        "the host of a package registry",
    ),
]

# In comments of code: they say what is, not how it came to be.
HISTORY = re.compile(
    r"\bfor [n]ow\b|\bas [o]f now\b|\bused [t]o be\b|\bformer[l]y\b|\brefactor[e]d\b"
    r"|\b(was|were|has been|have been) (chang[e]d|renam[e]d|rewritt[e]n|introduc[e]d)\b"
    r"|\b(old|previous|earlier) [i]mplementation\b|\bin an earlier [v]ersion\b",
    re.IGNORECASE,
)

BINARY = (".png", ".jpg", ".ico", ".woff2", ".gz", ".zst")


def words(tree):
    for path in tree.paths():
        if path.endswith(BINARY):
            continue
        for number, line in tree.lines(path):
            yield from _banned(path, number, line)
    for path in tree.paths(".hpp", ".cpp"):
        for number, comment in comments_of(tree.text(path)):
            if match := HISTORY.search(comment):
                yield Finding(
                    path, number, f'"{match.group()}": comments tell what is, not its past'
                )


def _banned(path, number, line):
    for pattern, reason in BANNED:
        if match := pattern.search(line):
            yield Finding(path, number, f'"{match.group()}": {reason}')


_SUBJECT = re.compile(r"^[a-z][a-z0-9/, _.-]*: \S")


def check_message(name, message):
    """Findings in one commit message; `name` stands where a path would."""
    subject, _, body = message.partition("\n")
    if subject.startswith("Merge "):
        return
    if len(subject) > 72:
        yield Finding(name, 1, f"the subject has {len(subject)} characters, cap 72")
    if not _SUBJECT.match(subject):
        yield Finding(name, 1, "the subject is `room: what changes`")
    if not body.strip():
        yield Finding(name, 1, "the body says why, and how it was verified")
    for number, line in enumerate(message.split("\n"), start=1):
        yield from _banned(name, number, line)


def commits(root, since):
    """Findings in the messages of `since`..HEAD."""
    command = ["git", "-C", str(root), "log", "-z", "--format=%h%x01%B", f"{since}..HEAD"]
    log = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    for entry in filter(None, log.split("\0")):
        commit, _, message = entry.partition("\x01")
        yield from check_message(f"commit {commit}", message.strip())
