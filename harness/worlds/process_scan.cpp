#include "harness/worlds/process_scan.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>

namespace ordeal::harness {

namespace fs = std::filesystem;

namespace {

/// The folder's name as a number, or nothing.
std::optional<pid_t> number_of(const fs::path& folder) {
    const std::string name = folder.filename().string();
    pid_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return number;
}

/// The numbered folders in one of /proc; none when the process ended meanwhile.
std::vector<pid_t> numbered_folders(const fs::path& folder) {
    std::vector<pid_t> numbers;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (const auto number = number_of(at->path())) numbers.push_back(*number);
    return numbers;
}

/// The letter behind the program's name, which stands in parentheses and may hold anything.
char state_letter(const std::string& stat_file) {
    std::ifstream in(stat_file);
    std::string text;
    std::getline(in, text);
    const std::size_t close = text.rfind(')');
    return close != std::string::npos && close + 2 < text.size() ? text[close + 2] : 'X';
}

/// Whether the process has been sent SIGSTOP and no thread of it has taken that yet.
bool stop_pending(pid_t pid) {
    constexpr std::string_view name = "ShdPnd:";
    std::ifstream in(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name))
            return (std::stoull(line.substr(name.size()), nullptr, 16) >> (SIGSTOP - 1) & 1) != 0;
    return false;
}

/// A thread that waits for a disk (D), or for a supervisor that delays its system call, stops where
/// it is when the stop reaches its process: before it is in its program again.
char state_of(pid_t pid) {
    const std::string tasks = fmt::format("/proc/{}/task", pid);
    char state = state_letter(fmt::format("/proc/{}/stat", pid));
    bool stops = state == 'T' || state == 't';
    bool runs = false;
    bool waits = state == 'D';
    for (const pid_t task : numbered_folders(tasks)) {
        const char of_task = state_letter(fmt::format("{}/{}/stat", tasks, task));
        if (of_task == 'Z' || of_task == 'X') continue;
        if (of_task == 'T' || of_task == 't') {
            stops = true;
        } else if (of_task == 'D') {
            waits = true;
        } else {
            runs = true;
            state = of_task;
        }
    }
    if (runs || !waits) return state;
    return stops || stop_pending(pid) ? 'T' : 'D';
}

}  // namespace

std::vector<ProcessState> processes_in(std::uint64_t pid_namespace) {
    std::vector<ProcessState> found;
    for (const pid_t pid : numbered_folders("/proc")) {
        struct stat space{};
        if (::stat(fmt::format("/proc/{}/ns/pid", pid).c_str(), &space) == 0 &&
            space.st_ino == pid_namespace)
            found.push_back({pid, state_of(pid)});
    }
    std::ranges::sort(found, {}, &ProcessState::pid);
    return found;
}

}  // namespace ordeal::harness
