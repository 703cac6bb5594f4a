#include "actors/codec.hpp"

#include <gtest/gtest.h>

#include "actors/client_messages.hpp"
#include "actors/text.hpp"
#include "core/json.hpp"
#include "tests/actors/kitchen.hpp"

namespace ordeal::test {
namespace {

using actors::decode;
using actors::encode;

core::Value json(std::string_view text) {
    auto value = core::parse_json(text);
    EXPECT_TRUE(value.has_value()) << text;
    return *value;
}

template <typename T>
std::string error_of(std::string_view text) {
    const auto decoded = decode<T>(json(text), "body");
    return decoded ? "no error" : decoded.error().message;
}

TEST(Codec, RandomValuesSurviveTheWayThroughText) {
    core::Random random(1);
    for (int i = 0; i < 3000; ++i) {
        const Kitchen before = random_kitchen(random);
        const std::string text = core::to_json(encode(before));
        const auto parsed = core::parse_json(text);
        ASSERT_TRUE(parsed.has_value()) << text;
        const auto after = decode<Kitchen>(*parsed, "kitchen");
        ASSERT_TRUE(after.has_value()) << after.error().message << "\n" << text;
        ASSERT_EQ(before, *after) << text;
        ASSERT_EQ(text, core::to_json(encode(*after)));
    }
}

std::size_t count(const core::Value& value) {
    std::size_t sum = 1;
    if (value.is_list())
        for (const auto& item : value.as_list())
            sum += count(item);
    if (value.is_object())
        for (const auto& member : value.as_object())
            sum += count(member.value);
    return sum;
}

/// The value at a position in depth-first order.
core::Value* at(core::Value& value, std::size_t& position) {
    if (position-- == 0) return &value;
    if (value.is_list())
        for (auto& item : value.as_list())
            if (core::Value* found = at(item, position)) return found;
    if (value.is_object())
        for (auto& member : value.as_object())
            if (core::Value* found = at(member.value, position)) return found;
    return nullptr;
}

TEST(Codec, HostileValuesAreDecodedOrRefusedWithTheirPlace) {
    core::Random random(2);
    int refused = 0;
    for (int i = 0; i < 5000; ++i) {
        core::Value value = encode(random_kitchen(random));
        std::size_t position = 1 + random.below(count(value) - 1);
        *at(value, position) = random_value(random, 2);
        const auto decoded = decode<Kitchen>(value, "body");
        if (decoded) {
            const auto again = decode<Kitchen>(encode(*decoded), "body");
            ASSERT_TRUE(again && *again == *decoded) << core::to_json(value);
        } else {
            ++refused;
            ASSERT_EQ(decoded.error().message.rfind("body.", 0), 0U) << decoded.error().message;
        }
    }
    EXPECT_GT(refused, 1000);
}

TEST(Codec, AnyValueAtAllIsDecodedOrRefused) {
    core::Random random(3);
    for (int i = 0; i < 5000; ++i) {
        const core::Value value = random_value(random, 4);
        EXPECT_FALSE(decode<Kitchen>(value, "body"));
        (void)decode<std::variant<Ping, PingOk>>(value, "body");
        (void)decode<std::map<Tag, std::set<int>>>(value, "body");
        (void)decode<std::variant<int, Tag>>(value, "body");
    }
}

TEST(Codec, ErrorsNameThePlaceAndWhatIsThere) {
    EXPECT_EQ(error_of<Ping>(R"({"tag":{"counter":"five","node":"n1"}})"),
              "body.tag.counter: expected an integer, got string \"five\"");
    EXPECT_EQ(error_of<Ping>(R"({"tag":{"node":"n1"}})"), "body.tag.counter: is missing");
    EXPECT_EQ(error_of<Ping>(R"({"tag":{"counter":1.0,"node":"n1"}})"),
              "body.tag.counter: expected an integer, got number 1.0");
    EXPECT_EQ(error_of<Ping>(R"({"tag":{"counter":1,"node":"x1"}})"),
              "body.tag.node: \"x1\" is no id: expected n or c and a number, as in n1 or c7");
    EXPECT_EQ(error_of<std::vector<Tag>>(R"([{"counter":1,"node":"n1"}, []])"),
              "body[1]: expected an object, got list");
    EXPECT_EQ(error_of<std::uint8_t>("256"),
              "body: expected an integer from 0 to 255, got integer 256");
    EXPECT_EQ(error_of<Colour>(R"("blue")"),
              "body: expected one of red, green, dark_blue, got string \"blue\"");
    EXPECT_EQ(error_of<std::set<int>>("[1,2,1]"), "body[2]: is there twice");
    EXPECT_EQ((error_of<std::array<int, 2>>("[1]")), "body: expected a list of 2, got 1 items");
    EXPECT_EQ((error_of<std::map<int, int>>(R"({"01":1})")),
              "body.01: expected an integer as the name, got string \"01\"");
    EXPECT_EQ((error_of<std::variant<Ping, PingOk>>(R"({"type":"pong"})")),
              "body.type: \"pong\" is unknown: expected one of ping, ping_ok");
}

TEST(Codec, EmptyOptionalsAreLeftOutAndUnknownMembersIgnored) {
    EXPECT_EQ(core::to_json(encode(PingOk{3, std::nullopt})), R"({"in_reply_to":3})");
    const auto decoded = decode<PingOk>(json(R"({"in_reply_to":3,"other":[1]})"), "body");
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(*decoded, (PingOk{3, std::nullopt}));
}

TEST(Codec, MessagesAreMaelstromBodies) {
    using Message = std::variant<actors::Read, actors::ReadOk, actors::ErrorReply>;
    EXPECT_EQ(core::to_json(actors::encode_message(Message{actors::ReadOk{4, 5}})),
              R"({"type":"read_ok","in_reply_to":4,"value":5})");
    EXPECT_EQ(core::to_json(actors::encode_message(Message{actors::ErrorReply{4, 20, "no"}})),
              R"({"type":"error","in_reply_to":4,"code":20,"text":"no"})");
    const auto read = actors::decode_message<Message>(
        json(R"({"type":"read","msg_id":1,"key":"x","extra":null})"));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, (Message{actors::Read{1, "x"}}));
}

TEST(Codec, MessagesAreRefusedWithMaelstromsCodes) {
    using Message = std::variant<actors::Read>;
    const auto code = [](std::string_view text) {
        const auto message = actors::decode_message<Message>(json(text));
        return message ? -1 : static_cast<int>(message.error().code);
    };
    EXPECT_EQ(code(R"({"type":"read","msg_id":1,"key":2})"), -1);
    EXPECT_EQ(code(R"({"type":"append","msg_id":1})"), 10);
    EXPECT_EQ(code(R"({"type":"read","msg_id":"1","key":2})"), 12);
    EXPECT_EQ(code(R"({"type":"read","msg_id":1})"), 12);
    EXPECT_EQ(code(R"({"msg_id":1})"), 12);
    EXPECT_EQ(code(R"({"type":5})"), 12);
    EXPECT_EQ(code("[]"), 12);
}

TEST(Id, TextIsReadBackAndNothingElseIs) {
    for (const auto id : {actors::Id(), actors::Id::node(1), actors::Id::client(7),
                          actors::Id::client(actors::Id::limit - 1)}) {
        const auto parsed = actors::parse_id(actors::to_text(id));
        ASSERT_TRUE(parsed.has_value());
        EXPECT_EQ(*parsed, id);
    }
    for (const auto* text :
         {"", "n", "1", "n01", "n-1", "n1x", "x1", "N1", "n 1", "n4294967296", "n1073741824"})
        EXPECT_FALSE(actors::parse_id(text).has_value()) << text;
}

}  // namespace
}  // namespace ordeal::test
