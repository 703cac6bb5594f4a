#include "harness/scenario/scenario.hpp"

#include <utility>

namespace ordeal::harness {

ServerSpec server_of(const SystemSpec& system, const std::string& node) {
    ServerSpec server = system;
    const auto found = system.each.find(node);
    if (found == system.each.end()) return server;
    const ServerSpec& own = found->second;
    if (!own.command.empty()) server.command = own.command;
    if (!own.setup.empty()) server.setup = own.setup;
    if (own.ready) server.ready = own.ready;
    for (const auto& [name, value] : own.environment)
        server.environment[name] = value;
    for (const auto& [name, text] : own.files)
        server.files[name] = text;
    return server;
}

}  // namespace ordeal::harness
