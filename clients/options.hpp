// Reading a protocol's own options (`workload.options` of a scenario): a flat object of words of
// which each has a few meanings. What is not known is an error, with the nearest known word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients {

struct WordOption {
    std::string_view name;
    std::vector<std::string_view> words;  // the first is the default
};

/// One word for each of the known options, in their order. `given` is null or an object.
core::Result<std::vector<std::string>> read_options(const core::Value& given,
                                                    const std::vector<WordOption>& known);

}  // namespace ordeal::clients
