#include "tests/actors/kitchen.hpp"

namespace ordeal::test {

namespace {

double random_real(core::Random& random) {
    constexpr double odd[] = {0.0,
                              -0.0,
                              1.0,
                              1e308,
                              5e-324,
                              std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()};
    return random.chance(0.5) ? odd[random.below(8)] : random.normal(0, 1e6);
}

std::int64_t random_integer(core::Random& random) {
    constexpr std::int64_t odd[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1LL << 53};
    return random.chance(0.5) ? odd[random.below(6)] : random.between(-1000, 1000);
}

actors::Id random_id(core::Random& random) {
    const auto number = static_cast<std::uint32_t>(random.below(12));
    return random.chance(0.5) ? actors::Id::node(number) : actors::Id::client(number);
}

Tag random_tag(core::Random& random) {
    return {random_integer(random), random_id(random)};
}

Colour random_colour(core::Random& random) {
    return static_cast<Colour>(random.below(3));
}

void fill_optionals(core::Random& random, Kitchen& k) {
    if (random.chance(0.5)) k.perhaps = static_cast<int>(random.below(5));
    if (random.chance(0.6)) k.perhaps_any = random_value(random, 1);
    if (random.chance(0.6)) k.perhaps_twice.emplace();
    if (k.perhaps_twice && random.chance(0.5)) *k.perhaps_twice = random.chance(0.5);
}

void fill_containers(core::Random& random, Kitchen& k) {
    const auto times = [&random](auto action) {
        for (std::uint64_t n = random.below(4); n > 0; --n)
            action();
    };
    times([&] { k.tags.push_back(random_tag(random)); });
    times([&] { k.names.insert(random_text(random)); });
    times([&] { k.by_name[random_text(random)] = random_tag(random); });
    times([&] { k.by_number[random_integer(random)] = random_text(random); });
    times([&] { k.by_id[random_id(random)].push_back(random.chance(0.5)); });
    times([&] { k.by_colour[random_colour(random)] += 1; });
    times([&] { k.by_any[random_value(random, 2)] += 1; });
}

void fill_variants(core::Random& random, Kitchen& k) {
    if (random.chance(0.5))
        k.message = Ping{random_tag(random)};
    else
        k.message = PingOk{random_integer(random), random_text(random)};
    switch (random.below(3)) {
        case 0:
            k.loose = 7;
            break;
        case 1:
            k.loose = random_text(random);
            break;
        default:
            k.loose = std::vector<int>{1, 2};
    }
}

}  // namespace

std::string random_text(core::Random& random) {
    static const std::vector<std::string> pieces = {"a",    "",   "\"",
                                                    "\\",   "\n", "type",
                                                    "null", "ü",  "\xF0\x9F\x98\x80",
                                                    "/",    "0",  "01",
                                                    "-1",   "n1", std::string(1, '\0')};
    std::string text;
    for (std::uint64_t n = random.below(4); n > 0; --n)
        text += random.pick(pieces);
    return text;
}

core::Value random_value(core::Random& random, int depth) {
    switch (random.below(depth > 0 ? 7 : 5)) {
        case 0:
            return nullptr;
        case 1:
            return random.chance(0.5);
        case 2:
            return core::Value(random_integer(random));
        case 3:
            return random.normal(0, 100);
        case 4:
            return random_text(random);
        case 5: {
            core::Value list = core::Value::List{};
            for (std::uint64_t n = random.below(4); n > 0; --n)
                list.push(random_value(random, depth - 1));
            return list;
        }
        default: {
            core::Value object = core::Value::Object{};
            for (std::uint64_t n = random.below(4); n > 0; --n)
                object.set(random_text(random), random_value(random, depth - 1));
            return object;
        }
    }
}

Kitchen random_kitchen(core::Random& random) {
    Kitchen k;
    k.flag = random.chance(0.5);
    k.small = static_cast<std::uint8_t>(random.below(256));
    k.number = static_cast<std::int32_t>(random.between(INT32_MIN, INT32_MAX));
    k.large = random.chance(0.5) ? random.next() : random.below(3);
    k.real = random_real(random);
    k.text = random_text(random);
    k.id = random_id(random);
    k.colour = random_colour(random);
    k.any = random_value(random, 3);
    k.three = {1, static_cast<std::int16_t>(random.between(INT16_MIN, INT16_MAX)), -1};
    k.two = {random_text(random), random_real(random)};
    k.mixed = {1, random_tag(random), random.chance(0.5)};
    fill_optionals(random, k);
    fill_containers(random, k);
    fill_variants(random, k);
    return k;
}

}  // namespace ordeal::test
