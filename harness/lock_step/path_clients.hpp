// The clients of a path: what they asked and were told, as a history.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "actors/path.hpp"
#include "clients/maelstrom/protocol.hpp"
#include "core/history/event.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

class PathClients {
  public:
    /// Error: the body is no request with a msg_id.
    core::Result<void> invoke(const actors::PathStep& step);
    /// What a node tells a client: completes its operation, if it is the answer to it.
    void deliver(const actors::PathStep& step);

    const core::History& history() const { return history_; }

  private:
    struct Client {
        std::int64_t process = 0;
        std::optional<clients::maelstrom::Request> request{};  // that waits for its answer
        bool retired = false;                                  // its last operation ended in info
    };

    void record(const Client& client, core::EventType type, const core::Value& value,
                std::optional<std::string> error);

    std::map<std::string, Client> clients_;
    std::int64_t next_process_ = 0;
    core::History history_;
};

}  // namespace ordeal::harness
