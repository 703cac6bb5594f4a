#include "harness/scenario/document.hpp"

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "core/random.hpp"
#include "harness/scenario/problems.hpp"

namespace ordeal::harness {
namespace {

using core::Random;
using core::Value;

/// What may stand between tokens: white space and comments full of things that look like tokens.
std::string gap(Random& random) {
    static const std::vector<std::string> gaps{
        "",     " ",      "\n",        "\t",      "\r\n",   "/* \"a\": 5 */", "// 7 \"x\\\n",
        "/**/", "/*\\*/", "// é {[\n", "/* 12*/", "  \n\n "};
    return random.pick(gaps);
}

std::string random_string(Random& random) {
    static const std::vector<std::string> pieces{"a", "\"", "\\", "//", "/*", "é", " ", "5", "\n"};
    std::string text;
    for (std::uint64_t i = random.below(5); i > 0; --i)
        text += random.pick(pieces);
    return text;
}

/// Writes a random document with random gaps, and returns its value.
Value write_random(std::string& out, Random& random, int depth) {
    Value value;
    switch (random.below(depth == 0 ? 4 : 6)) {
        case 0:
            value = random.chance(0.5) ? Value(nullptr) : Value(random.chance(0.5));
            break;
        case 1:
            value = random.between(-100, 100);
            break;
        case 2:
            value = random.normal(0, 1e3);
            break;
        case 3:
            value = random_string(random);
            break;
        case 4:
            value = Value::List{};
            out += '[';
            for (std::uint64_t n = random.below(4), i = 0; i < n; ++i) {
                out += (i > 0 ? "," : "") + gap(random);
                value.push(write_random(out, random, depth - 1));
                out += gap(random);
            }
            out += ']';
            return value;
        default:
            value = Value::Object{};
            out += '{';
            for (std::uint64_t n = random.below(4), i = 0; i < n; ++i) {
                const std::string name = std::to_string(i) + random_string(random);
                out += (i > 0 ? "," : "") + gap(random) + core::to_json(name) + gap(random) + ':';
                out += gap(random);
                value.set(name, write_random(out, random, depth - 1));
                out += gap(random);
            }
            out += '}';
            return value;
    }
    out += core::to_json(value);
    return value;
}

/// Every place must hold what it claims to hold.
void expect_places(const Node& node, std::string_view text) {
    const auto at = [&](Span span) { return text.substr(span.begin, span.end - span.begin); };
    if (node.is_list() || node.is_object())
        EXPECT_EQ(at(node.place), node.is_list() ? "[" : "{") << node.path;
    else
        EXPECT_EQ(at(node.place), core::to_json(node.scalar)) << node.path;
    for (const Node& child : node.children) {
        if (node.is_object()) {
            EXPECT_EQ(at(child.key), core::to_json(child.name)) << child.path;
        }
        expect_places(child, text);
    }
}

TEST(Document, EveryKeyAndValueOfRandomDocumentsKnowsItsPlace) {
    Random random(1);
    for (int i = 0; i < 2000; ++i) {
        std::string text = gap(random);
        const Value value = write_random(text, random, 4);
        text += gap(random);
        Problems problems("f", text);
        const auto document = parse_document(text, problems);
        ASSERT_TRUE(document) << text << problems.error().message;
        EXPECT_EQ(document->to_value(), value) << text;
        expect_places(*document, text);
    }
}

TEST(Document, PathsNameTheWay) {
    const std::string text = R"({"a": {"b-c": [1, {"d": 2}]}, "$s": 3, "e f": {"g.h": 4}})";
    Problems problems("f", text);
    const auto document = parse_document(text, problems);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->at_path(""), &*document);
    EXPECT_EQ(document->at_path("a.b-c[1].d")->to_value(), Value(2));
    EXPECT_EQ(document->at_path("$s")->to_value(), Value(3));
    EXPECT_EQ(document->at_path("[\"e f\"][\"g.h\"]")->to_value(), Value(4));
    EXPECT_EQ(document->at_path("a.b-c[2]"), nullptr);
    EXPECT_EQ(document->find("a")->find("z"), nullptr);
}

TEST(Document, DescribesValuesForPeople) {
    const std::string text = R"([null, true, 5, 2.5, "x", [], {}])";
    Problems problems("f", text);
    const auto document = parse_document(text, problems);
    ASSERT_TRUE(document);
    std::vector<std::string> descriptions;
    for (const Node& child : document->children)
        descriptions.push_back(child.describe());
    EXPECT_EQ(descriptions, (std::vector<std::string>{"null", "the boolean true", "the integer 5",
                                                      "the number 2.5", "the string \"x\"",
                                                      "a list", "an object"}));
}

TEST(Document, RandomBytesNeverCrash) {
    Random random(2);
    std::string alphabet = "{}[]\",:0123456789.eE+-truefalsn \\u\xc3\xa9/*\n";
    alphabet += '\0';
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::uint64_t length = random.below(30); length > 0; --length)
            text += alphabet[random.below(alphabet.size())];
        Problems problems("f", text);
        const auto document = parse_document(text, problems);
        if (!document) {
            EXPECT_FALSE(problems.error().message.empty()) << text;
        }
    }
}

}  // namespace
}  // namespace ordeal::harness
