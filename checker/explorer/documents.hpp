// What the explorer's API answers, as documents: see docs/explorer.md.
#pragma once

#include <vector>

#include "checker/explorer/predicate.hpp"
#include "checker/explorer/road.hpp"
#include "checker/program/any_model.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// How it is looked at: along a road, with breakpoints.
struct Outlook {
    const Road& road;
    const std::vector<Predicate>& breakpoints;
};

/// {"path","length","first","steps","state","before","properties","breaks","actions"}
core::Value to_value(const StateView& view, const Outlook& outlook);

/// {"path","length","first","steps"}
core::Value steps_document(const StateView& view, const Road& road);

/// {"title","program","properties","start","road","run"}
core::Value model_document(const std::string& title, const AnyModel& model, const Road& road);

/// {"directory","zero","note","times","remarks","output"}
core::Value to_value(const RecordedRun& run);

}  // namespace ordeal::checker
