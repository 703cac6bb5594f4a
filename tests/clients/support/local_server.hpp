// A real server for a test: a process on a loopback address that no other process uses, with a
// folder of its own, both gone with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace ordeal::clients::testing {

/// The path of a program in PATH or in `further`; none: it is not installed.
std::optional<std::string> find_program(std::string_view name,
                                        const std::vector<std::string>& further = {});

/// 127.x.y.z, made from the number of this process: its ports are all free.
std::string own_loopback();
std::uint16_t next_port();

class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// A child process, killed at the end of this. Its output goes to a file in the folder.
class Process {
  public:
    /// As user "nobody" if that is asked and this is root.
    Process(std::vector<std::string> command, const std::filesystem::path& folder,
            bool as_nobody = false);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const { return pid_; }
    /// After SIGSTOP it is stopped.
    void signal(int number) const;
    /// Waits for its end. The exit code, or -1.
    int wait();
    /// Waits until it listens, for at most a minute. False: it ended, or did not.
    bool listens(const std::string& ip, std::uint16_t port);
    std::string output() const;

  private:
    std::filesystem::path log_;
    pid_t pid_ = -1;
};

/// How many descriptors and threads this process has.
struct Belongings {
    std::size_t descriptors = 0;
    std::size_t threads = 0;
    friend bool operator==(const Belongings&, const Belongings&) = default;
};
Belongings belongings();
/// Waits up to ten seconds until there are no more than `before`: the kernel takes a thread that
/// was joined off the list a moment later.
Belongings belongings_settled(const Belongings& before);

}  // namespace ordeal::clients::testing
