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
    bool any = false;                     // another string, or an integer, will do too
};

/// One word for each of the known options, in their order. `given` is null or an object.
core::Result<std::vector<std::string>> read_options(const core::Value& given,
                                                    const std::vector<WordOption>& known);

/// The names of the rows of a table, in its order.
template <typename Table>
std::vector<std::string_view> names_of(const Table& rows) {
    std::vector<std::string_view> names;
    for (const auto& row : rows)
        names.push_back(row.name);
    return names;
}

/// Error: `client` has no operations of the workload `kind`; names those that it has.
core::Result<void> check_kind(std::string_view client, std::string_view kind,
                              const std::vector<std::string_view>& kinds);

}  // namespace ordeal::clients
