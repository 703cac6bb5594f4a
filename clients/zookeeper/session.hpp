// A session with a ZooKeeper server. The C client keeps it alive with two threads of its own, which
// call back; here a call is made, and its answer awaited, until a deadline. They live in the
// network namespace of the thread that opens the session, and end with it: closing joins them.
//
// To close, the library says farewell and waits until the server hangs up, at most for a second and
// a half. A session that gave no answer in time is therefore closed by a thread of its own, which
// is gone a second and a half later.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "clients/client.hpp"
#include "clients/tcp_stream.hpp"
#include "clients/trouble.hpp"

namespace ordeal::clients::zookeeper {

struct Node {
    std::string data;
    std::int32_t version = 0;
    std::int64_t created = 0;  // the number of the transaction that created it (czxid)
};

/// What the answer of a server means: its code (0: done; negative: ZNONODE, ...) and its content.
struct Reply {
    int code = 0;
    Node node;
    std::vector<std::string> children;
};

/// The codes that operations tell apart.
inline constexpr int no_node = -101;
inline constexpr int bad_version = -103;
inline constexpr int node_exists = -110;

/// fail: the server says that it did not carry the request out; info otherwise.
core::EventType outcome_of_error(int code);
/// "no node (-101)".
std::string text_of_error(int code);

class Session {
  public:
    Session();
    ~Session();

    /// Waits until there is a session, a new one if the last has expired. Error: there is none, so
    /// that nothing can be sent.
    core::Result<void> connect(const Endpoint& node, core::Nanoseconds expiry, Deadline deadline);
    void close();

    /// Each waits for its answer. Trouble of the connection is in doubt, and ends the session.
    /// Replies of any code are answers.
    Answered<Reply> get(const std::string& path, Deadline deadline);
    Answered<Reply> children(const std::string& path, Deadline deadline);
    Answered<Reply> sync(const std::string& path, Deadline deadline);
    Answered<Reply> set(const std::string& path, const std::string& data, std::int32_t version,
                        Deadline deadline);
    Answered<Reply> create(const std::string& path, const std::string& data, bool ephemeral,
                           Deadline deadline);
    Answered<Reply> remove(const std::string& path, Deadline deadline);

    /// Another one for each new session.
    std::uint64_t generation() const { return generation_; }

  private:
    struct Handle;
    class Undertaker;
    struct Call;
    template <typename Start>
    Answered<Reply> ask(Start start, Deadline deadline);

    std::unique_ptr<Handle> handle_;
    std::uint64_t generation_ = 0;
};

}  // namespace ordeal::clients::zookeeper
