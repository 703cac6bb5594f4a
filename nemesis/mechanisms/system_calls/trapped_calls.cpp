#include "nemesis/mechanisms/system_calls/trapped_calls.hpp"

#include <utility>

#include "nemesis/mechanisms/system_calls/call_watch.hpp"

namespace ordeal::nemesis {

struct TrappedCalls::Trapped {
    CallRules rules;
    std::unique_ptr<CallFiles> files;
    std::unique_ptr<CallWatch> life;
};

TrappedCalls::TrappedCalls(std::uint64_t seed, Kill kill) : seed_(seed), kill_(std::move(kill)) {}

TrappedCalls::~TrappedCalls() {
    stop();
}

TrappedCalls::Trapped& TrappedCalls::at(const Node& node) {
    auto& place = nodes_[node];
    if (!place) place = std::make_unique<Trapped>();
    return *place;
}

void TrappedCalls::watch(const Node& node, const std::filesystem::path& folder,
                         core::FileDescriptor listener,
                         std::function<void(const ExecCall&)> on_exec) {
    const std::lock_guard lock(mutex_);
    Trapped& trapped = at(node);
    trapped.life.reset();
    trapped.files = std::make_unique<CallFiles>(folder);
    trapped.life = std::make_unique<CallWatch>(
        std::move(listener), trapped.rules, *trapped.files,
        [this, node](FaultId fault) { kill_(fault, node); }, std::move(on_exec));
}

void TrappedCalls::begin(FaultId fault, const Node& node, const CallRule& rule) {
    const std::lock_guard lock(mutex_);
    at(node).rules.begin(fault, rule, core::Random(seed_).split("disks").split(node).split(fault));
}

CallReport TrappedCalls::end(FaultId fault, const Node& node) {
    const std::lock_guard lock(mutex_);
    Trapped& trapped = at(node);
    CallReport report = trapped.rules.end(fault);
    if (trapped.life) trapped.life->release(fault);
    return report;
}

void TrappedCalls::stop() {
    const std::lock_guard lock(mutex_);
    for (auto& [node, trapped] : nodes_)
        trapped->life.reset();
}

core::Value to_value(const CallReport& report) {
    core::Value files = core::Value::object({});
    for (const auto& [file, calls] : report) {
        core::Value by_name = core::Value::object({});
        for (const auto& [name, counts] : calls) {
            core::Value told =
                core::Value::object({{"matched", counts.matched}, {"hit", counts.hit}});
            if (counts.delayed.count() > 0) told.set("delayed-ns", counts.delayed.count());
            if (counts.bytes_lost > 0) told.set("bytes-lost", counts.bytes_lost);
            by_name.set(name, std::move(told));
        }
        files.set(file, std::move(by_name));
    }
    return files;
}

std::uint64_t hits(const CallReport& report) {
    std::uint64_t count = 0;
    for (const auto& [file, calls] : report)
        for (const auto& [name, counts] : calls)
            count += counts.hit;
    return count;
}

}  // namespace ordeal::nemesis
