// Answers mean in a replay what they meant to the client that recorded them.
#include "checker/replay/reply.hpp"

#include <gtest/gtest.h>

#include "clients/maelstrom/protocol.hpp"
#include "core/json.hpp"

namespace ordeal::checker {
namespace {

using clients::Completion;
using core::Value;

void expect_same(const Value& body, const std::string& f, bool missing_key_is_null) {
    const Value argument = f == "read" ? Value() : Value(5);
    const clients::maelstrom::Request request{
        {f, Value("x"), argument}, 3, "c1", "n1", missing_key_is_null};
    auto meaning = clients::maelstrom::interpret_body(body, request);
    if (const auto* malformed = std::get_if<clients::maelstrom::Malformed>(&meaning))
        meaning = clients::maelstrom::unknown_outcome(request, *malformed);
    ASSERT_TRUE(std::holds_alternative<Completion>(meaning)) << core::to_json(body);
    const auto& completion = std::get<Completion>(meaning);
    const Reply reply = meaning_of(body, f, missing_key_is_null);
    EXPECT_EQ(reply.type, completion.type) << f << " " << core::to_json(body);
    const Value value = reply.has_value ? reply.value : argument;
    EXPECT_TRUE(completion.type != core::EventType::ok || value == completion.value)
        << core::to_json(body);
}

TEST(Reply, MeansWhatItMeansToTheClient) {
    std::vector<Value> bodies;
    for (const char* text :
         {R"({"type":"read_ok","in_reply_to":3,"value":7})",
          R"({"type":"read_ok","in_reply_to":3})", R"({"type":"write_ok","in_reply_to":3})",
          R"({"type":"add_ok","in_reply_to":3,"value":1})", R"({"in_reply_to":3})",
          R"({"type":4,"in_reply_to":3})", R"({"type":"error","in_reply_to":3})",
          R"({"type":"other","in_reply_to":3})"})
        bodies.push_back(*core::parse_json(text));
    for (const int code : {-5, 0, 1, 10, 11, 12, 13, 14, 20, 21, 22, 30, 999, 1000, 4711})
        bodies.push_back(Value::object({{"type", "error"}, {"in_reply_to", 3}, {"code", code}}));
    for (const Value& body : bodies)
        for (const char* f : {"read", "write", "cas", "add"})
            for (const bool missing_key_is_null : {true, false})
                expect_same(body, f, missing_key_is_null);
}

}  // namespace
}  // namespace ordeal::checker
