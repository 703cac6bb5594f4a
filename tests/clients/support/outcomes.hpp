// What an operation on a real server came to, for tests that know what it must come to.
#pragma once

#include <string>

#include "clients/client.hpp"

namespace ordeal::clients::testing {

/// Fails the test unless it was done.
core::Value ok_value(Client& client, const Invocation& invocation);

/// Fails the test unless it was certainly not done; why that is.
std::string why_failed(Client& client, const Invocation& invocation);

}  // namespace ordeal::clients::testing
