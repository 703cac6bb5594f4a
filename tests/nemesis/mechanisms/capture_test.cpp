// The capture of packets, read back by a reader of pcapng that is written out here, and by tshark
// where it is installed.
#include "nemesis/mechanisms/capture.hpp"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "fabric_fixture.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct Record {
    std::uint32_t interface = 0;
    std::int64_t time_ns = 0;
    std::uint32_t flags = 0;
    std::string bytes;
    std::string comment;
};

struct ReadBack {
    std::vector<std::string> interfaces;
    std::vector<Record> records;
    std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> statistics;  // came, missed
};

template <typename T>
T number_at(const std::string& text, std::size_t at) {
    T value{};
    std::memcpy(&value, text.data() + at, sizeof value);
    return value;
}

/// By code; of each the last. `at` is where the first begins, `end` where the block's end is.
std::map<int, std::string> options(const std::string& block, std::size_t at) {
    std::map<int, std::string> all;
    while (at + 4 <= block.size() - 4) {
        const auto code = number_at<std::uint16_t>(block, at);
        const auto size_bytes = number_at<std::uint16_t>(block, at + 2);
        if (code == 0) break;
        all[code] = block.substr(at + 4, size_bytes);
        at += 4 + (size_bytes + 3U) / 4 * 4;
    }
    return all;
}

Record read_packet(const std::string& block) {
    Record record;
    record.interface = number_at<std::uint32_t>(block, 8);
    const std::uint64_t time = std::uint64_t{number_at<std::uint32_t>(block, 12)} << 32 |
                               number_at<std::uint32_t>(block, 16);
    record.time_ns = static_cast<std::int64_t>(time) - std::int64_t{86'400'000'000'000};
    const auto size_bytes = number_at<std::uint32_t>(block, 20);
    EXPECT_EQ(number_at<std::uint32_t>(block, 24), size_bytes);
    record.bytes = block.substr(28, size_bytes);
    auto found = options(block, 28 + (size_bytes + 3) / 4 * 4);
    record.comment = found[1];
    record.flags = number_at<std::uint32_t>(found[2], 0);
    return record;
}

ReadBack read_back(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    ReadBack result;
    std::size_t at = 0;
    while (at < all.size()) {
        const auto size_bytes = number_at<std::uint32_t>(all, at + 4);
        EXPECT_EQ(size_bytes % 4, 0U);
        if (at + size_bytes > all.size()) {
            ADD_FAILURE() << "a block is cut short";
            break;
        }
        const std::string block = all.substr(at, size_bytes);
        EXPECT_EQ(number_at<std::uint32_t>(block, size_bytes - 4), size_bytes);
        const auto type = number_at<std::uint32_t>(block, 0);
        EXPECT_EQ(type == 0x0a0d0d0aU, at == 0);
        if (type == 1) {
            EXPECT_EQ(number_at<std::uint16_t>(block, 8), 101);  // LINKTYPE_RAW
            auto found = options(block, 16);
            result.interfaces.push_back(found[2]);
            EXPECT_EQ(found[9], "\x09");
            EXPECT_EQ(number_at<std::int64_t>(found[14], 0), -86'400);
        }
        if (type == 6) result.records.push_back(read_packet(block));
        if (type == 5) {
            auto found = options(block, 20);
            result.statistics[number_at<std::uint32_t>(block, 8)] = {
                number_at<std::uint64_t>(found[4], 0), number_at<std::uint64_t>(found[5], 0)};
        }
        at += size_bytes;
    }
    return result;
}

std::vector<std::uint8_t> bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

class CaptureTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "ordeal-capture-XXXXXX");
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        std::filesystem::permissions(folder_, std::filesystem::perms::all);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path file() const { return folder_ / "capture.pcapng"; }

    std::filesystem::path folder_;
};

TEST_F(CaptureTest, TimesAreThoseOfTheRunAlsoBeforeIt) {
    const Capture::Moment start = std::chrono::steady_clock::now();
    auto capture = *Capture::create(file(), {"n1", "clients"});
    capture->record(start - 1ns, 0, Capture::Seen::sent, bytes_of("early"), "");
    capture->begin_run(start + 5s);
    capture->begin_run(start + 7s);
    capture->record(start + 6s + 3ns, 1, Capture::Seen::received, bytes_of("later"), "dropped");
    capture->close();
    const auto read = read_back(file());
    EXPECT_THAT(read.interfaces, ElementsAre("n1", "clients"));
    ASSERT_EQ(read.records.size(), 2);
    EXPECT_EQ(read.records[0].time_ns, -5'000'000'001);
    EXPECT_EQ(read.records[0].bytes, "early");
    EXPECT_EQ(read.records[0].comment, "");
    EXPECT_EQ(read.records[0].flags, 2);
    EXPECT_EQ(read.records[1].time_ns, 1'000'000'003);
    EXPECT_EQ(read.records[1].interface, 1);
    EXPECT_EQ(read.records[1].flags, 1);
    EXPECT_EQ(read.records[1].comment, "dropped");
    EXPECT_EQ(capture->figures().packets, 2);
    EXPECT_EQ(capture->figures().missed, 0);
    EXPECT_EQ(capture->figures().bytes, std::filesystem::file_size(file()));
}

TEST_F(CaptureTest, WhatIsRecordedAfterTheEndIsNotThere) {
    auto capture = *Capture::create(file(), {"n1"});
    capture->close();
    capture->record({}, 0, Capture::Seen::sent, bytes_of("late"), "");
    EXPECT_EQ(capture->figures().packets, 0);
    EXPECT_TRUE(read_back(file()).records.empty());
}

TEST_F(CaptureTest, WhatFindsNoRoomIsCountedWhereItBelongs) {
    auto capture = *Capture::create(file(), {"n1", "n2"}, 300);
    const std::vector<std::uint8_t> packet(100);
    for (int i = 0; i < 5; ++i)  // before the run begins nothing is written
        capture->record({}, 1, Capture::Seen::sent, packet, "");
    capture->close();
    const CaptureFigures figures = capture->figures();
    EXPECT_EQ(figures.packets, 2);
    EXPECT_EQ(figures.missed, 3);
    EXPECT_EQ(figures.error, "");
    const auto read = read_back(file());
    EXPECT_EQ(read.records.size(), 2);
    EXPECT_EQ(read.statistics.at(0), std::pair(std::uint64_t{0}, std::uint64_t{0}));
    EXPECT_EQ(read.statistics.at(1), std::pair(std::uint64_t{5}, std::uint64_t{3}));
}

TEST_F(CaptureTest, AFullDiskEndsItWithWholePacketsAndARemedy) {
    in_child(User::normal, [&] {
        std::signal(SIGXFSZ, SIG_IGN);
        constexpr rlim_t most_bytes = 10'000;
        const rlimit limit{most_bytes, most_bytes};
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
        auto capture = *Capture::create(file(), {"n1"});
        capture->begin_run({});
        const std::vector<std::uint8_t> packet(1000);
        for (int i = 0; i < 100; ++i)
            capture->record(Capture::Moment(1s), 0, Capture::Seen::sent, packet, "");
        capture->close();
        const CaptureFigures figures = capture->figures();
        EXPECT_EQ(figures.packets + figures.missed, 100);
        EXPECT_GT(figures.missed, 0);
        EXPECT_THAT(figures.error, HasSubstr("cannot write"));
        EXPECT_THAT(figures.error, HasSubstr("--store"));
        EXPECT_EQ(read_back(file()).records.size(), figures.packets);
    });
}

TEST_F(CaptureTest, AFileThatCannotBeMadeIsAnError) {
    const auto capture = Capture::create(folder_ / "missing" / "file", {"n1"});
    ASSERT_FALSE(capture);
    EXPECT_THAT(capture.error().message, HasSubstr("cannot make"));
}

/// The lines of `tshark -r file ...`; none when it is not installed.
std::optional<std::vector<std::string>> tshark(const std::filesystem::path& file,
                                               const std::string& arguments) {
    if (std::system("command -v tshark >/dev/null 2>&1") != 0) return std::nullopt;
    const std::string command = "tshark -r " + file.string() + " " + arguments + " 2>/dev/null";
    FILE* const output = ::popen(command.c_str(), "r");
    std::vector<std::string> lines;
    char line[4096];
    while (std::fgets(line, sizeof line, output) != nullptr)
        lines.emplace_back(line, std::strcspn(line, "\n"));
    EXPECT_EQ(::pclose(output), 0);
    return lines;
}

/// Six datagrams, each of which suffers something else.
void send_all_kinds(Fabric& fabric) {
    UdpSocket one(fabric, "n1");
    UdpSocket two(fabric, "n2");
    UdpSocket client(fabric, Fabric::clients);
    /// Returns when the packet's fate has been decided: one behind it has come through.
    const auto under = [&](const LinkRule& rule, std::string_view text) {
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, rule));
        one.send(two, text);
        one.send(client, "behind");
        EXPECT_EQ(client.receive(), "behind");
    };
    under({}, "plain");
    EXPECT_EQ(two.receive(), "plain");
    under({.loss = 1}, "lost");
    under({.duplicate = 1}, "twice");
    EXPECT_EQ(two.receive(), "twice");
    EXPECT_EQ(two.receive(), "twice");
    under({.corrupt = 1}, "wrong");
    EXPECT_NE(two.receive(), "wrong");
    ASSERT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}}));
    under({}, "cut");
    ASSERT_TRUE(fabric.end_cut(1));
    under({.latency = {.mean = 100ms}}, "late");
    EXPECT_EQ(two.receive(), "late");
}

class FabricCapture : public CaptureTest {};

TEST_F(FabricCapture, EveryPacketIsThereWithWhatBecameOfIt) {
    in_private_network(User::normal, [&] {
        auto made = Fabric::create({.nodes = {"n1", "n2"}, .capture = file()});
        ASSERT_TRUE(made) << made.error().message;
        Fabric& fabric = **made;
        ASSERT_TRUE(fabric.start());
        fabric.use_clock(core::MonotonicClock());
        send_all_kinds(fabric);
        fabric.stop();
        const CaptureFigures figures = *fabric.captured();
        EXPECT_EQ(figures.missed, 0);
        const auto read = read_back(file());
        EXPECT_THAT(read.interfaces, ElementsAre("n1", "n2", "clients"));
        EXPECT_EQ(read.records.size(), figures.packets);
        EXPECT_EQ(figures.packets, fabric.counters().total.received + 1);
        std::vector<std::string> comments;
        for (const Record& record : read.records)
            if (record.interface == 0 && record.bytes.find("behind") == std::string::npos)
                comments.push_back(record.comment);
        EXPECT_THAT(comments, ElementsAre("", "dropped: loss", "duplicated", "corrupted",
                                          "dropped: cut", "100ms late"));
    });
}

TEST_F(FabricCapture, TsharkReadsIt) {
    in_private_network(User::normal, [&] {
        auto made = Fabric::create({.nodes = {"n1", "n2"}, .capture = file()});
        ASSERT_TRUE(made) << made.error().message;
        ASSERT_TRUE((*made)->start());
        (*made)->use_clock(core::MonotonicClock());
        send_all_kinds(**made);
        (*made)->stop();
    });
    const auto lines = tshark(file(),
                              "-o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields "
                              "-e frame.interface_name -e ip.src -e udp.dstport -e "
                              "udp.checksum.status -e frame.comment");
    if (!lines) GTEST_SKIP() << "tshark is not installed: apt-get install tshark";
    EXPECT_THAT(*lines, testing::Contains("n1\t10.77.0.1\t7000\t1\tdropped: loss"));
    EXPECT_THAT(*lines, testing::Contains("n1\t10.77.0.1\t7000\t1\t100ms late"));
    EXPECT_THAT(*lines, testing::Contains("n2\t10.77.0.1\t7000\t1\tcorrupted"));
    const auto times = tshark(file(), "-T fields -e frame.time_epoch");
    ASSERT_FALSE(times->empty());
    EXPECT_LT(std::stod(times->back()), 60);
}

}  // namespace
}  // namespace ordeal::nemesis
