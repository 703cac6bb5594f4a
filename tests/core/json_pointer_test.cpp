#include "core/json_pointer.hpp"

#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::core {
namespace {

/// The examples of RFC 6901, section 5.
TEST(JsonPointer, FindsWhatTheStandardSays) {
    const Value document = *parse_json(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,)"
                                       R"("g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
    EXPECT_EQ(*at_pointer(document, ""), document);
    EXPECT_EQ(*at_pointer(document, "/foo"), Value::list({"bar", "baz"}));
    EXPECT_EQ(*at_pointer(document, "/foo/0"), Value("bar"));
    EXPECT_EQ(*at_pointer(document, "/"), Value(0));
    EXPECT_EQ(*at_pointer(document, "/a~1b"), Value(1));
    EXPECT_EQ(*at_pointer(document, "/c%d"), Value(2));
    EXPECT_EQ(*at_pointer(document, "/e^f"), Value(3));
    EXPECT_EQ(*at_pointer(document, "/g|h"), Value(4));
    EXPECT_EQ(*at_pointer(document, "/i\\j"), Value(5));
    EXPECT_EQ(*at_pointer(document, "/k\"l"), Value(6));
    EXPECT_EQ(*at_pointer(document, "/ "), Value(7));
    EXPECT_EQ(*at_pointer(document, "/m~0n"), Value(8));
}

TEST(JsonPointer, IsNullWhereNothingIs) {
    const Value document = *parse_json(R"({"a":[1,{"b":null}],"~1":2})");
    for (const char* nowhere : {"/b", "/a/2", "/a/01", "/a/-", "/a/", "/a/0/b", "/a/1/c", "/a/-1",
                                "/a/99999999999999999999", "a"})
        EXPECT_EQ(at_pointer(document, nowhere), nullptr) << nowhere;
    EXPECT_TRUE(at_pointer(document, "/a/1/b")->is_null());
    EXPECT_EQ(*at_pointer(document, "/~01"), Value(2));
}

TEST(JsonPointer, SaysWhatIsNone) {
    for (const char* good : {"", "/", "/a/0", "/~0~1"})
        EXPECT_TRUE(check_pointer(good)) << good;
    for (const char* bad : {"a", "/~", "/~2", "/a~/b"})
        EXPECT_FALSE(check_pointer(bad)) << bad;
}

}  // namespace
}  // namespace ordeal::core
