// The table of models: what `--model` names, and which code answers for it.
#pragma once

#include <span>
#include <string_view>

#include "linearizability/partition.hpp"

namespace ordeal::linearizability {

struct Model {
    std::string_view name;
    std::span<const std::string_view> functions;
    core::Result<void> (*check)(const core::Operation&);
    JudgePartition judge;
};

std::span<const Model> models();
/// Null if there is none of that name.
const Model* find_model(std::string_view name);

}  // namespace ordeal::linearizability
