// A search that is interrupted again and again, each time continued from its checkpoint, and what
// it must have in common with one that was not.
#pragma once

#include <atomic>
#include <csignal>
#include <filesystem>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "checker/search/report.hpp"
#include "checker/store/checkpoint.hpp"

namespace ordeal::tests {

/// A folder of its own, removed with all that is in it.
class Folder {
  public:
    Folder() {
        static std::atomic<int> count = 0;
        path_ = std::filesystem::path(testing::TempDir()) /
                ("ordeal-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    std::string file(const std::string& name) const { return (path_ / name).string(); }
    std::string path() const { return path_.string(); }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(path_), {}));
    }

  private:
    std::filesystem::path path_;
};

inline std::shared_ptr<const checker::Checkpoint> checkpoint_of(const std::string& path) {
    auto read = checker::read_checkpoint(path);
    if (read) return *read;
    ADD_FAILURE() << read.error().message;
    return nullptr;
}

/// No file grows beyond `bytes` while it lives: as with a disk that is full.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit tight{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &tight);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    rlimit before_{};
    void (*handler_)(int);
};

/// `search(options)` makes a model and checks it. It is stopped each time that `pace` more states
/// are seen, or in the middle of them; threads alternate between what is asked for and one.
template <typename Search>
auto interrupted(const Search& search, checker::SearchOptions options, std::uint64_t pace) {
    const Folder folder;
    options.checkpoint.path = folder.file("search");
    options.checkpoint.every = std::chrono::milliseconds(1);
    const unsigned threads = options.threads;
    auto report = search(options);
    for (std::uint64_t limit = pace;; limit += pace) {
        if (report.stopped.empty()) return report;
        options.checkpoint.resume = checkpoint_of(options.checkpoint.path);
        if (!options.checkpoint.resume) return report;
        options.max_states = limit;
        options.threads = limit / pace % 3 == 0 ? 1 : threads;
        report = search(options);
        EXPECT_EQ(report.checkpoint_error, "");
    }
}

template <typename Report>
void expect_same(const Report& whole, const Report& resumed) {
    EXPECT_EQ(resumed.stopped, whole.stopped);
    EXPECT_EQ(resumed.verdict, whole.verdict);
    EXPECT_EQ(resumed.unique, whole.unique);
    EXPECT_EQ(resumed.generated, whole.generated);
    EXPECT_EQ(resumed.max_depth, whole.max_depth);
    EXPECT_EQ(resumed.exhausted, whole.exhausted);
    ASSERT_EQ(resumed.properties.size(), whole.properties.size());
    for (std::size_t i = 0; i < whole.properties.size(); ++i) {
        const auto& here = resumed.properties[i];
        const auto& there = whole.properties[i];
        EXPECT_EQ(here.verdict, there.verdict) << here.name;
        ASSERT_EQ(here.path.has_value(), there.path.has_value()) << here.name;
        if (!here.path) continue;
        EXPECT_EQ(here.path->steps.size(), there.path->steps.size()) << here.name;
        EXPECT_EQ(here.path->loop, there.path->loop) << here.name;
    }
}

}  // namespace ordeal::tests
