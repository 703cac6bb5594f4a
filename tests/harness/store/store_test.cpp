#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/history/jsonl.hpp"
#include "core/json.hpp"
#include "harness/store/line_file.hpp"
#include "harness/store/recorder.hpp"
#include "harness/store/run_directory.hpp"

namespace ordeal::harness {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Store : public testing::Test {
  protected:
    Store() {
        std::string pattern = (fs::temp_directory_path() / "ordeal-store-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~Store() override { fs::remove_all(folder_); }

    static std::string content(const fs::path& path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }

    fs::path folder_;
};

/// While it lives, no file of this process may grow beyond a size.
class SizeLimit {
  public:
    explicit SizeLimit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        previous_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, previous_);
    }

  private:
    rlimit before_{};
    void (*previous_)(int);
};

core::Event event_of(std::int64_t process, core::EventType type) {
    core::Event event;
    event.process = {process, ""};
    event.type = type;
    event.f = "read";
    return event;
}

TEST_F(Store, ALineFileHoldsWholePiecesEvenWhenTheDiskIsFull) {
    const fs::path path = folder_ / "lines";
    auto file = LineFile::create(path);
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->append("first line\n"));
    {
        const SizeLimit limit(15);
        const auto refused = file->append("second line\n");
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error().message, HasSubstr(path.string()));
        EXPECT_THAT(refused.error().message, HasSubstr("--store"));
    }
    EXPECT_EQ(content(path), "first line\n");
    ASSERT_TRUE(file->append("third line\n"));
    EXPECT_EQ(content(path), "first line\nthird line\n");
}

TEST_F(Store, AFileThatCannotBeMadeIsNamed) {
    const auto file = LineFile::create(folder_ / "gone" / "lines");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().message, HasSubstr("gone/lines: No such file or directory"));
}

TEST_F(Store, RunsOfOneMomentGetDirectoriesOfTheirOwnAndLatestIsTheLast) {
    std::set<fs::path> paths;
    fs::path last;
    for (int i = 0; i < 20; ++i) {
        const auto run = RunDirectory::create(folder_, "abd");
        ASSERT_TRUE(run);
        last = run->path();
        EXPECT_EQ(last.parent_path(), folder_ / "abd");
        EXPECT_TRUE(paths.insert(last).second);
    }
    EXPECT_EQ(fs::canonical(folder_ / "latest"), fs::canonical(last));
}

TEST_F(Store, AFileOfARunAppearsCompleteOrNotAtAll) {
    const auto run = RunDirectory::create(folder_, "abd");
    ASSERT_TRUE(run);
    ASSERT_TRUE(run->write("report.html", "old"));
    {
        const SizeLimit limit(4);
        EXPECT_FALSE(run->write("report.html", "something longer"));
    }
    EXPECT_EQ(content(run->path() / "report.html"), "old");
    ASSERT_TRUE(run->write_json("run.json", core::Value::object({{"seed", 42}})));
    EXPECT_EQ(content(run->path() / "run.json"), "{\n    \"seed\": 42\n}\n");
}

TEST_F(Store, AStoreThatCannotBeMadeIsNamed) {
    ASSERT_TRUE(LineFile::create(folder_ / "store"));
    const auto run = RunDirectory::create(folder_ / "store", "abd");
    ASSERT_FALSE(run);
    EXPECT_THAT(run.error().message, HasSubstr((folder_ / "store" / "abd").string()));
    EXPECT_THAT(run.error().message, HasSubstr("--store"));
}

TEST_F(Store, FindsARunByItsDirectoryOrByItsStore) {
    const auto run = RunDirectory::create(folder_, "abd");
    ASSERT_TRUE(run);
    EXPECT_FALSE(find_run(folder_));
    ASSERT_TRUE(run->write("history.jsonl", ""));
    EXPECT_EQ(find_run(folder_).value(), fs::canonical(run->path()));
    EXPECT_EQ(find_run(run->path()).value(), fs::canonical(run->path()));
    EXPECT_THAT(find_run("/nowhere").error().message, HasSubstr("history.jsonl"));
}

TEST_F(Store, FindsTheNewestRunOfAScenarioByItsName) {
    const auto first = RunDirectory::create(folder_, "abd");
    const auto second = RunDirectory::create(folder_, "abd");
    const auto other = RunDirectory::create(folder_, "other");
    ASSERT_TRUE(first && second && other);
    for (const auto& run : {first, second, other})
        ASSERT_TRUE(run->write("history.jsonl", ""));
    EXPECT_EQ(find_run(folder_ / "abd").value(), fs::canonical(second->path()));
    EXPECT_EQ(find_run("abd", folder_).value(), fs::canonical(second->path()));
    EXPECT_EQ(find_run(fs::path("abd") / first->path().filename(), folder_).value(),
              fs::canonical(first->path()));
    fs::remove(second->path() / "history.jsonl");
    EXPECT_EQ(find_run("abd", folder_).value(), fs::canonical(first->path()));
    EXPECT_THAT(find_run("abe", folder_).error().message,
                HasSubstr("there is no run abe: neither such a directory nor"));
    fs::create_directory(folder_ / "empty");
    EXPECT_THAT(find_run(folder_ / "empty").error().message, HasSubstr("holds none"));
}

TEST_F(Store, TheRecorderNumbersTimesKeepsAndWritesEveryEvent) {
    const core::MonotonicClock clock;
    Recorder recorder(LineFile::create(folder_ / "history.jsonl").value(), clock,
                      [](const core::Error& error) { FAIL() << error.message; });
    {
        std::vector<std::jthread> threads;
        for (std::int64_t process = 0; process < 4; ++process)
            threads.emplace_back([&recorder, process] {
                for (int i = 0; i < 250; ++i) {
                    recorder.record(event_of(process, core::EventType::invoke));
                    recorder.record(event_of(process, core::EventType::ok));
                }
            });
    }
    const core::History kept = recorder.history();
    const auto written =
        core::parse_jsonl_history(content(folder_ / "history.jsonl"), "history.jsonl");
    ASSERT_TRUE(written);
    ASSERT_EQ(kept.size(), 2000U);
    ASSERT_EQ(written->size(), 2000U);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        EXPECT_EQ(kept[i].index, i);
        EXPECT_EQ((*written)[i].index, i);
        EXPECT_EQ(kept[i].time, (*written)[i].time);
        if (i > 0) {
            EXPECT_LE(kept[i - 1].time, kept[i].time);
        }
    }
    EXPECT_EQ(recorder.counts(), (std::array<std::uint64_t, 4>{1000, 1000, 0, 0}));
}

TEST_F(Store, TheRecorderTellsOnceThatItCannotWriteAndKeepsWhatComesLater) {
    const core::ManualClock clock;
    int told = 0;
    Recorder recorder(LineFile::create(folder_ / "history.jsonl").value(), clock,
                      [&told](const core::Error&) { ++told; });
    recorder.record(event_of(1, core::EventType::invoke));
    {
        const SizeLimit limit(100);
        recorder.record(event_of(1, core::EventType::ok));
        recorder.record(event_of(2, core::EventType::invoke));
    }
    EXPECT_EQ(told, 1);
    EXPECT_TRUE(recorder.failure());
    EXPECT_EQ(recorder.history().size(), 3U);
    EXPECT_TRUE(core::parse_jsonl_history(content(folder_ / "history.jsonl"), "x"));
}

}  // namespace
}  // namespace ordeal::harness
