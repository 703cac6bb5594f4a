// What the model checker finds in an example: the first property that is violated, and in how many
// steps. For tests that say so of each planted bug.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "checker/search/check.hpp"

namespace ordeal::test {

struct Found {
    core::Verdict verdict = core::Verdict::unknown;
    std::string property;   // the first that is violated
    std::size_t steps = 0;  // of its counterexample

    friend bool operator==(const Found&, const Found&) = default;
};

inline void PrintTo(const Found& found, std::ostream* out) {
    *out << "verdict " << static_cast<int>(found.verdict) << ", " << found.property << ", "
         << found.steps << " steps";
}

/// `depth`: as far as to look; else everywhere.
template <typename M>
Found find(const M& model, std::optional<std::uint32_t> depth = {}) {
    const auto report = checker::whole_check(model, {.max_depth = depth});
    for (const auto& property : report.properties) {
        if (property.kind != checker::Kind::sometimes && property.path)
            return {report.verdict, property.name, property.path->steps.size()};
        if (property.kind == checker::Kind::sometimes && !property.path)
            return {report.verdict, property.name, 0};
    }
    return {report.verdict, "", 0};
}

inline const Found holds{core::Verdict::valid, "", 0};

}  // namespace ordeal::test
