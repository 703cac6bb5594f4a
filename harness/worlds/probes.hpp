// The four kinds of ready probe, each in a file of its own; ready_probe.hpp is their port.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "harness/worlds/ready_probe.hpp"

namespace ordeal::harness {

using ProbeResult = core::Result<std::unique_ptr<Probe>>;

/// "IP:PORT" accepts a connection. Error: not an IPv4 address with a port.
ProbeResult make_tcp_probe(std::string_view address);

/// A line of the output matches (anywhere in it) this ECMAScript expression; of a long line its
/// first 4096 bytes are looked at. Error: not an expression.
ProbeResult make_log_probe(const std::string& expression, const ProbeSite& site);

/// GET of "http://HOST[:PORT][/PATH]" answers 2xx. Error: not such a URL.
ProbeResult make_http_probe(const std::string& url);

/// The command exits with 0; it runs in the network, PID and mount namespaces of the node.
/// Requires: site.host. Error: no such program.
ProbeResult make_command_probe(const std::vector<std::string>& command, const ProbeSite& site);

}  // namespace ordeal::harness
