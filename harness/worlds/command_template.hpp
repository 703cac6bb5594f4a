// The command of a scenario is a template: {node.ip} and its kin stand for what differs from node
// to node, {peers:...} and {nodes:...} for lists of the others or of all. The grammar, complete:
//
//     {node.index} {node.number} {node.id} {node.ip} {node.port} {node.data} {seed}
//     {peers:FORM}   one FORM for each node but this one, joined by commas
//     {nodes:FORM}   one FORM for each node
//     {{ and }}      a brace itself (outside of a FORM)
//
// A FORM of bare words is read word by word, all else in it stays: host:port becomes
// 10.77.0.2:7000, id=host:port becomes n2=10.77.0.2:7000. Words: id, index, number, ip, host (the
// same as ip), port. A FORM with braces keeps every letter outside of them:
// {nodes:{id}=http://{ip}:2380}. A known placeholder means the same in every argument and in every
// value of the environment; an unknown one is an error, never left as it stands.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::harness {

/// One node, as templates see it.
struct NodeFacts {
    std::string id;  // "n1"
    std::string ip;
};

/// Everything that a template may ask for.
struct TemplateFacts {
    std::vector<NodeFacts> nodes;  // all of them, in order
    std::size_t self = 0;          // the node whose command is expanded: an index into `nodes`
    std::uint16_t port = 0;
    std::string data;  // the node's data folder
    std::uint64_t seed = 0;
};

/// Expands one text. Requires: facts.self is an index into facts.nodes.
/// Error: which placeholder is unknown or malformed, in which text, and what is known.
core::Result<std::string> expand(std::string_view text, const TemplateFacts& facts);

/// Expands each argument. Error: as above, with the number of the argument, counted from 0.
core::Result<std::vector<std::string>> expand(const std::vector<std::string>& command,
                                              const TemplateFacts& facts);

/// Expands each value; names stay. Error: as above, with the name of the variable.
core::Result<std::map<std::string, std::string>> expand(
    const std::map<std::string, std::string>& environment, const TemplateFacts& facts);

}  // namespace ordeal::harness
