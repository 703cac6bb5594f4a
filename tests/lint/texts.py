"""Rules on what people read: `links` and `book` (docs hang together), `architecture` (the page says
what the rules enforce), `changelog`, `scenarios`."""

import posixpath
import re

from rooms import ARROWS
from source import Finding

_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
_SCENARIO = re.compile(r"(?<![\w/.-])scenarios/[\w./-]+\.jsonc?\b")


def _prose(tree, path):
    """(number, line) outside fenced code."""
    fenced = False
    for number, line in tree.lines(path):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, line


def anchors(tree, path):
    """The anchors that a Markdown page's headings make, as GitHub makes them."""
    found, seen = set(), {}
    for _, line in _prose(tree, path):
        if match := re.match(r"#{1,6}\s+(.*?)\s*#*$", line):
            plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", match.group(1)).lower()
            anchor = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
            count = seen.get(anchor, 0)
            seen[anchor] = count + 1
            found.add(f"{anchor}-{count}" if count else anchor)
        found.update(re.findall(r'<a (?:id|name)="([^"]+)"', line))
    return found


def _local_links(tree, path):
    """(line, target path, anchor) of each link that stays in the repository."""
    for number, line in _prose(tree, path):
        for target in _LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            folder = posixpath.dirname(path)
            yield number, posixpath.normpath(posixpath.join(folder, file)) if file else path, anchor


def links(tree):
    for path in tree.paths(".md"):
        for number, target, anchor in _local_links(tree, path):
            if target not in tree and not tree.has_folder(target):
                yield Finding(path, number, f"links to {target}, which does not exist")
            elif anchor and target.endswith(".md") and anchor not in anchors(tree, target):
                yield Finding(path, number, f"links to #{anchor}, no heading of {target}")
        for number, line in tree.lines(path):
            for scenario in _SCENARIO.findall(line):
                if scenario not in tree:
                    yield Finding(path, number, f"names {scenario}, which does not exist")


def book(tree):
    """Every page of docs/ can be reached from docs/README.md."""
    reached, pending = set(), ["docs/README.md"]
    while pending:
        page = pending.pop()
        if page in reached or page not in tree:
            continue
        reached.add(page)
        pending += [target for _, target, _ in _local_links(tree, page) if target.endswith(".md")]
    for page in tree.paths(".md"):
        if page.startswith("docs/") and page not in reached:
            yield Finding(page, 1, "no way leads here from docs/README.md")


def architecture(tree):
    """The table of ARCHITECTURE.md is the one that is enforced, and every room exists."""
    page = "ARCHITECTURE.md"
    rows = {}
    for number, line in tree.lines(page):
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0] in ARROWS:
            rows[cells[0]] = (number, sorted(re.findall(r"[\w/]+", cells[1])))
    for room, others in ARROWS.items():
        if not tree.has_folder(room):
            yield Finding("tests/lint/rooms.py", 1, f"room {room} has no folder")
        number, said = rows.get(room, (1, None))
        if said != sorted(others):
            yield Finding(page, number, f"room {room} may include {', '.join(others) or '-'}")


def changelog(tree):
    """The version being built has a section with at least one entry."""
    version = re.search(r"project\(ordeal VERSION ([\d.]+)", tree.text("CMakeLists.txt")).group(1)
    heading = re.compile(rf"^## {re.escape(version)}\b.*\n(?:(?!## ).*\n)*?- \S", re.MULTILINE)
    if "CHANGELOG.md" not in tree or not heading.search(tree.text("CHANGELOG.md")):
        yield Finding("CHANGELOG.md", 1, f"has no entry for version {version}")


def scenarios(tree):
    """`"$schema"` comes first, and leads to the schema."""
    for path in tree.paths(".json", ".jsonc"):
        if not path.startswith("scenarios/") or path.endswith("schema.json"):
            continue
        text = re.sub(r"^\s*//[^\n]*\n", "", tree.text(path), flags=re.MULTILINE)
        match = re.match(r'\s*\{\s*"\$schema":\s*"([^"]+)"', text)
        if not match:
            yield Finding(path, 1, 'a scenario begins with "$schema"')
        elif posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1])) not in tree:
            yield Finding(path, 1, f'"$schema" leads to {match[1]}, which does not exist')
