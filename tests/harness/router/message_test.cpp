#include "harness/router/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::harness {
namespace {

using core::Value;
using testing::HasSubstr;

std::string trouble(std::string_view line) {
    const auto message = parse_message(line);
    return message ? "none" : message.error().message;
}

TEST(RoutedMessage, ItsAddressesAndItsBodyAreFound) {
    const auto message =
        parse_message(R"({"src":"n1","dest":"c3","body":{"type":"read_ok","value":[1,2]}})");
    ASSERT_TRUE(message) << message.error().message;
    EXPECT_EQ(message->src, "n1");
    EXPECT_EQ(message->dest, "c3");
    EXPECT_EQ(message->body_text, R"({"type":"read_ok","value":[1,2]})");
    EXPECT_EQ(message->body.find("value")->as_list().size(), 2U);
}

TEST(RoutedMessage, OrderBlanksEscapesAndOtherMembersDoNotMatter) {
    for (const std::string_view line :
         {R"( {"body" : {"type":"x"} , "dest":"n2","src":"n1"} )",
          R"({"id":7,"src":"n1","dest":"n2","body" :  {"type":"x"},"more":{"body":{}}})",
          "{\"src\":\"n1\",\"dest\":\"n2\",\"body\":{\"type\":\"x\"}}\r",
          R"({"\u0073rc":"\u006e1","dest":"n2","\u0062ody":{"type":"x"}})"}) {
        const auto message = parse_message(line);
        ASSERT_TRUE(message) << line << ": " << message.error().message;
        EXPECT_EQ(message->src, "n1");
        EXPECT_EQ(message->dest, "n2");
        EXPECT_EQ(message->body_text, R"({"type":"x"})");
        EXPECT_EQ(message->body, Value::object({{"type", "x"}}));
    }
}

TEST(RoutedMessage, WhatIsNoneIsSaid) {
    EXPECT_THAT(trouble(""), HasSubstr("empty"));
    EXPECT_THAT(trouble("Starting up"), HasSubstr("not JSON: column 1"));
    EXPECT_THAT(trouble(R"({"src":"n1","dest":"n2","body":{"type":"x"}} trailing)"),
                HasSubstr("not JSON"));
    EXPECT_THAT(trouble(R"(["n1"])"), HasSubstr("no object but list"));
    EXPECT_THAT(trouble(R"({"src":"n1","body":{"type":"x"}})"), HasSubstr("no \"dest\""));
    EXPECT_THAT(trouble(R"({"dest":"n1","body":{"type":"x"}})"), HasSubstr("no \"src\""));
    EXPECT_THAT(trouble(R"({"src":1,"dest":"n2","body":{"type":"x"}})"),
                HasSubstr("\"src\" is no string but integer"));
    EXPECT_THAT(trouble(R"({"src":"n1","dest":"n2"})"), HasSubstr("no \"body\""));
    EXPECT_THAT(trouble(R"({"src":"n1","dest":"n2","body":"x"})"),
                HasSubstr("\"body\" is no object but string"));
    EXPECT_THAT(trouble(R"({"src":"n1","dest":"n2","body":{}})"), HasSubstr("no \"type\""));
    EXPECT_THAT(trouble(R"({"src":"n1","dest":"n2","body":{"type":3}})"),
                HasSubstr("\"type\" is no string"));
    EXPECT_THAT(trouble(R"({"src":"n1","dest":"n2","body":{"type":"x","msg_id":"7"}})"),
                HasSubstr("\"msg_id\" is no integer but \"7\""));
    EXPECT_THAT(trouble(R"({"src":"n1","dest":"n2","body":{"type":"x","in_reply_to":1.5}})"),
                HasSubstr("\"in_reply_to\" is no integer but 1.5"));
    EXPECT_THAT(trouble(R"({"src":"n1","src":"n1","dest":"n2","body":{"type":"x"}})"),
                HasSubstr("not JSON"));
}

TEST(RoutedMessage, ALineIsMadeAndReadBack) {
    const std::string line = message_line("n\"1", "c2", R"({"type":"x"})");
    const auto message = parse_message(line);
    ASSERT_TRUE(message) << message.error().message;
    EXPECT_EQ(message->src, "n\"1");
    EXPECT_EQ(message->body_text, R"({"type":"x"})");
}

}  // namespace
}  // namespace ordeal::harness
