// Tests of the network run in a child process that has a network of its own, as root and as a
// normal user: the test program itself never leaves the namespaces in which it was started.
#pragma once

#include <functional>

#include <gtest/gtest.h>
#include <sys/types.h>

namespace ordeal::nemesis {

enum class User { root, normal };

/// The uid of such a child: 0; the caller's, or that of nobody when the caller is root.
uid_t uid_of(User user);

/// Forks; the child becomes `user`, runs `body`, and ends. What `body` expects in vain fails the
/// test, as does a child that crashes or takes longer than a minute.
/// Requires: this process has one thread. Skips when root is asked and this is a normal user.
void in_child(User user, const std::function<void()>& body);

/// The same, after enter_home_network(). Skips for a normal user under ThreadSanitizer, whose own
/// thread keeps the process out of user namespaces.
void in_private_network(User user, const std::function<void()>& body);

}  // namespace ordeal::nemesis
