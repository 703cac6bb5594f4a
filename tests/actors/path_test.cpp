// The document of a path: what is written is read again, and what is wrong in it is named.
#include "actors/path.hpp"

#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::actors {
namespace {

using core::Value;

Value parsed(std::string_view text) {
    return *core::parse_json(text);
}

Path example() {
    return *read_path(parsed(R"({"program":"abd","bug":"no-quorum","nodes":2,"model":"register",
        "initial":7,"steps":[
        {"step":"start","node":"n1","recovered":{"a":1},"saved":{"a":2},"state":"00ff"},
        {"step":"invoke","src":"c1","dest":"n1","f":"write","key":"x","value":5,
         "body":{"type":"write"}},
        {"step":"deliver","src":"c1","dest":"n1","body":{"type":"write"},
         "sent":[{"dest":"n2","body":{}}]},
        {"step":"timer","node":"n2","timer":{"sequence":1}},
        {"step":"choice","node":"n2","name":"leader","chosen":null},
        {"step":"crash","node":"n1"},{"step":"restart","node":"n1"}]})"));
}

TEST(Path, IsReadAsItWasWritten) {
    const Path path = example();
    ASSERT_EQ(path.steps.size(), 7U);
    EXPECT_EQ(path.steps[1].operation.f, "write");
    EXPECT_EQ(path.steps[2].outcome.sent.as_list().size(), 1U);
    const auto document = core::parse_long_json(to_document(path));
    ASSERT_TRUE(document.has_value());
    const auto again = read_path(*document);
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(*again, path);
}

TEST(Path, IsSaidInWords) {
    const Path path = example();
    EXPECT_EQ(to_text(path.steps[0]), "n1 starts");
    EXPECT_EQ(to_text(path.steps[1]), "c1 asks n1: write of \"x\" 5");
    EXPECT_EQ(to_text(path.steps[2]), R"(c1 -> n1: {"type":"write"})");
    EXPECT_EQ(to_text(path.steps[3]), R"(n2: timer {"sequence":1} fires)");
    EXPECT_EQ(to_text(path.steps[6]), "n1 restarts");
}

struct Wrong {
    const char* document;
    const char* complaint;
};

TEST(Path, NamesThePlaceOfWhatIsWrong) {
    const Wrong cases[] = {
        {R"([])", "expected an object, got list"},
        {R"({"nodes":0,"steps":[]})", "nodes: expected how many there are, 1 to 100"},
        {R"({"nodes":1,"program":5,"steps":[]})", "program: expected a string, got 5"},
        {R"({"nodes":1})", "steps: expected a list"},
        {R"({"nodes":1,"steps":[5]})", "steps[0]: expected an object, got 5"},
        {R"({"nodes":1,"steps":[{"step":"crsh","node":"n1"}]})",
         "steps[0].step: there is no step \"crsh\"; did you mean \"crash\"?"},
        {R"({"nodes":1,"steps":[{"step":"crash"}]})",
         "steps[0].node: expected a value, got nothing"},
        {R"({"nodes":1,"steps":[{"step":"crash","node":"n2"}]})",
         "steps[0]: there is no node n2: nodes is 1"},
        {R"({"nodes":1,"steps":[{"step":"crash","node":"x"}]})",
         "steps[0].node: expected an id such as \"n1\" or \"c1\", got \"x\""},
        {R"({"nodes":1,"steps":[{"step":"deliver","src":"n1","dest":"c1","body":3}]})",
         "steps[0].body: expected an object, got 3"},
        {R"({"nodes":1,"steps":[{"step":"start","node":"n1","sent":[{}]}]})",
         "steps[0].sent: expected a list of objects with dest and body, got [{}]"},
    };
    for (const Wrong& wrong : cases) {
        const auto path = read_path(parsed(wrong.document));
        ASSERT_FALSE(path.has_value()) << wrong.document;
        EXPECT_EQ(path.error().message, wrong.complaint);
    }
}

}  // namespace
}  // namespace ordeal::actors
