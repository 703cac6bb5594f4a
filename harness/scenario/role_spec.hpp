// A role that nodes may hold, such as that of a leader, and how to see which of them hold it: every
// node is asked the same question, and says of itself whether it does. docs/faults.md is the
// chapter for users.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

/// An operation of the workload's kind of client.
struct ClientQuestion {
    std::string f;
    std::optional<core::Value> key;
    core::Value value;

    friend bool operator==(const ClientQuestion&, const ClientQuestion&) = default;
};

/// Exactly one way to ask is set. All texts but `matches` and the pointers are templates.
struct RoleSpec {
    std::optional<std::string> http;  // a URL; a status other than 2xx is no answer
    std::string method = "GET";
    std::string body;
    std::optional<std::string> tcp;    // "{node.ip}:2181"
    std::string send;                  // over tcp
    std::vector<std::string> command;  // inside the node; an exit code other than 0 is no answer
    std::optional<ClientQuestion> client;  // what it brings, as JSON; only `ok` is an answer

    // What the answer is like of a node that holds the role. None of them: like any answer.
    std::optional<std::string> matches;         // a line of it matches this expression
    std::optional<std::string> pointer;         // it is JSON, and the value there ...
    std::optional<core::Value> equals;          // ... is this one
    std::optional<std::string> equals_pointer;  // ... is the same as the one there

    /// So long nodes are asked again and again while none of them holds it.
    core::Nanoseconds within{1'000'000'000};

    friend bool operator==(const RoleSpec&, const RoleSpec&) = default;
};

}  // namespace ordeal::harness
