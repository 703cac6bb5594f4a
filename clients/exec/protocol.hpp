// The lines that are exchanged with a program that is a client; see client.hpp. Pure.
#pragma once

#include <string>
#include <string_view>

#include "clients/client.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients::exec {

/// With the newline, as invocation_line.
std::string opening_line(const ClientOptions& client, const core::Value& options);
std::string invocation_line(const Invocation& invocation);

/// Error: what is wrong with the line.
core::Result<Completion> read_answer(std::string_view line, const core::Value& invoked);

}  // namespace ordeal::clients::exec
