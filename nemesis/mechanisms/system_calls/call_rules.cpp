#include "nemesis/mechanisms/system_calls/call_rules.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fnmatch.h>

#include "core/check.hpp"

namespace ordeal::nemesis {

namespace {

bool only_syncs(const CallRule& rule) {
    return std::ranges::all_of(rule.calls, [](int number) {
        const SystemCall* const call = find_call(number);
        return call != nullptr && call->group == "sync";
    });
}

}  // namespace

bool CallRule::covers(const std::vector<std::string>& files_of_call) const {
    return std::ranges::any_of(files_of_call, [this](const std::string& file) {
        return ::fnmatch(files.c_str(), file.c_str(), 0) == 0;
    });
}

void CallRules::begin(FaultId fault, CallRule rule, core::Random random) {
    CHECK(rule.action != CallAction::lie || only_syncs(rule),
          "only calls that sync can be lied about");
    const std::lock_guard lock(mutex_);
    const bool fresh = active_.try_emplace(fault, Active{std::move(rule), random, 0, {}}).second;
    CHECK(fresh, "fault {} has begun already", fault);
}

CallReport CallRules::end(FaultId fault) {
    const std::lock_guard lock(mutex_);
    auto ended = active_.extract(fault);
    return ended ? std::move(ended.mapped().report) : CallReport();
}

CallReport CallRules::report(FaultId fault) const {
    const std::lock_guard lock(mutex_);
    const auto found = active_.find(fault);
    return found == active_.end() ? CallReport() : found->second.report;
}

bool CallRules::active(FaultId fault) const {
    const std::lock_guard lock(mutex_);
    return active_.contains(fault);
}

bool CallRules::concerns(int number) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(
        active_, [&](const auto& entry) { return entry.second.rule.calls.contains(number); });
}

/// Draws as often for every call, so that a fault's k-th decision does not depend on its first.
bool CallRules::Active::hits() {
    ++seen;
    const bool drawn = random.chance(rule.probability);
    return rule.nth == 0 ? drawn : seen == rule.nth;
}

CallCounts& CallRules::Active::counts(const SystemCall& call, const std::string& file) {
    const bool told = report.contains(file) || report.size() < most_files_told;
    return report[told ? file : "..."][call.name];
}

CallDecision CallRules::decide(const SystemCall& call, const std::vector<std::string>& files,
                               bool makes_file) {
    CallDecision decision;
    const std::lock_guard lock(mutex_);
    for (auto& [id, active] : active_) {
        const CallRule& rule = active.rule;
        if (!rule.calls.contains(call.number) || !rule.covers(files)) continue;
        if (rule.error == ENOSPC && call.group == "open" && !makes_file) continue;
        CallCounts& counts = active.counts(call, files.front());
        ++counts.matched;
        const bool hit = active.hits();
        if (!hit || (rule.action != CallAction::delay && decision.action != CallAction::delay))
            continue;
        ++counts.hit;
        if (rule.action == CallAction::delay) {
            const core::Nanoseconds delay = rule.latency.draw(active.random);
            counts.delayed += delay;
            decision.delay += delay;
            if (!decision.fault) decision.fault = id;
            continue;
        }
        decision.fault = id;
        decision.action = rule.action;
        decision.error = rule.error;
        if (rule.action == CallAction::tear) decision.part = active.random.unit();
    }
    return decision;
}

void CallRules::add_lost(FaultId fault, const SystemCall& call, const std::string& file,
                         std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto found = active_.find(fault);
    if (found != active_.end()) found->second.counts(call, file).bytes_lost += bytes;
}

}  // namespace ordeal::nemesis
