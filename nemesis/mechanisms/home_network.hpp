// The harness moves into a network namespace of its own before it does anything else. There, a
// socket opened by mistake to a node's private address fails with ENETUNREACH; in the namespace
// of the machine the same packets would leave through the default gateway. A normal user gets the
// right to make namespaces from a user namespace that is made in the same step; after that, root
// and normal users run the same code.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"

namespace ordeal::nemesis {

/// Moves the calling process into an empty network namespace with only the loopback, up.
/// A process that may not do so (a normal user) enters a user namespace too, in which it is uid 0,
/// and a mount namespace; files that it makes still belong to the user that started it.
/// Requires: the process has one thread (else the user namespace is refused: said in the error).
/// Error: what was refused, by which setting, and what to do about it.
core::Result<void> enter_home_network();

/// The settings of a machine that can refuse a user namespace to a normal user; absent: no such
/// setting here.
struct NamespaceSettings {
    std::optional<long> unprivileged_userns_clone;              // kernel.
    std::optional<long> apparmor_restrict_unprivileged_userns;  // kernel.
    std::optional<long> max_user_namespaces;                    // user.
    std::optional<long> max_net_namespaces;                     // user.
};

NamespaceSettings read_namespace_settings();

/// The sentence for people: why unshare(2) failed with `error_number`, and the remedy.
std::string explain_refusal(int error_number, const NamespaceSettings& settings);

}  // namespace ordeal::nemesis
