#include "harness/checks/evidence_checks.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

using core::Value;
using core::Verdict;

namespace {

struct Tally {
    std::size_t bit = 0;
    std::size_t idle = 0;
    std::size_t not_begun = 0;
    std::size_t not_ended = 0;
};

/// What is wrong with a fault, if anything.
std::optional<std::string> complaint(const nemesis::FaultRecord& fault) {
    const std::string why = fault.errors.empty() ? "" : ": " + fault.errors.back();
    if (!fault.began) return "did not take hold" + why;
    if (!fault.ended) return "was not ended" + why;
    if (!fault.bit()) return "touched nothing";
    return std::nullopt;
}

void count(Tally& tally, const nemesis::FaultRecord& fault) {
    if (!fault.began) {
        ++tally.not_begun;
        return;
    }
    ++(fault.bit() ? tally.bit : tally.idle);
    tally.not_ended += !fault.ended;
}

/// "signal 9", "signal 9 (Killed)"
bool sent_by_somebody_else(const Crash& crash) {
    constexpr std::array<std::string_view, 2> signals{"signal 9", "signal 15"};
    const std::string_view signal = std::string_view(crash.how).substr(0, crash.how.find(" ("));
    return std::ranges::count(signals, signal) > 0;
}

std::string sentence(const std::vector<Crash>& crashes) {
    const Crash& first = crashes.front();
    const bool timed = first.seen != core::Nanoseconds::zero();
    const std::string when = timed ? " at " + core::in_seconds(first.seen) : "";
    const std::string why = first.why.empty() ? "" : ", " + core::in_quotes(first.why, 160);
    const std::string more =
        crashes.size() == 1 ? "" : fmt::format(", and {} more", crashes.size() - 1);
    return fmt::format("{} ended by itself{}: {}{}{}", first.node, when, first.how, why, more);
}

}  // namespace

CheckResult check_faults_bit(const std::vector<nemesis::FaultRecord>& faults, Toothless toothless) {
    CheckResult result{"faults-bit", Verdict::valid, {}, "", {}};
    Tally tally;
    for (const nemesis::FaultRecord& fault : faults) {
        count(tally, fault);
        if (const auto wrong = complaint(fault))
            result.warnings.push_back(
                fmt::format("fault {} ({}) {}", fault.id, to_text(fault.fault), *wrong));
    }
    if (toothless == Toothless::unknown && !result.warnings.empty())
        result.verdict = Verdict::unknown;
    result.details = Value::object({{"faults", faults.size()},
                                    {"bit", tally.bit},
                                    {"touched-nothing", tally.idle},
                                    {"not-begun", tally.not_begun},
                                    {"not-ended", tally.not_ended}});
    result.explanation =
        fmt::format("{} of {} touched something", tally.bit, core::plural(faults.size(), "fault"));
    return result;
}

CheckResult check_crashed_nodes(const std::vector<Crash>& crashes) {
    Value::List list;
    for (const Crash& crash : crashes)
        list.push_back(Value::object({{"node", crash.node},
                                      {"how", crash.how},
                                      {"why", crash.why},
                                      {"seen", crash.seen.count()},
                                      {"last-lines", crash.last_lines}}));
    const Value details = Value::object({{"crashes", std::move(list)}});
    if (crashes.empty()) return {"crashed-nodes", Verdict::valid, details, "none", {}};
    if (std::ranges::all_of(crashes, sent_by_somebody_else))
        return {
            "crashed-nodes",
            Verdict::unknown,
            details,
            sentence(crashes) + "; somebody else sent that, perhaps the kernel for want of memory",
            {}};
    std::vector<Crash> own;
    std::ranges::remove_copy_if(crashes, std::back_inserter(own), sent_by_somebody_else);
    return {"crashed-nodes", Verdict::invalid, details, sentence(own), {}};
}

}  // namespace ordeal::harness
