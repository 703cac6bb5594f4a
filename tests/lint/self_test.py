"""Who checks the checker? Each rule is shown what it must find, and what it must not."""

import unittest

import once
import rooms
import shape
import texts
import words
from source import Tree, blank_cpp, is_made


def found(rule, files):
    """`path:line` of each finding of the rule in made-up files."""
    return [f"{finding.path}:{finding.line}" for finding in rule(Tree(dict(files)))]


def header(include):
    return {
        "core/value.hpp": "",
        "nemesis/fault.hpp": "",
        "harness/run.hpp": "",
        "actors/actor.hpp": "",
        "actors/runtime/spawn.hpp": "",
        **include,
    }


class Once(unittest.TestCase):
    def finds(self, *texts, folder="harness"):
        files = {f"{folder}/{number}.hpp": text for number, text in enumerate(texts)}
        return found(once.once, files)

    def test_two_types_of_one_name(self):
        one = "namespace o::h {\nstruct Message {\n    int a = 0;\n};\n}\n"
        other = "namespace o::h {\nvoid f() {}\n\nclass Message final : public A {};\n}\n"
        self.assertEqual(self.finds(one, other), ["harness/1.hpp:4"])
        nested = "namespace o {\nnamespace h {\nenum class Message : int { a };\n}\n}\n"
        self.assertEqual(self.finds(one, nested), ["harness/1.hpp:3"])
        self.assertEqual(self.finds(one, other, folder="examples"), [])

    def test_what_is_no_second_type(self):
        one = "namespace o::h {\nstruct Message {\n    int a = 0;\n};\n}\n"
        for other in [
            "namespace o::h {\nstruct Message;\nvoid f(struct Message m);\n}\n",
            "namespace o::g {\nstruct Message {};\n}\n",
            "namespace o::h {\nnamespace {\nstruct Message {};\n}\n}\n",
            "namespace o::h {\nstruct Outer {\n    struct Message {};\n};\n}\n",
            "namespace o::h {\nstruct Outer::Message {};\nint f(Message m) {}\n}\n",
            "namespace o::h {\nstruct Message::State {};\n}\n",
        ]:
            self.assertEqual(self.finds(one, other), [], other)


class Arrows(unittest.TestCase):
    def finds(self, path, include):
        return found(rooms.arrows, header({path: f"// A line.\n#include {include}\n"})) == [
            f"{path}:2"
        ]

    def test_forbidden_arrows_between_rooms(self):
        for path, include in [
            ("core/a.cpp", '"nemesis/fault.hpp"'),
            ("clients/a.cpp", '"nemesis/fault.hpp"'),
            ("actors/a.hpp", '"actors/runtime/spawn.hpp"'),
            ("actors/runtime/a.cpp", '"nemesis/fault.hpp"'),
            ("harness/a.cpp", '"actors/runtime/spawn.hpp"'),
            ("examples/abd/main.cpp", '"harness/run.hpp"'),
        ]:
            self.assertTrue(self.finds(path, include), (path, include))

    def test_allowed_arrows(self):
        for path, include in [
            ("core/a.cpp", '"core/value.hpp"'),
            ("harness/a.cpp", '"nemesis/fault.hpp"'),
            ("actors/runtime/a.cpp", '"actors/actor.hpp"'),
            ("examples/abd/main.cpp", '"actors/runtime/spawn.hpp"'),
            ("tests/core/a.cpp", '"harness/run.hpp"'),
        ]:
            self.assertFalse(self.finds(path, include), (path, include))

    def test_third_party_code_stays_in_its_room(self):
        for path, include in [
            ("harness/a.cpp", "<nlohmann/json.hpp>"),
            ("core/a.cpp", "<boost/asio.hpp>"),
            ("clients/a.cpp", "<linux/if_tun.h>"),
            ("nemesis/a.cpp", "<CLI/CLI.hpp>"),
            ("core/a.cpp", "<surprise/library.hpp>"),
        ]:
            self.assertTrue(self.finds(path, include), (path, include))
        for path, include in [
            ("core/a.cpp", "<nlohmann/json.hpp>"),
            ("clients/a.cpp", "<boost/asio/ip/udp.hpp>"),
            ("nemesis/a.cpp", "<linux/if_tun.h>"),
            ("core/a.cpp", "<vector>"),
            ("harness/a.cpp", "<sys/stat.h>"),
        ]:
            self.assertFalse(self.finds(path, include), (path, include))

    def test_heavy_headers_only_in_sources(self):
        for include in ["<nlohmann/json.hpp>", "<regex>", "<iostream>"]:
            self.assertTrue(self.finds("core/a.hpp", include), include)
            self.assertFalse(self.finds("core/a.cpp", include), include)
        self.assertFalse(self.finds("core/a.hpp", "<nlohmann/json_fwd.hpp>"))

    def test_only_tests_may_include_from_their_own_folder(self):
        fixture = {"tests/core/fixture.hpp": "", "core/fixture.hpp": ""}
        for path, findings in [("tests/core/a.cpp", 0), ("core/a.cpp", 1)]:
            files = {**fixture, path: '#include "fixture.hpp"\n'}
            self.assertEqual(len(found(rooms.arrows, files)), findings, path)

    def test_includes_that_lead_nowhere_and_files_in_no_room(self):
        for path in ["core/a.cpp", "tests/core/a.cpp"]:
            self.assertTrue(self.finds(path, '"value.hpp"'), path)
        self.assertEqual(found(rooms.arrows, {"attic/a.cpp": ""}), ["attic/a.cpp:1"])


def body(lines):
    return "    x();\n" * (lines - 2)


class Functions(unittest.TestCase):
    def test_long_ones_are_found_and_those_at_the_cap_are_not(self):
        for head in [
            "int f() {",
            "A::A() : a_{1}, b_(2) {",
            "auto g() const -> int {",
            "TEST(A, B) {",
            "bool operator()(int) const noexcept {",
            "namespace n {\nvoid f() {",
        ]:
            tail = "}\n}\n" if head.startswith("namespace") else "}\n"
            where = head.count("\n") + 1
            self.assertEqual(
                found(shape.functions, {"a.cpp": f"{head}\n{body(71)}{tail}"}),
                [f"a.cpp:{where}"],
                head,
            )
            self.assertEqual(
                found(shape.functions, {"a.cpp": f"{head}\n{body(70)}{tail}"}), [], head
            )

    def test_initializers_with_braces_belong_to_their_constructor(self):
        text = f"A::A()\n    : a_{{1}},\n      b_{{2}} {{\n{body(70)}}}\n"
        self.assertEqual(found(shape.functions, {"a.cpp": text}), ["a.cpp:1"])

    def test_classes_and_tables_may_be_long(self):
        members = "    int f() { return 1; }\n" * 80
        self.assertEqual(
            found(shape.functions, {"a.hpp": f"class A : public B {{\n{members}}};\n"}), []
        )
        rows = '    {"a", [](int x) { return x; }},\n' * 80
        self.assertEqual(
            found(shape.functions, {"a.cpp": f"const Row rows[] = {{\n{rows}}};\n"}), []
        )

    def test_braces_in_literals_and_comments_do_not_count(self):
        line = '    f("}", \'}\', R"x(})x");  // }\n'
        self.assertEqual(
            found(shape.functions, {"a.cpp": f"void f() {{\n{line * 71}}}\n"}), ["a.cpp:1"]
        )

    def test_python(self):
        text = "def f():\n" + "    x()\n" * 70
        self.assertEqual(found(shape.functions, {"a.py": text}), ["a.py:1"])
        self.assertEqual(found(shape.functions, {"a.py": text.replace("    x()\n", "", 1)}), [])


class Shape(unittest.TestCase):
    def test_long_files(self):
        self.assertEqual(
            found(shape.files, {"a.cpp": "\n" * 601, "b.cpp": "\n" * 600}), ["a.cpp:1"]
        )

    def test_wide_lines(self):
        self.assertEqual(found(shape.width, {"a.cpp": f"{'x' * 100}\n{'x' * 101}\n"}), ["a.cpp:2"])

    def test_headers_open_with_a_paragraph_then_pragma_once(self):
        good = "// What and why.\n#pragma once\n\n#include <vector>\n"
        self.assertEqual(found(shape.headers, {"a.hpp": good}), [])
        self.assertEqual(found(shape.headers, {"a.hpp": "#pragma once\n"}), ["a.hpp:1"])
        self.assertEqual(
            found(shape.headers, {"a.hpp": "// What.\n#include <vector>\n"}), ["a.hpp:1"]
        )


class Coroutines(unittest.TestCase):
    def bad(self, statement):
        return found(shape.coroutines, {"a.cpp": f"task f() {{\n    {statement}\n}}\n"}) == [
            "a.cpp:2"
        ]

    def test_temporaries_made_inside_a_co_await(self):
        for statement in [
            "co_await spawn(ex, [s]() -> task { co_return; }, use);",
            "co_await spawn(ex, [&] { return 1; });",
            "auto x = co_await send(Message{1, 2});",
            "co_await send({1, 2});",
            "if (co_await send(host, {}))",
        ]:
            self.assertTrue(self.bad(statement), statement)

    def test_what_was_named_first(self):
        for statement in [
            "co_await spawn(ex, std::move(body), use);",
            "co_await spawn(ex, [](int x) { return Pair{x, x}; });",
            "while (co_await next()) { f(Pair{1, 2}); }",
            "co_await send(buffers[i](x));",
            "co_await a; f([s] { return s; });",
        ]:
            self.assertFalse(self.bad(statement), statement)


class Words(unittest.TestCase):
    def test_banned_words_anywhere(self):
        for line in [
            "see TO" + "DO: later",
            "a FIX" + "ME",
            "not " + "implemented",
            "/ro" + "ot/x",
            "in /ho" + "me/ann/src",
            "https://registry.n" + "pmjs.org/x",
            "py" + "pi.org",
        ]:
            for path in ["a.cpp", "b.md", "c.json", "Makefile"]:
                self.assertEqual(found(words.words, {path: f"\n{line}\n"}), [f"{path}:2"], line)

    def test_paths_inside_something_else_are_fine(self):
        for line in ["tests/root/x", "{node.home}/work/x", "https://host.example/home/x"]:
            self.assertEqual(found(words.words, {"a.md": line}), [], line)

    def test_history_only_in_comments_of_code(self):
        line = "// This was " + "changed to a list."
        self.assertEqual(found(words.words, {"a.cpp": f"int x;\n{line}\n"}), ["a.cpp:2"])
        self.assertEqual(found(words.words, {"CHANGELOG.md": line}), [])
        self.assertEqual(found(words.words, {"a.cpp": 'f("it was ' + 'changed");'}), [])

    def test_commit_messages(self):
        def lines(message):
            return [finding.line for finding in words.check_message("c", message)]

        self.assertEqual(lines("core: add hashes\n\nWhy, and how verified.\n"), [])
        self.assertEqual(lines("Add hashes\n\nWhy.\n"), [1])
        self.assertEqual(lines("core: add hashes\n"), [1])
        self.assertEqual(lines("core: " + "x" * 67 + "\n\nWhy.\n"), [1])
        self.assertEqual(lines("core: add\n\nWhy.\nTO" + "DO: rest\n"), [4])


class Texts(unittest.TestCase):
    def test_links(self):
        files = {"docs/README.md": "[a](a.md) [b](a.md#two-words)", "docs/a.md": "# Two words\n"}
        self.assertEqual(found(texts.links, files), [])
        for link in [
            "[x](gone.md)",
            "[x](a.md#gone)",
            "[x](../gone/)",
            "![x](gone.svg)",
            "`scenarios/gone.json`",
        ]:
            self.assertEqual(
                found(texts.links, {**files, "docs/b.md": f"\n{link}"}), ["docs/b.md:2"], link
            )
        for text in [
            "`[x](gone.md)`",
            "```\n[x](gone.md)\n```",
            "[x](https://host.example/gone.md)",
        ]:
            self.assertEqual(found(texts.links, {**files, "docs/b.md": text}), [], text)

    def test_anchors_of_headings(self):
        page = "# The `run`'s directory\n## Twice\n## Twice\n```\n# no heading\n```\n"
        self.assertEqual(
            texts.anchors(Tree({"a.md": page}), "a.md"), {"the-runs-directory", "twice", "twice-1"}
        )

    def test_pages_that_nothing_leads_to(self):
        files = {
            "docs/README.md": "[a](a.md)",
            "docs/a.md": "[b](b.md)",
            "docs/b.md": "",
            "docs/c.md": "",
        }
        self.assertEqual(found(texts.book, files), ["docs/c.md:1"])

    def test_architecture(self):
        rows = [
            f"| `{room}` | {', '.join(others) or '-'} | x |"
            for room, others in rooms.ARROWS.items()
        ]
        files = {f"{room}/a.hpp": "" for room in rooms.ARROWS}
        page = "ARCHITECTURE.md"
        self.assertEqual(found(texts.architecture, {**files, page: "\n".join(rows)}), [])
        self.assertEqual(
            found(texts.architecture, {**files, page: "\n".join(rows[1:])}), [f"{page}:1"]
        )
        without = {path: text for path, text in files.items() if path != "core/a.hpp"}
        self.assertEqual(len(found(texts.architecture, {**without, page: "\n".join(rows)})), 1)
        place = list(rooms.ARROWS).index("linearizability")
        rows[place] = "| `linearizability` | core, nemesis | x |"
        self.assertEqual(
            found(texts.architecture, {**files, page: "\n".join(rows)}), [f"{page}:{place + 1}"]
        )

    def test_changelog(self):
        files = {"CMakeLists.txt": "project(ordeal VERSION 0.2.0 LANGUAGES CXX)"}
        self.assertEqual(
            found(texts.changelog, {**files, "CHANGELOG.md": "## 0.2.0\n\n- A.\n"}), []
        )
        for text in ["", "## 0.2.0\n", "## 0.1.0\n- A.\n", "## 0.2.0\n## 0.1.0\n- A.\n"]:
            self.assertEqual(
                found(texts.changelog, {**files, "CHANGELOG.md": text}), ["CHANGELOG.md:1"]
            )

    def test_scenarios(self):
        schema = {"scenarios/scenario.schema.json": "{}"}
        good = '// A comment.\n{\n    "$schema": "../scenario.schema.json",\n    "name": "x"\n}\n'
        path = "scenarios/abd/a.json"
        self.assertEqual(found(texts.scenarios, {**schema, path: good}), [])
        self.assertEqual(found(texts.scenarios, {path: good}), [f"{path}:1"])
        self.assertEqual(found(texts.scenarios, {**schema, path: '{"name": "x"}'}), [f"{path}:1"])


class Listing(unittest.TestCase):
    def test_what_people_write(self):
        for path in ["harness/store/recorder.hpp", "core/build/x.hpp", "store.md"]:
            self.assertFalse(is_made(path), path)
        for path in ["store/abd/x.json", "build/release/x", "ui/node_modules/x.js"]:
            self.assertTrue(is_made(path), path)


class Blanking(unittest.TestCase):
    def test_positions_stay_and_literals_are_empty(self):
        text = 'f("a//b"); // c\n#define X \\\n  {\ng(\'"\', 1\'000); /* { */ R"(\n{)";\n'
        blank = blank_cpp(text)
        self.assertEqual(
            [len(line) for line in blank.split("\n")], [len(line) for line in text.split("\n")]
        )
        self.assertNotIn("{", blank)
        self.assertIn("1'000);", blank)


if __name__ == "__main__":
    unittest.main()
