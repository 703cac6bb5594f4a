#include <fstream>

#define FIU_ENABLE
#include <fiu-control.h>
#include <fiu.h>
#include <gtest/gtest.h>

#include "actors/runtime/directory.hpp"
#include "actors/runtime/envelope.hpp"
#include "actors/runtime/spawn_options.hpp"
#include "actors/runtime/storage.hpp"
#include "actors/runtime/timers.hpp"
#include "actors/runtime/trace.hpp"
#include "core/json.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::test {
namespace {

using actors::Id;
using core::Value;
using namespace runtime;  // NOLINT: each part is used once

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

TEST(Directory, NamesThatAreIdsStandForThemselvesOthersForClients) {
    Directory directory;
    EXPECT_EQ(directory.id_of("n3"), Id::node(3));
    EXPECT_EQ(directory.id_of("c3"), Id::client(3));
    const Id me = directory.id_of("me");
    EXPECT_TRUE(me.is_client());
    EXPECT_EQ(directory.id_of("me"), me);
    EXPECT_NE(directory.id_of("you"), me);
    EXPECT_EQ(directory.name_of(me), "me");
    EXPECT_EQ(directory.name_of(Id::node(3)), "n3");
    const Id high = directory.id_of("c1073741823");
    EXPECT_EQ(directory.name_of(high), "c1073741823");
    for (std::size_t i = 0; i < Directory::capacity; ++i)
        directory.id_of("name-" + std::to_string(i));
    EXPECT_EQ(directory.name_of(me), "");
    EXPECT_NE(directory.id_of("me"), me);
}

TEST(Timers, FireInOrderOfTheirDeadlinesOnce) {
    using std::chrono::nanoseconds;
    Timers timers;
    EXPECT_EQ(timers.next(), std::nullopt);
    timers.set("b", nanoseconds(20));
    timers.set("a", nanoseconds(30));
    timers.set("c", nanoseconds(10));
    timers.set("a", nanoseconds(5));  // anew
    timers.cancel("c");
    timers.cancel("never set");
    EXPECT_EQ(timers.next(), nanoseconds(5));
    EXPECT_EQ(timers.take_due(nanoseconds(4)), std::nullopt);
    EXPECT_EQ(timers.take_due(nanoseconds(100)), Value("a"));
    EXPECT_EQ(timers.take_due(nanoseconds(100)), Value("b"));
    EXPECT_EQ(timers.take_due(nanoseconds(100)), std::nullopt);
}

TEST(Envelope, SaysWhatIsWrongAndWhomToTell) {
    const auto good = parse_envelope(R"({"src":"c1","dest":"n1","body":{"type":"x"},"id":4})");
    ASSERT_TRUE(good.has_value());
    EXPECT_EQ(good->src, "c1");
    for (const auto* text : {"", "{", "[]", "5", R"({"src":"c1","dest":"n1"})",
                             R"({"src":1,"dest":"n1","body":{"msg_id":1}})",
                             R"({"src":"c1","dest":"n1","body":[]})", "\xff"}) {
        const auto bad = parse_envelope(text);
        ASSERT_FALSE(bad.has_value()) << text;
        EXPECT_FALSE(bad.error().requester.has_value()) << text;
    }
    const auto request = parse_envelope(R"({"src":"c1","body":{"msg_id":7}})");
    ASSERT_TRUE(!request && request.error().requester);
    EXPECT_EQ(request.error().requester->msg_id, 7);
}

TEST(Envelope, AnswersAndErrorsAreNeverAnsweredWithErrors) {
    const auto body = [](std::string_view text) { return core::parse_json(text).value(); };
    EXPECT_TRUE(requester_of("c1", body(R"({"type":"x","msg_id":1})")));
    EXPECT_FALSE(requester_of("c1", body(R"({"type":"x"})")));
    EXPECT_FALSE(requester_of("c1", body(R"({"type":"x","msg_id":1,"in_reply_to":2})")));
    EXPECT_FALSE(requester_of("c1", body(R"({"type":"error","msg_id":1})")));
    EXPECT_FALSE(requester_of("c1", body(R"({"type":"x","msg_id":"1"})")));
}

TEST(Endpoint, IsAnAddressAndAPort) {
    EXPECT_EQ(parse_endpoint("10.0.0.1:7000").value(), (Endpoint{"10.0.0.1", 7000}));
    EXPECT_EQ(parse_endpoint("[::1]:7000").value(), (Endpoint{"::1", 7000}));
    EXPECT_EQ(to_text(Endpoint{"::1", 7000}), "[::1]:7000");
    for (const auto* text : {"", "7000", "10.0.0.1", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536",
                             "10.0.0.1:7000x", "host:7000", ":7000"})
        EXPECT_FALSE(parse_endpoint(text)) << text;
}

TEST(Peers, AreNamesWithEndpoints) {
    const auto peers = parse_peers("n1=10.0.0.1:7000,n2=10.0.0.2:7000,");
    ASSERT_TRUE(peers && peers->size() == 2);
    EXPECT_EQ(peers->at("n2"), (Endpoint{"10.0.0.2", 7000}));
    EXPECT_TRUE(parse_peers("")->empty());
    EXPECT_EQ(parse_peers("n2").error().message,
              "\"n2\": expected NAME=IP:PORT, as in n2=127.0.0.1:7002");
    EXPECT_FALSE(parse_peers("c2=10.0.0.1:7000"));
    EXPECT_FALSE(parse_peers("n2=10.0.0.1:7000,n2=10.0.0.1:7001"));
}

TEST(Storage, KeepsTheLastSave) {
    const TemporaryDirectory directory;
    for (int i = 0; i < 3; ++i) {
        auto storage = Storage::open(directory.path("a/b"));
        ASSERT_TRUE(storage.has_value()) << storage.error().message;
        const auto loaded = storage->load();
        ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
        EXPECT_EQ(*loaded, i == 0 ? std::nullopt : std::optional(Value(i)));
        EXPECT_TRUE(storage->save(100));
        EXPECT_TRUE(storage->save(i + 1));
    }
}

TEST(Storage, IsRefusedWhenItIsNotWhatWasSaved) {
    const TemporaryDirectory directory;
    auto storage = Storage::open(directory.path());
    ASSERT_TRUE(storage && storage->save(Value::object({{"sum", 41}})));
    const std::string path = directory.path("storage.json");
    const std::string good = read_file(path);
    for (std::size_t cut = 0; cut < good.size(); ++cut) {
        write_file(path, good.substr(0, cut));
        EXPECT_FALSE(storage->load()) << cut;
    }
    int unnoticed = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string damaged = good;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        write_file(path, damaged);
        unnoticed += storage->load().has_value() ? 1 : 0;
    }
    EXPECT_LT(unnoticed, 12);  // letters of the header that say nothing about the body
    write_file(path, good);
    EXPECT_EQ(storage->load().value(), Value::object({{"sum", 41}}));
}

TEST(Storage, LeftoversOfAnUnfinishedSaveDoNotMatter) {
    const TemporaryDirectory directory;
    auto storage = Storage::open(directory.path());
    ASSERT_TRUE(storage && storage->save(1));
    write_file(directory.path("storage.json.next"), "{\"format\":1,");
    EXPECT_EQ(storage->load().value(), Value(1));
    EXPECT_TRUE(storage->save(2));
    EXPECT_EQ(storage->load().value(), Value(2));
}

TEST(Storage, BelongsToOneProcess) {
    const TemporaryDirectory directory;
    const auto first = Storage::open(directory.path());
    const auto second = Storage::open(directory.path());
    ASSERT_TRUE(first && !second);
    EXPECT_NE(second.error().message.find("another process"), std::string::npos);
    EXPECT_FALSE(Storage::open("/proc/nowhere"));
}

TEST(Storage, FailurePointsFailTheSaveAndKeepTheOldValue) {
    const TemporaryDirectory directory;
    auto storage = Storage::open(directory.path());
    ASSERT_TRUE(storage && storage->save(1));
    ::fiu_init(0);
    for (const char* point : {"wal/append", "wal/sync"}) {
        ::fiu_enable(point, 1, reinterpret_cast<void*>(std::intptr_t{ENOSPC}), 0);
        const auto saved = storage->save(2);
        ::fiu_disable(point);
        ASSERT_FALSE(saved) << point;
        EXPECT_NE(saved.error().message.find("No space left"), std::string::npos);
        EXPECT_EQ(storage->load().value(), Value(1));
    }
    EXPECT_TRUE(storage->save(3));
}

TEST(Trace, ALineThatACrashCutIsTakenOut) {
    const TemporaryDirectory directory;
    const std::string path = directory.path("trace.jsonl");
    const auto open_on = [&path](const std::string& before) {
        write_file(path, before);
        EXPECT_TRUE(Trace::open(path));
        return read_file(path);
    };
    EXPECT_EQ(open_on(""), "");
    EXPECT_EQ(open_on("{}\n"), "{}\n");
    EXPECT_EQ(open_on("{}\n{\"ev"), "{}\n");
    EXPECT_EQ(open_on("{\"ev"), "");
    EXPECT_EQ(open_on("{}\n" + std::string(10'000, 'x')), "{}\n");
    EXPECT_EQ(open_on(std::string(9'000, 'y') + "\nx"), std::string(9'000, 'y') + "\n");
    EXPECT_TRUE(Trace::open("/dev/null"));
    EXPECT_FALSE(Trace::open(directory.path("no/such/folder")));
}

}  // namespace
}  // namespace ordeal::test
