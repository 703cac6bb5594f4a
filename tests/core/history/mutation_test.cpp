// Histories with random damage, in every format: whatever comes, a reader keeps its promises (see
// reader_checks.hpp). The fuzzers in tests/fuzz look for the same, longer and more cleverly.
#include <gtest/gtest.h>

#include "core/random.hpp"
#include "tests/core/history/reader_checks.hpp"

namespace ordeal::testing {
namespace {

using core::Event;
using core::HistoryFormat;
using core::Random;
using core::Value;

core::History some_history(Random& random) {
    const std::vector<Value> values{nullptr,
                                    7,
                                    -1.5,
                                    "x \"y\"\n\xc3\xa9",
                                    Value::list({"k", nullptr}),
                                    Value::list({1, Value::list({2, "[3"})}),
                                    Value::object({{"n1", Value::list({"n2"})}})};
    core::History history;
    for (std::size_t i = random.below(6) + 1; i > 0; --i) {
        Event event;
        event.index = history.size();
        event.time = core::Nanoseconds{random.between(0, 1'000'000)};
        event.process =
            random.chance(0.1) ? core::Process::nemesis() : core::Process{random.between(0, 9), {}};
        event.type = static_cast<core::EventType>(random.below(4));
        event.f = random.chance(0.5) ? "read" : "cas";
        event.value = random.pick(values);
        if (random.chance(0.2)) event.key = random.pick(values);
        if (random.chance(0.2)) event.error = "timed-out";
        if (random.chance(0.1)) event.extra.push_back({"node", "n1"});
        history.push_back(std::move(event));
    }
    return history;
}

void damage(std::string& text, Random& random) {
    static constexpr std::string_view bytes(
        "{}[]()\",:;#_\\/ \t\r\n0129-+.eEunlltrue\x00\x7f\xc3\xff", 40);
    const std::size_t at = random.below(text.size() + 1);
    const std::size_t length = std::min<std::size_t>(random.below(12), text.size() - at);
    switch (random.below(6)) {
        case 0:
            text.erase(at, length);
            break;
        case 1:
            text.insert(at, 1, bytes[random.below(bytes.size())]);
            break;
        case 2:
            if (at < text.size()) text[at] = bytes[random.below(bytes.size())];
            break;
        case 3:
            text.insert(random.below(text.size() + 1), text.substr(at, length));
            break;
        case 4:
            if (random.chance(0.2)) text.resize(at);
            break;
        default:
            if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random.below(8)));
    }
}

/// Events of EDN put together from parts that are right, rare or wrong.
TEST(Mutation, TheQuickReaderOfEventsAgreesWithTheThoroughOne) {
    const std::vector<std::string> usual{":process 1", ":type :ok", ":f :read"};
    const std::vector<std::string> parts{":process -1",
                                         ":process \"\"",
                                         ":process :n1",
                                         ":type :okay",
                                         ":type \"info\"",
                                         ":f \"\"",
                                         ":f nil",
                                         ":value {:a 1 :a 2}",
                                         ":value {\"\xff\" 1}",
                                         ":f :\xc3\xa9",
                                         ":f :\xc3",
                                         ":value {:a 1 \"a\" 2}",
                                         ":value {:a (nil true) :b {}}",
                                         ":value (1 2]",
                                         ":value 007",
                                         ":value -",
                                         ":value 99999999999999999999",
                                         ":value a",
                                         ":value nill",
                                         ":value [1[2]\"x\":y]",
                                         ":value \"\\n\"",
                                         ":index 1",
                                         ":index -1",
                                         ":time -5",
                                         ":time 1.5",
                                         ":key nil",
                                         ":error \"x\"",
                                         ":error nil",
                                         ":other 1",
                                         "#_ 3",
                                         ":value"};
    Random random(3);
    std::size_t quick = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string text = "{";
        for (const std::string& part : usual)
            if (random.chance(0.9)) text += part + " ";
        for (std::size_t k = random.below(4); k > 0; --k)
            text += random.pick(parts) + (random.chance(0.5) ? ", " : " ");
        text += "} :behind";
        ASSERT_EQ(scanner_differs(text), "") << text;
        core::Event event;
        quick += core::scan_jepsen_event(text, event) > 0;
    }
    EXPECT_GT(quick, 10'000U);
}

class Damage : public ::testing::TestWithParam<HistoryFormat> {};

TEST_P(Damage, ReadersKeepTheirPromises) {
    Random random(11);
    std::size_t read = 0;
    constexpr std::size_t rounds = 10'000;
    for (std::size_t i = 0; i < rounds; ++i) {
        std::string text = written(some_history(random), GetParam());
        ASSERT_TRUE(core::read_history(text, "x", GetParam())) << text;
        for (std::size_t k = random.below(4) + 1; k > 0; --k)
            damage(text, random);
        ASSERT_EQ(broken_promise(text, GetParam()), "") << text;
        ASSERT_EQ(readers_differ(text), "") << text;
        read += core::read_history(text, "x", GetParam()).has_value();
    }
    EXPECT_GT(read, rounds / 100);  // or the damage is too great to say anything
    EXPECT_LT(read, rounds);
}

INSTANTIATE_TEST_SUITE_P(AllFormats, Damage,
                         ::testing::Values(HistoryFormat::jsonl, HistoryFormat::jepsen_log,
                                           HistoryFormat::edn, HistoryFormat::json),
                         [](const auto& chosen) {
                             const auto name = core::to_text(chosen.param);
                             return name == "jepsen-log" ? "log" : std::string(name);
                         });

}  // namespace
}  // namespace ordeal::testing
