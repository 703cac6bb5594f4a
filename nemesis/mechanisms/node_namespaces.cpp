#include "nemesis/mechanisms/node_namespaces.hpp"

#include <cerrno>

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nemesis/mechanisms/home_network.hpp"

namespace ordeal::nemesis {

core::Result<void> node_namespaces_available() {
    const pid_t child = ::fork();
    if (child < 0) return core::fail("cannot fork: {}", core::errno_text());
    if (child == 0) ::_exit(::unshare(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC) == 0 ? 0 : errno);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (status == 0) return {};
    const int error = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return core::fail("cannot make namespaces for a node: {}",
                      explain_refusal(error, read_namespace_settings()));
}

}  // namespace ordeal::nemesis
