#include "tests/examples/register_oracle.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "core/check.hpp"
#include "core/json.hpp"

namespace ordeal::test {

namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

struct Search {
    const std::vector<RegisterCall>& calls;
    std::set<std::pair<std::uint32_t, std::size_t>> dead_ends;  // done, index of the last write

    bool done(std::uint32_t mask) const {
        for (std::size_t i = 0; i < calls.size(); ++i)
            if (calls[i].end != never && (mask >> i & 1U) == 0) return false;
        return true;
    }

    /// Nothing that is still to come ended before this call began.
    bool may_be_next(std::uint32_t mask, std::size_t next) const {
        if ((mask >> next & 1U) != 0) return false;
        for (std::size_t i = 0; i < calls.size(); ++i)
            if ((mask >> i & 1U) == 0 && calls[i].end < calls[next].begin) return false;
        return true;
    }

    bool explains(std::uint32_t mask, std::size_t last) {
        if (done(mask)) return true;
        if (dead_ends.contains({mask, last})) return false;
        const core::Value current = last == calls.size() ? core::Value() : calls[last].value;
        for (std::size_t i = 0; i < calls.size(); ++i) {
            if (!may_be_next(mask, i)) continue;
            if (!calls[i].write && calls[i].value != current) continue;
            if (explains(mask | 1U << i, calls[i].write ? i : last)) return true;
        }
        dead_ends.insert({mask, last});
        return false;
    }
};

}  // namespace

bool linearizable(const std::vector<RegisterCall>& calls) {
    CHECK(calls.size() <= 30, "{} calls are too many to try every order", calls.size());
    return Search{calls, {}}.explains(0, calls.size());
}

std::string to_text(const std::vector<RegisterCall>& calls) {
    std::string text;
    for (const auto& call : calls)
        text += fmt::format("{} {} from {} to {}\n", call.write ? "write" : "read",
                            core::to_json(call.value), call.begin,
                            call.end == never ? "?" : std::to_string(call.end));
    return text;
}

}  // namespace ordeal::test
