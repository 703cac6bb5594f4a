// A report for people, and as the document that `PROGRAM check --json` prints.
#pragma once

#include <string>
#include <vector>

#include "actors/path.hpp"
#include "checker/search/report.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// A path in words.
struct PathText {
    std::vector<std::string> actions;
    std::string last;                   // the state at its end
    std::optional<std::size_t> loop;    // as in Path
    std::optional<actors::Path> steps;  // of actors: what happened, without what came of it
    std::vector<std::uint32_t> places;  // as in Path
};

struct PropertyText {
    Kind kind = Kind::always;
    std::string name;
    std::optional<PathText> path;
    core::Verdict verdict = core::Verdict::unknown;
};

/// A report without the types of its model.
struct ReportText {
    Numbers numbers;
    std::vector<PropertyText> properties;
};

core::Value to_value(const ReportText& report);
std::string to_text(const ReportText& report);
std::string to_text(const PropertyText& property);

template <Model M>
ReportText in_words(const M& model, const Report<M>& report) {
    ReportText text{report, {}};
    for (const auto& property : report.properties) {
        PropertyText words{property.kind, property.name, {}, property.verdict};
        if (property.path) {
            words.path.emplace(PathText{{},
                                        text_of_state(model, property.path->last()),
                                        property.path->loop,
                                        {},
                                        property.path->places});
            for (const auto& step : property.path->steps)
                words.path->actions.push_back(text_of_action(model, step.action));
            if constexpr (requires { model.path_of(*property.path); })
                words.path->steps = model.path_of(*property.path);
        }
        text.properties.push_back(std::move(words));
    }
    return text;
}

}  // namespace ordeal::checker
