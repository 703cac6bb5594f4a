// The names that a scenario may use and that other rooms own: models, clients, worlds. Given to the
// decoder as data, so that it can be tested (and used) without those rooms.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::harness {

struct KnownNames {
    std::map<std::string, std::vector<std::string>> models;  // name -> its functions
    std::vector<std::string> clients;
    std::vector<std::string> worlds;

    std::vector<std::string> model_names() const;
    std::vector<std::string> client_names() const { return clients; }
    std::vector<std::string> world_names() const { return worlds; }
};

/// What this build has: asked of linearizability, clients and this room.
const KnownNames& known_names();

/// The words of Ordeal's plan for models and worlds, those included that this build has not: for
/// messages and for the schema, which is the same in every build.
std::vector<std::string_view> planned_models();
std::vector<std::string_view> planned_worlds();

}  // namespace ordeal::harness
