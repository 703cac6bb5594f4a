#include "nemesis/mechanisms/resources/process_limit.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/check.hpp"

namespace ordeal::nemesis {

namespace {

using core::Result;
using core::Value;

/// The number behind a word in /proc/PID/status, or nothing.
std::uint64_t status_number(pid_t pid, std::string_view word) {
    std::ifstream in(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(word)) return std::strtoull(line.c_str() + word.size(), nullptr, 10);
    return 0;
}

/// The number that the next descriptor gets: the least one that is free.
std::uint64_t next_descriptor(pid_t pid) {
    std::set<std::uint64_t> open;
    std::error_code error;
    const std::string folder = fmt::format("/proc/{}/fd", pid);
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        open.insert(std::strtoull(at->path().filename().c_str(), nullptr, 10));
    std::uint64_t next = 0;
    while (open.contains(next))
        ++next;
    return next;
}

/// Bytes of its heap and of what it mapped for itself, as RLIMIT_DATA counts them.
std::uint64_t data_bytes(pid_t pid) {
    return status_number(pid, "VmData:") * 1024;
}

std::filesystem::path user_namespace(pid_t pid) {
    std::error_code error;
    return std::filesystem::read_symlink(fmt::format("/proc/{}/ns/user", pid), error);
}

/// What each of these processes has.
using Used = std::vector<std::uint64_t>;
using Processes = std::vector<pid_t>;

template <std::uint64_t (*used_by)(pid_t pid)>
Used used_by_each(const Processes& processes) {
    Used used;
    for (const pid_t pid : processes)
        used.push_back(used_by(pid));
    return used;
}

/// For each of these, the threads of all processes that its user has in its user namespace, which
/// is where the kernel counts them. One walk through /proc finds them for all.
Used threads_of_users(const Processes& processes) {
    std::map<std::filesystem::path, std::map<std::uint64_t, std::uint64_t>> threads;
    std::vector<std::pair<std::filesystem::path, std::uint64_t>> accounts;
    for (const pid_t pid : processes) {
        const auto& [space, user] =
            accounts.emplace_back(user_namespace(pid), status_number(pid, "Uid:"));
        threads[space][user] = 0;
    }
    std::error_code error;
    for (std::filesystem::directory_iterator at("/proc", error), end; !error && at != end;
         at.increment(error)) {
        const auto other = static_cast<pid_t>(std::atoi(at->path().filename().c_str()));
        const auto users = other > 0 ? threads.find(user_namespace(other)) : threads.end();
        if (users == threads.end()) continue;
        const auto count = users->second.find(status_number(other, "Uid:"));
        if (count != users->second.end()) count->second += status_number(other, "Threads:");
    }
    Used used;
    for (const auto& [space, user] : accounts)
        used.push_back(threads[space][user]);
    return used;
}

struct Kind {
    Resource resource;
    __rlimit_resource limit;
    std::string_view name;
    Used (*used)(const Processes& processes);
    std::uint64_t grain;  // so near to the limit nothing more is to be had
};

const Kind& kind_of(Resource resource) {
    static constexpr Kind kinds[] = {
        {Resource::memory, RLIMIT_DATA, "prlimit RLIMIT_DATA", used_by_each<data_bytes>, 1U << 20U},
        {Resource::descriptors, RLIMIT_NOFILE, "prlimit RLIMIT_NOFILE",
         used_by_each<next_descriptor>, 0},
        {Resource::processes, RLIMIT_NPROC,
         "prlimit RLIMIT_NPROC, which counts all processes of the user", threads_of_users, 0},
    };
    for (const Kind& kind : kinds)
        if (kind.resource == resource) return kind;
    CHECK(false, "no limit of processes for this resource");
}

class ProcessLimit final : public ResourceLimit {
  public:
    ProcessLimit(const Kind& kind, double amount)
        : kind_(kind), amount_(static_cast<rlim_t>(std::llround(amount))) {}
    ~ProcessLimit() override { (void)restore({}); }

    Result<void> hold(const std::vector<pid_t>& processes) override {
        for (const pid_t pid : processes)
            if (!limited_.contains(pid))
                if (auto lowered = lower(pid); !lowered) return lowered;
        for (const std::uint64_t used : kind_.used(processes)) {
            most_used_ = std::max(most_used_, used);
            if (used + kind_.grain >= amount_) ++at_limit_;
        }
        return {};
    }

    Result<Value> lift(const std::vector<pid_t>& processes) override {
        const std::size_t limited = limited_.size();
        if (auto done = restore(processes); !done) return tl::unexpected(done.error());
        return Value::object({{"processes", limited},
                              {"by", kind_.name},
                              {"most-used", most_used_},
                              {"seen-at-limit", at_limit_}});
    }

    bool bit() const override { return at_limit_ > 0; }

  private:
    /// A process that another one has forked meanwhile has its limit already, and gets back what
    /// the others had.
    Result<void> lower(pid_t pid) {
        rlimit old{};
        if (::prlimit(pid, kind_.limit, nullptr, &old) != 0) return refused(pid);
        if (old.rlim_cur > amount_) {
            const rlimit lowered{amount_, old.rlim_max};
            if (::prlimit(pid, kind_.limit, &lowered, nullptr) != 0) return refused(pid);
            usual_ = std::max(usual_, old.rlim_cur);
        }
        limited_.insert(pid);
        return {};
    }

    Result<void> restore(const std::vector<pid_t>& more) {
        limited_.insert(more.begin(), more.end());
        Result<void> done;
        for (const pid_t pid : limited_) {
            rlimit limit{};
            if (::prlimit(pid, kind_.limit, nullptr, &limit) == 0 && limit.rlim_cur == amount_) {
                limit.rlim_cur = std::min(std::max(usual_, amount_), limit.rlim_max);
                if (::prlimit(pid, kind_.limit, &limit, nullptr) == 0) continue;
                if (auto kept = refused(pid); !kept) done = kept;
            }
        }
        limited_.clear();
        return done;
    }

    /// One that has ended is no trouble.
    Result<void> refused(pid_t pid) const {
        if (errno == ESRCH) return {};
        return core::fail("{} of process {}: {}", kind_.name, pid, core::errno_text());
    }

    const Kind& kind_;
    rlim_t amount_;
    rlim_t usual_ = 0;  // what they had
    std::set<pid_t> limited_;
    std::uint64_t most_used_ = 0;
    std::uint64_t at_limit_ = 0;
};

}  // namespace

std::unique_ptr<ResourceLimit> limit_by_prlimit(Resource resource, double amount) {
    return std::make_unique<ProcessLimit>(kind_of(resource), amount);
}

bool process_limit_holds() {
    std::ifstream map("/proc/self/uid_map");
    std::uint64_t inside = 0;
    std::uint64_t outside = 0;
    map >> inside >> outside;
    return outside + ::geteuid() - inside != 0;
}

}  // namespace ordeal::nemesis
