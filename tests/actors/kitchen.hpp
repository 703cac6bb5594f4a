// A struct with everything that can be described, and random values of it.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "actors/codec.hpp"
#include "actors/compare.hpp"
#include "actors/describe.hpp"
#include "actors/id.hpp"
#include "core/random.hpp"
#include "core/value.hpp"

namespace ordeal::test {

enum class Colour { red, green, dark_blue };
BOOST_DESCRIBE_ENUM(Colour, red, green, dark_blue)

struct Tag {
    std::int64_t counter = 0;
    actors::Id node;
};
ORDEAL_DESCRIBE(Tag, counter, node)

struct Ping {
    Tag tag;
};
ORDEAL_DESCRIBE(Ping, tag)

struct PingOk {
    std::int64_t in_reply_to = 0;
    std::optional<std::string> note;
};
ORDEAL_DESCRIBE(PingOk, in_reply_to, note)

struct Kitchen {
    bool flag = false;
    std::uint8_t small = 0;
    std::int32_t number = 0;
    std::uint64_t large = 0;
    double real = 0;
    std::string text;
    actors::Id id;
    Colour colour = Colour::red;
    core::Value any;
    std::optional<int> perhaps;
    std::optional<core::Value> perhaps_any;
    std::optional<std::optional<bool>> perhaps_twice;
    std::vector<Tag> tags;
    std::array<std::int16_t, 3> three{};
    std::pair<std::string, double> two;
    std::tuple<int, Tag, bool> mixed;
    std::set<std::string> names;
    std::map<std::string, Tag> by_name;
    std::map<std::int64_t, std::string> by_number;
    std::map<actors::Id, std::vector<bool>> by_id;
    std::map<Colour, int> by_colour;
    std::map<core::Value, int> by_any;
    std::variant<Ping, PingOk> message;
    std::variant<int, std::string, std::vector<int>> loose;
};
ORDEAL_DESCRIBE(Kitchen, flag, small, number, large, real, text, id, colour, any, perhaps,
                perhaps_any, perhaps_twice, tags, three, two, mixed, names, by_name, by_number,
                by_id, by_colour, by_any, message, loose)

std::string random_text(core::Random& random);
core::Value random_value(core::Random& random, int depth);
Kitchen random_kitchen(core::Random& random);

}  // namespace ordeal::test
