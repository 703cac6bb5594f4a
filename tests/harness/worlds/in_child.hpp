// Tests of world real move into namespaces, and change their user, for good: each runs in a forked
// child. What fails there is printed by the child and fails the test.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include <sys/types.h>

namespace ordeal::harness {

enum class As { root, user };

void PrintTo(As who, std::ostream* out);

/// Why tests cannot run as this user here; empty when they can.
std::string why_not(As who);

/// Runs `body` in a child that has entered a home network, as root or as user 65534.
/// Requires: why_not(who) is empty.
void in_child(As who, const std::function<void()>& body);

/// The same without any assertion about the child; its pid. `body` gets a descriptor that the
/// caller reads from the other end of.
struct Child {
    pid_t pid = -1;
    int said = -1;  // closed by the caller
};
Child start_child(As who, const std::function<void(int say)>& body);

/// A fresh folder that every user may write into; removed at the end.
class TestFolder {
  public:
    TestFolder();
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    ~TestFolder();
    const std::filesystem::path& path() const { return path_; }
    /// Text that is in no other command line of this machine.
    std::string label() const { return "--label=" + path_.filename().string(); }

  private:
    std::filesystem::path path_;
};

/// The living processes with this argument in their command line, our own /proc's numbering.
std::vector<pid_t> processes_with(const std::string& argument);

/// One letter, as /proc tells it, independent of what the world says; "gone".
std::string state_of(pid_t pid);

/// Waits up to `seconds` until all of them have ended, on their pidfds.
bool all_end(const std::vector<pid_t>& pids, int seconds);

/// Asks again and again, for so long at most.
bool eventually(const std::function<bool()>& holds,
                std::chrono::seconds within = std::chrono::seconds(5));

}  // namespace ordeal::harness
