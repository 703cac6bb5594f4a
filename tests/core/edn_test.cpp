#include "core/edn/edn.hpp"

#include <gmock/gmock.h>

#include "core/json.hpp"
#include "core/random.hpp"

namespace ordeal::core {
namespace {

std::string read_all(std::string_view text) {
    EdnReader reader(text);
    std::string out;
    for (;;) {
        const auto form = reader.next();
        if (!form) return out + "error " + form.error().message;
        if (!*form) return out;
        out += to_json(**form) + ";";
    }
}

TEST(Edn, ReadsWhatJsonCanSay) {
    EXPECT_EQ(read_all("nil true false 12 -3 +4 1.5 2e3 \"a b\""),
              "null;true;false;12;-3;4;1.5;2000.0;\"a b\";");
    EXPECT_EQ(read_all("[1 [2, 3] ()]"), "[1,[2,3],[]];");
    EXPECT_EQ(read_all("{:a 1, \"b\" nil, 3 [4]}"), "{\"a\":1,\"b\":null,\"3\":[4]};");
}

TEST(Edn, ReadsWhatJsonCannotSay) {
    EXPECT_EQ(read_all(":key/word sym-bol"), "\"key/word\";\"sym-bol\";");
    EXPECT_EQ(read_all("#{1 2} 1/2 7N 2.5M 3M"), "[1,2];0.5;7;2.5;3.0;");
    EXPECT_EQ(read_all("\\a \\newline \\u0041"), "\"a\";\"\\n\";\"A\";");
    EXPECT_EQ(read_all("#inst \"2020-01-01\" #my.app.Op{:f :read}"),
              "\"2020-01-01\";{\"f\":\"read\"};");
    EXPECT_EQ(read_all("; nothing\n1 #_ [2 3] 4 #_ #_ 5 6 ##Inf"), "1;4;\"Inf\";");
    EXPECT_EQ(read_all("\"\\t\\\"\\u00e9\""), "\"\\t\\\"\u00e9\";");
}

TEST(Edn, ErrorsNameThePlace) {
    EXPECT_EQ(read_all("1\n  [2 3"), "1;error 2: column 3: this is never closed by ]");
    EXPECT_EQ(read_all("{:a 1\n :b}"), "error 1: column 1: a map with a key that has no value");
    EXPECT_EQ(read_all("{:a 1 :a 2}"), "error 1: column 1: the key a is there twice");
    EXPECT_EQ(read_all("[1 }"), "error 1: column 4: expected a form, got }");
    EXPECT_EQ(read_all("\"abc"), "error 1: column 1: this string is never closed");
    EXPECT_EQ(read_all("12x"), "error 1: column 1: expected a number of 64 bits, got 12x");
    EXPECT_EQ(read_all("99999999999999999999"),
              "error 1: column 1: expected a number of 64 bits, got 99999999999999999999");
    EXPECT_EQ(read_all(std::string(3000, '[')), "error 1: column 1002: more than 1000 levels deep");
    EXPECT_EQ(read_all(":"), "error 1: column 1: expected a name after the colon");
    EXPECT_EQ(read_all("1 #_"), "1;error 1: column 3: expected a form after #_");
}

TEST(Edn, TextIsUtf8) {
    EXPECT_EQ(read_all("\"\xc3\xa9\" :\xc3\xa9 \"\\ud83d\\ude00\""),
              "\"\xc3\xa9\";\"\xc3\xa9\";\"\xf0\x9f\x98\x80\";");
    EXPECT_EQ(read_all("\"a\xff\""), "error 1: column 3: expected UTF-8");
    EXPECT_EQ(read_all("[:a\xc3 1]"), "error 1: column 4: expected UTF-8");
    EXPECT_EQ(read_all("\\\xff"), "error 1: column 2: expected UTF-8");
    EXPECT_EQ(read_all("##\xff"), "error 1: column 3: expected UTF-8");
    for (const char* half : {"\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\ud83dx\""})
        EXPECT_EQ(read_all(half), "error 1: column 2: half a pair of surrogates") << half;
    EXPECT_EQ(read_all("\\ud83d"), "error 1: column 1: half a pair of surrogates");
}

TEST(Edn, StepsIntoAList) {
    EdnReader reader("; a history\n[{:a 1}\n {:b 2}] 3");
    ASSERT_TRUE(reader.enter());
    EXPECT_FALSE(reader.leave());
    EXPECT_EQ(to_json(**reader.next()), "{\"a\":1}");
    EXPECT_EQ(to_json(**reader.next()), "{\"b\":2}");
    EXPECT_EQ(reader.place(), "3: column 2");
    EXPECT_TRUE(reader.leave());
    EXPECT_EQ(to_json(**reader.next()), "3");
    EdnReader open("[1");
    ASSERT_TRUE(open.enter());
    EXPECT_TRUE(open.next());
    EXPECT_EQ(open.next().error().message, "1: column 3: expected ]");
}

TEST(Edn, GoesOnInTheNextLine) {
    EdnReader reader("{:a 1\n{:b 2}\n}\n3");
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.skip_line());
    EXPECT_EQ(to_json(**reader.next()), "{\"b\":2}");
    EXPECT_EQ(reader.next().error().message, "3: column 1: expected a form, got }");
    EXPECT_TRUE(reader.skip_line());
    EXPECT_EQ(to_json(**reader.next()), "3");
    EXPECT_FALSE(reader.skip_line());
}

TEST(Edn, DiscardsAsDeepAsOtherForms) {
    std::string text;
    for (int i = 0; i < 1'000'000; ++i)
        text += "#_";
    EXPECT_THAT(read_all(text), testing::HasSubstr("more than 1000 levels deep"));
}

/// Whatever comes: an answer or an error, never a crash.
TEST(Edn, EndsOnAnyBytes) {
    constexpr std::string_view alphabet = "[](){}#_\"\\:;,/ \n1a.-+eNMu\x80\xff";
    Random random(3);
    for (int i = 0; i < 50'000; ++i) {
        std::string text;
        for (std::size_t size = random.below(24); size > 0; --size)
            text += alphabet[random.below(alphabet.size())];
        read_all(text);
    }
}

}  // namespace
}  // namespace ordeal::core
