#include "nemesis/mechanisms/resources/cgroup_limit.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/resources/cgroup.hpp"

namespace ordeal::nemesis {

namespace {

using core::Result;
using core::Value;

constexpr std::int64_t period_us = 50'000;
constexpr std::int64_t least_quota_us = 1'000;  // the kernel takes no less

/// What one controller writes to set its limit, and what it says of it.
struct Control {
    Controller controller;
    Result<void> (*set)(const Cgroup& group, double amount);
    Value (*read)(const Cgroup& group);
    std::uint64_t (*denied)(const Cgroup& group);  // how often it took hold
};

Result<void> set_cpu(const Cgroup& group, double share) {
    const auto quota = std::max<std::int64_t>(least_quota_us,
                                              std::llround(share * static_cast<double>(period_us)));
    if (group.unified()) return group.write("cpu.max", fmt::format("{} {}", quota, period_us));
    if (auto period = group.write("cpu.cfs_period_us", std::to_string(period_us)); !period)
        return period;
    return group.write("cpu.cfs_quota_us", std::to_string(quota));
}

std::uint64_t throttled(const Cgroup& group) {
    return group.number("cpu.stat", "nr_throttled");
}

Value read_cpu(const Cgroup& group) {
    const std::uint64_t time_ns = group.unified()
                                      ? group.number("cpu.stat", "throttled_usec") * 1000
                                      : group.number("cpu.stat", "throttled_time");
    return Value::object({{"periods", group.number("cpu.stat", "nr_periods")},
                          {"periods-throttled", throttled(group)},
                          {"throttled-ns", time_ns}});
}

/// What the processes have already is not counted in a group that they are moved to.
Result<void> set_memory(const Cgroup& group, double bytes) {
    const std::string limit = std::to_string(std::llround(bytes));
    if (!group.unified()) return group.write("memory.limit_in_bytes", limit);
    if (auto set = group.write("memory.max", limit); !set) return set;
    (void)group.write("memory.swap.max", "0");  // where the kernel has it: no way round the limit
    return {};
}

std::uint64_t memory_denied(const Cgroup& group) {
    return group.unified() ? group.number("memory.events", "max") : group.number("memory.failcnt");
}

Value read_memory(const Cgroup& group) {
    const bool unified = group.unified();
    return Value::object(
        {{"peak-bytes", group.number(unified ? "memory.peak" : "memory.max_usage_in_bytes")},
         {"limit-reached", memory_denied(group)},
         {"processes-killed", unified ? group.number("memory.events", "oom_kill")
                                      : group.number("memory.oom_control", "oom_kill")}});
}

/// Threads count, too: as many as are there when the limit is set, and `more`.
Result<void> set_processes(const Cgroup& group, double more) {
    const auto limit = group.number("pids.current") + static_cast<std::uint64_t>(more);
    return group.write("pids.max", std::to_string(limit));
}

std::uint64_t processes_denied(const Cgroup& group) {
    return group.number("pids.events", "max");
}

Value read_processes(const Cgroup& group) {
    return Value::object(
        {{"peak-threads", group.number("pids.peak")}, {"refused", processes_denied(group)}});
}

const Control& control_of(Resource resource) {
    static constexpr Control cpu{Controller::cpu, set_cpu, read_cpu, throttled};
    static constexpr Control memory{Controller::memory, set_memory, read_memory, memory_denied};
    static constexpr Control processes{Controller::pids, set_processes, read_processes,
                                       processes_denied};
    CHECK(resource != Resource::descriptors);
    return resource == Resource::cpu ? cpu : resource == Resource::memory ? memory : processes;
}

/// The limit is set when the first processes are in: that of processes counts from them.
class CgroupLimit final : public ResourceLimit {
  public:
    CgroupLimit(std::unique_ptr<Cgroup> group, const Control& control, double amount)
        : group_(std::move(group)), control_(control), amount_(amount) {}

    Result<void> hold(const std::vector<pid_t>& processes) override {
        if (auto taken = group_->take(processes); !taken) return taken;
        if (!set_) {
            if (auto done = control_.set(*group_, amount_); !done) return done;
            set_ = true;
        }
        bit_ = bit_ || control_.denied(*group_) > 0;
        return {};
    }

    Result<Value> lift(const std::vector<pid_t>&) override {
        Value evidence = control_.read(*group_);
        bit_ = bit_ || control_.denied(*group_) > 0;
        evidence.set("by", group_->unified() ? "cgroup" : "cgroup v1");
        if (auto removed = group_->remove(); !removed) return tl::unexpected(removed.error());
        return evidence;
    }

    bool bit() const override { return bit_; }

  private:
    std::unique_ptr<Cgroup> group_;
    const Control& control_;
    double amount_;
    bool set_ = false;
    bool bit_ = false;
};

}  // namespace

Result<std::unique_ptr<ResourceLimit>> limit_by_cgroup(Resource resource, double amount) {
    const Control& control = control_of(resource);
    const auto place = find_cgroup_place(control.controller);
    if (!place) return tl::unexpected(place.error());
    auto group = Cgroup::create(*place);
    if (!group) return tl::unexpected(group.error());
    return std::make_unique<CgroupLimit>(std::move(*group), control, amount);
}

}  // namespace ordeal::nemesis
