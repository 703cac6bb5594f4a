// The table of models: what `--model` names, and which code answers for it.
#pragma once

#include <span>
#include <string_view>

#include "linearizability/judges.hpp"

namespace ordeal::linearizability {

struct Model : Judges {
    std::string_view name;
    std::span<const std::string_view> functions;
};

std::span<const Model> models();
/// Null if there is none of that name.
const Model* find_model(std::string_view name);
/// Error: names the models that there are.
core::Result<const Model*> known_model(std::string_view name);

/// Does the model know the operation? Error: the function, or what is wrong with its values.
core::Result<void> check_operation(const Model& model, const core::Operation& operation);

}  // namespace ordeal::linearizability
