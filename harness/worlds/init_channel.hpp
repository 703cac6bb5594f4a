// The harness's end of the line to one ordeal-init (harness/init/protocol.hpp).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

#include "core/result.hpp"
#include "harness/init/protocol.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {

/// A message with what the kernel added to it.
struct InitMessage {
    init::Message message;
    pid_t pid = 0;                       // as we number it
    nemesis::FileDescriptor descriptor;  // if one came
};

/// The harness's side of the socket pair to an ordeal-init.
class InitChannel {
  public:
    /// Our end, and the end that ordeal-init inherits.
    static core::Result<std::pair<InitChannel, nemesis::FileDescriptor>> create();

    int descriptor() const { return ours_.get(); }

    /// Hands every message that has arrived to `handle`. False once the other side is gone and
    /// nothing is left. Does not wait.
    bool receive(const std::function<void(InitMessage)>& handle) const;

    /// Asks for a signal to every process of the node. False when the other side is gone.
    bool request(int signal) const;

  private:
    explicit InitChannel(nemesis::FileDescriptor ours) : ours_(std::move(ours)) {}
    nemesis::FileDescriptor ours_;
};

/// The sentence for people about a message of kind `failed`, for the server `program`.
std::string explain(const init::Message& failed, const std::string& program);

}  // namespace ordeal::harness
