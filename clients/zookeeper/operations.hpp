// The operations of each kind of workload as requests of a session; what each answer means is in
// client.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "clients/client.hpp"
#include "clients/zookeeper/session.hpp"

namespace ordeal::clients::zookeeper {

const std::vector<std::string_view>& workload_kinds();

struct Terms {
    std::string kind;
    bool sync_reads = false;
};

/// The locks that a client holds: path -> the session's generation in which it was taken.
using Held = std::map<std::string, std::uint64_t>;

/// Requires: the session is connected.
Completion perform(Session& session, const Invocation& invocation, const Terms& terms, Held& held,
                   Deadline deadline);

/// A value as the name of a znode, and back: JSON with what a name cannot have as %XX.
std::string to_name(const core::Value& value);
core::Result<core::Value> from_name(std::string_view name);

}  // namespace ordeal::clients::zookeeper
