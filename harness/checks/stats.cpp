#include <map>
#include <string>

#include <fmt/format.h>

#include "core/text/words.hpp"
#include "harness/checks/history_checks.hpp"

namespace ordeal::harness {

using core::EventType;
using core::Value;
using core::Verdict;

namespace {

struct Counts {
    std::size_t ok = 0;
    std::size_t fail = 0;
    std::size_t info = 0;

    void add(EventType outcome) {
        ++(outcome == EventType::ok ? ok : outcome == EventType::fail ? fail : info);
    }
};

Value to_value(const Counts& counts) {
    return Value::object({{"ok", counts.ok}, {"fail", counts.fail}, {"info", counts.info}});
}

Counts count_all(const std::vector<core::Operation>& operations) {
    Counts counts;
    for (const core::Operation& operation : operations)
        counts.add(operation.outcome);
    return counts;
}

std::map<std::string, Counts> count_by_f(const std::vector<core::Operation>& operations) {
    std::map<std::string, Counts> by_f;
    for (const core::Operation& operation : operations)
        by_f[operation.f].add(operation.outcome);
    return by_f;
}

}  // namespace

CheckResult check_stats(const std::vector<core::Operation>& operations) {
    const Counts all = count_all(operations);
    Value details = to_value(all);
    Value by_f{Value::Object{}};
    std::vector<std::string> never;
    for (const auto& [f, counts] : count_by_f(operations)) {
        by_f.set(f, to_value(counts));
        if (counts.ok == 0) never.push_back("\"" + f + "\"");
    }
    details.set("by-f", std::move(by_f));
    if (operations.empty()) return {"stats", Verdict::unknown, details, "no operations", {}};
    if (!never.empty())
        return {"stats",
                Verdict::unknown,
                details,
                fmt::format("no {} ever succeeded", core::listed(never, "or")),
                {}};
    return {"stats",
            Verdict::valid,
            details,
            fmt::format("{} ok, {} fail, {} info", all.ok, all.fail, all.info),
            {}};
}

CheckResult check_min_ok(const std::vector<core::Operation>& operations, std::size_t least) {
    const std::size_t ok = count_all(operations).ok;
    const Value details = Value::object({{"ok", ok}, {"least", least}});
    const bool enough = ok >= least;
    return {"min-ok",
            enough ? Verdict::valid : Verdict::unknown,
            details,
            fmt::format("{} ok, at least {} asked for", ok, least),
            {}};
}

CheckResult check_min_ok_fraction(const std::vector<core::Operation>& operations, double least) {
    const Counts all = count_all(operations);
    const Value details =
        Value::object({{"ok", all.ok}, {"operations", operations.size()}, {"least", least}});
    const auto total = static_cast<double>(operations.size());
    const bool enough = static_cast<double>(all.ok) >= least * total;
    const Verdict verdict = operations.empty() ? Verdict::unknown
                            : enough           ? Verdict::valid
                                               : Verdict::invalid;
    return {"min-ok-fraction",
            verdict,
            details,
            fmt::format("{} of {} operations were ok, at least {:.4g}% asked for", all.ok,
                        operations.size(), 100 * least),
            {}};
}

}  // namespace ordeal::harness
