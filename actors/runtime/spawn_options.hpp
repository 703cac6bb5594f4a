// The command line of `PROGRAM spawn`, read and checked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/id.hpp"
#include "actors/runtime/program.hpp"
#include "actors/runtime/transport.hpp"
#include "core/result.hpp"

namespace ordeal::runtime {

struct SpawnOptions {
    bool stdio = false;
    bool lock_step = false;        // addresses, files and seed mean nothing then
    std::optional<actors::Id> id;  // none over stdio: init tells it
    std::optional<Endpoint> listen;
    std::map<std::string, Endpoint> peers;  // by name, without the node itself
    std::string data;
    std::string trace;
    std::uint64_t seed = 0;
    std::string bug;

    actors::Self self() const;
};

/// "n2=10.0.0.2:7000,n3=10.0.0.3:7000"; empty items are skipped.
core::Result<std::map<std::string, Endpoint>> parse_peers(std::string_view text);

/// What reading the command line led to: options, or a text to print (help), or an error.
struct ParsedSpawn {
    SpawnOptions options;
    std::optional<std::string> help;
};

/// Error: what is wrong with the command line, and what is expected.
core::Result<ParsedSpawn> parse_spawn(const Spawned& spawned,
                                      const std::vector<std::string>& arguments);

}  // namespace ordeal::runtime
