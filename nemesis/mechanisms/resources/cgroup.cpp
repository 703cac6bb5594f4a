#include "nemesis/mechanisms/resources/cgroup.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

using core::Result;

namespace {

using namespace std::chrono_literals;

constexpr auto pause_between_attempts = 5ms;
constexpr int attempts = 400;

/// Between fork and exit of a program with threads: system calls, and nothing else.
[[noreturn]] void watch_and_remove(int end_of_life, const char* folder) {
    ::setsid();
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::dup2(end_of_life, STDIN_FILENO);
    ::close_range(1, ~0U, 0);
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR) {
    }
    const timespec moment{0, 5'000'000};
    for (int left = 2'000; left > 0 && ::rmdir(folder) != 0 && errno != ENOENT; --left)
        ::nanosleep(&moment, nullptr);
    ::_exit(0);
}

}  // namespace

Cgroup::Cgroup(CgroupPlace place, std::string folder)
    : place_(std::move(place)), folder_(std::move(folder)) {}

Result<std::unique_ptr<Cgroup>> Cgroup::create(const CgroupPlace& place) {
    static std::atomic<unsigned> number = 0;
    std::unique_ptr<Cgroup> group(
        new Cgroup(place, fmt::format("{}/ordeal-{}-{}", place.folder, ::getpid(), ++number)));
    if (::mkdir(group->folder_.c_str(), 0755) != 0) {
        group->removed_ = true;
        return core::fail("cannot make {}: {}", group->folder_, core::errno_text());
    }
    group->start_janitor();
    return group;
}

Cgroup::~Cgroup() {
    (void)remove();
    end_janitor();
}

void Cgroup::start_janitor() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;  // then only the ends that we see are tidy
    const core::FileDescriptor waited(ends[0]);
    life_ = core::FileDescriptor(ends[1]);
    janitor_ = ::fork();
    if (janitor_ == 0) watch_and_remove(waited.get(), folder_.c_str());
}

void Cgroup::end_janitor() {
    life_ = {};
    if (janitor_ <= 0) return;
    while (::waitpid(janitor_, nullptr, 0) < 0 && errno == EINTR) {
    }
    janitor_ = -1;
}

Result<void> Cgroup::write(std::string_view file, const std::string& text) const {
    return write_file(fmt::format("{}/{}", folder_, file).c_str(), text.c_str());
}

Result<std::string> Cgroup::read(std::string_view file) const {
    const std::string path = fmt::format("{}/{}", folder_, file);
    std::ifstream in(path);
    if (!in) return core::fail("cannot read {}", path);
    return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::uint64_t Cgroup::number(std::string_view file, std::string_view word) const {
    const auto text = read(file);
    if (!text) return 0;
    std::istringstream in(*text);
    if (word.empty()) {
        std::uint64_t value = 0;
        in >> value;
        return value;
    }
    std::string name;
    for (std::uint64_t value = 0; in >> name >> value;)
        if (name == word) return value;
    return 0;
}

Result<void> Cgroup::take(const std::vector<pid_t>& processes) {
    for (const pid_t pid : processes) {
        if (taken_.contains(pid)) continue;
        const auto moved = write("cgroup.procs", std::to_string(pid));
        if (!moved && ::kill(pid, 0) == 0) return moved;  // one that has ended is no trouble
        taken_.insert(pid);
    }
    return {};
}

/// Moves all that is in the group back to ours, from which it came.
void Cgroup::empty() {
    const auto text = read("cgroup.procs");
    if (!text) return;
    std::istringstream in(*text);
    for (std::string pid; in >> pid;)
        (void)write_file((place_.home + "/cgroup.procs").c_str(), pid.c_str());
}

Result<void> Cgroup::remove() {
    if (removed_) return {};
    for (int left = attempts; left > 0; --left) {
        empty();
        if (::rmdir(folder_.c_str()) == 0 || errno == ENOENT) {
            removed_ = true;
            return {};
        }
        std::this_thread::sleep_for(pause_between_attempts);
    }
    return core::fail("cannot remove {}: {}", folder_, core::errno_text());
}

}  // namespace ordeal::nemesis
