#include "harness/checks/lock.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include <fmt/format.h>

#include "core/text/words.hpp"
#include "harness/checks/findings.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Value;
using core::Verdict;

namespace {

struct Hold {
    const Operation* acquired = nullptr;
    const Operation* released = nullptr;
    std::size_t from = 0;
    std::size_t to = std::numeric_limits<std::size_t>::max();
};

/// The stretches in which somebody surely held the lock of one key, by their beginnings.
std::vector<Hold> holds_of(const Operations& operations, const Value& key, Findings& found) {
    std::vector<Hold> holds;
    std::map<std::int64_t, std::size_t> open;  // by process: a place in holds
    const auto close = [&](const Operation& by) {
        const auto held = open.find(by.process);
        if (held == open.end()) return false;
        holds[held->second].to = by.invoked;
        holds[held->second].released = &by;
        open.erase(held);
        return true;
    };
    for (const Operation* operation : operations) {
        if (operation->f == "release" && !close(*operation) && is_ok(*operation))
            found.add("not-held", *operation, [&] {
                return Evidence{
                    .explanation = fmt::format("{} released the lock{} without holding it",
                                               told(*operation), of_key(key)),
                    .remark = "it did not hold the lock",
                    .broken = operation};
            });
        if (operation->f != "acquire" || !is_ok(*operation)) continue;
        const auto held = open.find(operation->process);
        if (held != open.end())
            found.add("twice", *operation, [&] {
                const Operation* const before = holds[held->second].acquired;
                return Evidence{.explanation = fmt::format(
                                    "{} acquired the lock{}, which it held since operation {}",
                                    told(*operation), of_key(key), before->id),
                                .remark = "it held the lock already",
                                .broken = operation,
                                .with = {before},
                                .conditions = {{before->id, std::nullopt, "holds the lock"}}};
            });
        close(*operation);
        open[operation->process] = holds.size();
        holds.push_back({.acquired = operation, .from = *operation->completed});
    }
    std::ranges::sort(holds, {}, &Hold::from);
    return holds;
}

Condition held(const Hold& hold) {
    const auto until = hold.released ? std::optional(hold.released->id) : std::nullopt;
    return {hold.acquired->id, until, "holds the lock"};
}

Evidence shared(const Hold& second, const Hold& first, const Value& key) {
    return {.explanation = fmt::format("the lock{} was given to {} while {} held it{}", of_key(key),
                                       told(*second.acquired), told(*first.acquired),
                                       first.released ? "" : ", and never asked to release it"),
            .remark = fmt::format("process {} held the lock", first.acquired->process),
            .broken = second.acquired,
            .with = {first.acquired, first.released},
            .conditions = {held(first), held({.acquired = second.acquired})}};
}

void check_exclusion(const std::vector<Hold>& holds, const Value& key, Findings& found) {
    const Hold* longest = nullptr;
    for (const Hold& hold : holds) {
        if (longest != nullptr && hold.from < longest->to)
            found.add("shared", *hold.acquired, [&] { return shared(hold, *longest, key); });
        if (longest == nullptr || hold.to > longest->to) longest = &hold;
    }
}

Operations with_tokens(const Operations& operations) {
    Operations acquires;
    std::ranges::copy_if(operations, std::back_inserter(acquires), [](const Operation* operation) {
        return operation->f == "acquire" && is_ok(*operation) && operation->result.is_int();
    });
    return acquires;
}

void check_tokens(const Operations& operations, const Value& key, Findings& found) {
    const Operations begun = with_tokens(operations);
    Operations ended = begun;
    std::ranges::sort(ended, {}, [](const Operation* acquire) { return *acquire->completed; });
    auto next = ended.begin();
    const Operation* greatest = nullptr;
    for (const Operation* acquire : begun) {
        for (; next != ended.end() && *(*next)->completed < acquire->invoked; ++next)
            if (greatest == nullptr || (*next)->result.as_int() > greatest->result.as_int())
                greatest = *next;
        if (greatest == nullptr || acquire->result.as_int() > greatest->result.as_int()) continue;
        found.add("token", *acquire, [&] {
            return Evidence{
                .explanation = fmt::format("{} got the token {}{}, after {} had got {}",
                                           told(*acquire), acquire->result.as_int(), of_key(key),
                                           told(*greatest), greatest->result.as_int()),
                .remark = fmt::format("only more than {} was possible", greatest->result.as_int()),
                .broken = acquire,
                .with = {greatest}};
        });
    }
}

}  // namespace

CheckResult check_lock(const std::vector<Operation>& operations) {
    Findings found({{"shared"}, {"twice"}, {"token"}, {"not-held", false}});
    std::size_t acquired = 0;
    for (const auto& [key, of_key] : by_key(operations)) {
        const std::vector<Hold> holds = holds_of(of_key, key, found);
        acquired += holds.size();
        check_exclusion(holds, key, found);
        check_tokens(of_key, key, found);
    }
    const bool none = acquired == 0;
    CheckResult result =
        found.conclude("lock", none ? Verdict::unknown : Verdict::valid,
                       none ? "no lock was acquired"
                            : "held " + core::plural(acquired, "time") + ", by one at a time");
    result.details.set("acquired", acquired);
    return result;
}

}  // namespace ordeal::harness
