#include "harness/checks/counter.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/text/words.hpp"
#include "harness/checks/findings.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Value;
using core::Verdict;

namespace {

/// Sums of numbers up to a position of the history.
class Sums {
  public:
    void add(std::size_t position, std::int64_t number) { items_.emplace_back(position, number); }

    void finish() {
        std::ranges::sort(items_);
        std::int64_t total = 0;
        for (auto& [position, sum] : items_)
            sum = total += sum;
    }

    std::int64_t before(std::size_t position) const {
        const auto above = std::ranges::lower_bound(items_, position, {},
                                                    &std::pair<std::size_t, std::int64_t>::first);
        return above == items_.begin() ? 0 : std::prev(above)->second;
    }

  private:
    std::vector<std::pair<std::size_t, std::int64_t>> items_;
};

struct Bounds {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
};

/// The additions of one key.
class Additions {
  public:
    Additions(const Operations& operations, std::int64_t initial) : initial_(initial) {
        for (const Operation* operation : operations)
            if (operation->f == "add" && may_have_happened(*operation) &&
                operation->argument.is_int())
                add(*operation, operation->argument.as_int());
        for (Sums* sums : {&sure_up_, &sure_down_, &begun_up_, &begun_down_})
            sums->finish();
    }

    Bounds bounds(const Operation& read) const {
        const std::size_t end = *read.completed;
        return {initial_ + sure_up_.before(read.invoked) + begun_down_.before(end),
                initial_ + begun_up_.before(end) + sure_down_.before(read.invoked)};
    }

  private:
    void add(const Operation& operation, std::int64_t number) {
        (number > 0 ? begun_up_ : begun_down_).add(operation.invoked, number);
        if (is_ok(operation))
            (number > 0 ? sure_up_ : sure_down_).add(*operation.completed, number);
    }

    std::int64_t initial_;
    Sums sure_up_;
    Sums sure_down_;
    Sums begun_up_;
    Sums begun_down_;
};

void check_read(const Operation& read, const Additions& additions, const Value& key,
                Findings& found) {
    if (!read.result.is_int()) {
        found.add("malformed", read, [&] {
            return Evidence{.explanation = fmt::format("{} read {}, which is no integer",
                                                       told(read), told(read.result)),
                            .remark = "no integer",
                            .broken = &read};
        });
        return;
    }
    const Bounds bounds = additions.bounds(read);
    const std::int64_t number = read.result.as_int();
    if (number >= bounds.lowest && number <= bounds.highest) return;
    found.add("out-of-bounds", read, [&] {
        return Evidence{
            .explanation =
                fmt::format("{} read {}{}, but what was added until then makes {} to {}",
                            told(read), number, of_key(key), bounds.lowest, bounds.highest),
            .remark = fmt::format("only {} to {} was possible", bounds.lowest, bounds.highest),
            .broken = &read};
    });
}

}  // namespace

CheckResult check_counter(const std::vector<Operation>& operations, const Value& initial) {
    Findings found({{"out-of-bounds"}, {"malformed"}});
    std::size_t reads = 0;
    for (const auto& [key, of_key] : by_key(operations)) {
        const Additions additions(of_key, initial.is_int() ? initial.as_int() : 0);
        for (const Operation* operation : of_key) {
            if (operation->f != "read" || !is_ok(*operation)) continue;
            ++reads;
            check_read(*operation, additions, key, found);
        }
    }
    CheckResult result =
        found.conclude("counter", reads == 0 ? Verdict::unknown : Verdict::valid,
                       reads == 0 ? "nobody read" : core::plural(reads, "read") + " within bounds");
    result.details.set("reads", reads);
    return result;
}

}  // namespace ordeal::harness
