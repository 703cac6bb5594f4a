// A control group that one fault makes, fills with the processes of a node, and takes away again.
// A janitor, a process that only waits for the end of this one, removes it when the harness is
// killed: the kernel ends the node's processes then, and an empty group stays for ever otherwise.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"
#include "nemesis/mechanisms/resources/cgroup_place.hpp"

namespace ordeal::nemesis {

class Cgroup {
  public:
    /// An empty group. Error: it was refused.
    static core::Result<std::unique_ptr<Cgroup>> create(const CgroupPlace& place);

    Cgroup(const Cgroup&) = delete;
    Cgroup& operator=(const Cgroup&) = delete;
    /// Lets all processes go and removes the group.
    ~Cgroup();

    /// Moves processes in; those that are in already, or have ended, are no trouble. Error: one was
    /// refused.
    core::Result<void> take(const std::vector<pid_t>& processes);

    /// One of the group's files. Error: which, and why not.
    core::Result<void> write(std::string_view file, const std::string& text) const;
    core::Result<std::string> read(std::string_view file) const;
    /// The number in a file, or behind a word in a file of lines "WORD NUMBER"; 0 if it is not
    /// there.
    std::uint64_t number(std::string_view file, std::string_view word = {}) const;

    /// Moves what is in it back to where it was, and removes it. Idempotent. Error: it is left.
    core::Result<void> remove();

    bool unified() const { return place_.unified; }
    const std::string& folder() const { return folder_; }

  private:
    Cgroup(CgroupPlace place, std::string folder);
    void start_janitor();
    void end_janitor();
    void empty();

    CgroupPlace place_;
    std::string folder_;
    std::set<pid_t> taken_;
    core::FileDescriptor life_;  // the janitor waits for the end of this
    pid_t janitor_ = -1;
    bool removed_ = false;
};

}  // namespace ordeal::nemesis
