"""Rules on the shape of code: `functions` and `files` are short, `width` is 100, `headers` open
with a paragraph, `coroutines` keep clear of a defect of g++ 12.2."""

import ast
import re

from source import Finding, line_at

FUNCTION_LINES = 70
FILE_LINES = 600
COLUMNS = 100

CPP = (".hpp", ".cpp")


def files(tree):
    for path in tree.paths(*CPP, ".py"):
        count = tree.text(path).count("\n")
        if count > FILE_LINES:
            yield Finding(path, 1, f"has {count} lines, cap {FILE_LINES}: divide it by idea")


def width(tree):
    for path in tree.paths(*CPP, ".py", ".cmake", "CMakeLists.txt"):
        for number, line in tree.lines(path):
            if len(line) > COLUMNS:
                yield Finding(path, number, f"has {len(line)} columns, cap {COLUMNS}")


def headers(tree):
    for path in tree.paths(".hpp"):
        lines = tree.text(path).split("\n")
        if not lines[0].startswith("// "):
            yield Finding(path, 1, "a header opens with a paragraph: what this is and why")
        first_code = next((line for line in lines if line and not line.startswith("//")), "")
        if first_code != "#pragma once":
            yield Finding(path, 1, "after the opening paragraph comes #pragma once")


def functions(tree):
    for path in tree.paths(*CPP):
        for start, end in cpp_functions(tree.code(path)):
            yield from _long(path, start, end)
    for path in tree.paths(".py"):
        for node in ast.walk(ast.parse(tree.text(path))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield from _long(path, node.lineno, node.end_lineno)


def _long(path, start, end):
    count = end - start + 1
    if count > FUNCTION_LINES:
        yield Finding(path, start, f"a function of {count} lines, cap {FUNCTION_LINES}")


# A `{` after this opens a body: `)` and what may stand between it and the brace.
_SIGNATURE = re.compile(
    r"\)\s*(const|noexcept|override|final|mutable|try|&&?|->[^;{}]*|requires[^;{}]*"
    r"|:\s[^;]*|\s)*$"
)
# Or this, in a constructor whose initializers have braces of their own: `, b_{2}` and then ` {`.
_INITIALIZED = re.compile(r"^\s*(,\s*[\w:<>]+\s*)?$")


def cpp_functions(code):
    """(first line, last line) of each outermost function body in blanked C++ text."""
    bodies = []
    open_braces = []  # for each open brace: the start of its function, or None
    head_start = 0  # where what is before the next brace begins
    unfinished = None  # start of a function whose last brace may have been an initializer's
    for match in re.finditer(r"[{};]", code):
        head = code[head_start : match.start()]
        head_start = match.end()
        if match.group() == "{":
            inside = any(start is not None for start in open_braces)
            start = None
            if not inside and unfinished is not None and _INITIALIZED.match(head):
                start = unfinished
            elif not inside and _SIGNATURE.search(head):
                start = match.start() - len(head.lstrip())
            open_braces.append(start)
            unfinished = None
        elif match.group() == "}" and open_braces:
            start = open_braces.pop()
            unfinished = start
            if start is not None:
                bodies.append((line_at(code, start), line_at(code, match.start())))
        else:
            unfinished = None
    return bodies


_CO_AWAIT = re.compile(r"\bco_await\b")
_CAPTURE = re.compile(r"(?<![\w)\]])\s*\[\s*[^\]\s\[][^\]]*\]\s*(<|\(|\{|mutable\b|->)")
_AGGREGATE = re.compile(r"([\w>]|[(,]\s*)\s*\{")


def coroutines(tree):
    """g++ 12.2 destroys twice what is made inside a co_await expression: name it first."""
    for path in tree.paths(*CPP):
        code = tree.code(path)
        for match in _CO_AWAIT.finditer(code):
            expression = _expression(code, match.end())
            where = line_at(code, match.start())
            if _CAPTURE.search(expression):
                yield Finding(path, where, "a capturing lambda inside co_await: name it first")
            elif _AGGREGATE.search(_without_lambdas(expression)):
                yield Finding(path, where, "a braced temporary inside co_await: name it first")


def _expression(code, start):
    """From `start` to the `;` or the closing bracket that ends the expression."""
    depth = 0
    for match in re.finditer(r"[][(){};]", code[start:]):
        if match.group() in "([{":
            depth += 1
        elif match.group() != ";":
            depth -= 1
        if depth < 0 or (depth == 0 and match.group() == ";"):
            return code[start : start + match.start()]
    return code[start:]


def _without_lambdas(expression):
    """Without the bodies of `[](...) {...}`: what is made in there is not part of the co_await."""
    lambda_start = re.compile(r"\[\s*\]\s*(\([^()]*\))?[^{}()]*\{")
    while match := lambda_start.search(expression):
        body = _expression(expression, match.end())
        expression = expression[: match.start()] + expression[match.end() + len(body) + 1 :]
    return expression
