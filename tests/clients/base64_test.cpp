#include "clients/base64.hpp"

#include <gtest/gtest.h>

namespace ordeal::clients {
namespace {

TEST(Base64, TheExamplesOfTheStandard) {  // RFC 4648, section 10
    const std::pair<std::string, std::string> table[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [bytes, text] : table) {
        EXPECT_EQ(to_base64(bytes), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
}

TEST(Base64, EveryByteComesBack) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        bytes += static_cast<char>(byte);
        EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    }
}

TEST(Base64, WhatIsNone) {
    for (const char* text : {"Z", "Zg", "Zg=", "Z===", "Zm9v!A==", "Zm 9"})
        EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace ordeal::clients
