// A connection to a Redis server (or sentinel) that asks one command at a time. Of hiredis only the
// protocol is used, its formatter and its reader: its own sockets wait as long for each byte as is
// allowed for all of them, and raise SIGPIPE.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "clients/tcp_stream.hpp"
#include "core/result.hpp"

struct redisReader;

namespace ordeal::clients::redis {

struct Reply {
    enum class Kind : std::uint8_t { nil, integer, text, list, error };
    Kind kind = Kind::nil;
    std::int64_t integer = 0;
    std::string text;  // of an error too: "READONLY You can't write against a read only replica."
    std::vector<Reply> items;
};

using Command = std::vector<std::string>;

/// What became of a command: a reply; otherwise why there is none, and whether it was sent.
struct Answer {
    bool replied = false;
    bool sent = false;
    Reply reply;
    std::string trouble;
};

class Connection {
  public:
    Connection();
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    core::Result<void> open(const std::string& ip, std::uint16_t port, Deadline deadline);
    /// False too when the other side has closed it since the last answer.
    bool is_usable() const { return stream_.is_open() && !stream_.is_stale(); }
    void close();

    /// Once there is no reply the connection is closed: what comes later would be taken for the
    /// answer of another command.
    Answer ask(const Command& command, Deadline deadline);

  private:
    struct FreeReader {
        void operator()(redisReader* reader) const;
    };
    core::Result<Reply> receive(Deadline deadline);

    TcpStream stream_;
    std::unique_ptr<redisReader, FreeReader> reader_;
};

}  // namespace ordeal::clients::redis
