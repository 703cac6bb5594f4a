// The report on a check that was not made: a reduction is sound, or it is refused in words.
#pragma once

#include <string>
#include <utility>

#include "checker/search/report.hpp"

namespace ordeal::checker::detail {

template <Model M>
Report<M> refused(const M& model, std::string words) {
    Report<M> report;
    for (const auto& property : model.properties())
        report.properties.push_back({property.kind, property.name, {}, {}});
    report.stopped = std::move(words);
    return report;
}

}  // namespace ordeal::checker::detail
