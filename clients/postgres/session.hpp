// One connection to a PostgreSQL server, asked one statement at a time, with a deadline. On libpq's
// asynchronous calls (PQconnectPoll, PQsendQueryParams, PQconsumeInput): libpqxx waits inside its
// calls for as long as the server likes, and no server's setting bounds a server that is stopped.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/tcp_stream.hpp"
#include "core/result.hpp"

struct pg_conn;

namespace ordeal::clients::postgres {

enum class Fate : std::uint8_t {
    done,
    rejected,  // certainly not carried out
    unknown,
};

using Row = std::vector<std::optional<std::string>>;

struct Answer {
    Fate fate = Fate::rejected;
    std::vector<Row> rows;
    std::string tag;    // "UPDATE 1", "COMMIT"
    std::string error;  // "40001: could not serialize access ..."
};

/// What an error with that severity ("ERROR", "FATAL", "PANIC") and SQLSTATE says of the statement.
Fate fate_of_error(std::string_view severity, std::string_view state);

struct Address {
    std::string ip;
    std::uint16_t port = 0;
    std::string database;
    std::string user;
    std::string settings;  // "-c name=value ...", of the session
};

class Session {
  public:
    core::Result<void> open(const Address& address, Deadline deadline);
    /// False too when the server has said or closed something since the last answer.
    bool is_usable() const;
    void close() { connection_.reset(); }

    /// `parameters` stand for $1, $2, ... Without a reply the connection is closed.
    Answer ask(const std::string& sql, const std::vector<std::string>& parameters,
               Deadline deadline);

  private:
    struct Finish {
        void operator()(pg_conn* connection) const;
    };
    Answer answer_within(Deadline deadline);
    Answer lost(std::string_view why);

    std::unique_ptr<pg_conn, Finish> connection_;
    /// Set by the server's warning that a commit is on no other server although one was asked for.
    std::unique_ptr<bool> only_local_ = std::make_unique<bool>(false);
};

}  // namespace ordeal::clients::postgres
