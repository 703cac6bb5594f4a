// Names for the tests of scenarios: fixed, so that they do not change with what is built in.
#pragma once

#include <filesystem>
#include <string>

#include "harness/scenario/known_names.hpp"

namespace ordeal::harness {

inline KnownNames test_names() {
    KnownNames names;
    names.models = {{"register", {"read", "write"}}, {"cas-register", {"read", "write", "cas"}}};
    names.clients = {"maelstrom"};
    names.worlds = {"real"};
    return names;
}

/// The root of the source tree.
inline std::filesystem::path source_tree() {
    return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path();
}

}  // namespace ordeal::harness
