#include "clients/postgres/session.hpp"

#include <array>
#include <string_view>

#include <libpq-fe.h>
#include <poll.h>

#include "core/text/words.hpp"

namespace ordeal::clients::postgres {

namespace {

using ResultHolder = std::unique_ptr<PGresult, decltype(&::PQclear)>;

std::string one_line(std::string_view text) {
    std::string line(text);
    while (!line.empty() && line.back() == '\n')
        line.pop_back();
    for (char& letter : line)
        if (letter == '\n') letter = ' ';
    return line;
}

std::string field(const PGresult* result, int code) {
    const char* text = ::PQresultErrorField(result, code);
    return text ? text : "";
}

std::vector<Row> rows_of(const PGresult* result) {
    std::vector<Row> rows;
    for (int row = 0; row < ::PQntuples(result); ++row) {
        Row& cells = rows.emplace_back();
        for (int column = 0; column < ::PQnfields(result); ++column) {
            const bool null = ::PQgetisnull(result, row, column) != 0;
            cells.push_back(null ? std::nullopt
                                 : std::optional<std::string>(::PQgetvalue(result, row, column)));
        }
    }
    return rows;
}

/// Adds one result of a statement; an error wins over what came before it.
void take(const PGresult* result, Answer& answer) {
    const ExecStatusType status = ::PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        if (!answer.error.empty()) return;
        answer.fate = Fate::done;
        answer.rows = rows_of(result);
        answer.tag = ::PQcmdStatus(const_cast<PGresult*>(result));
        return;
    }
    const std::string state = field(result, PG_DIAG_SQLSTATE);
    answer.fate = fate_of_error(field(result, PG_DIAG_SEVERITY_NONLOCALIZED), state);
    answer.error = state.empty() ? one_line(::PQresultErrorMessage(result))
                                 : state + ": " + one_line(field(result, PG_DIAG_MESSAGE_PRIMARY));
}

/// The only warning that says less than was asked: it comes with a commit that is then answered as
/// done.
void notice(void* only_local, const PGresult* result) {
    if (field(result, PG_DIAG_MESSAGE_DETAIL).find("committed locally") != std::string::npos)
        *static_cast<bool*>(only_local) = true;
}

}  // namespace

Fate fate_of_error(std::string_view severity, std::string_view state) {
    const std::string_view type = state.substr(0, 2);
    const bool broken = type == "08" || state == "40003" || state == "XX001" || state == "XX002";
    return severity == "ERROR" && !broken ? Fate::rejected : Fate::unknown;
}

void Session::Finish::operator()(pg_conn* connection) const {
    ::PQfinish(connection);
}

core::Result<void> Session::open(const Address& address, Deadline deadline) {
    const std::string port = std::to_string(address.port);
    const std::array names = {
        "hostaddr", "port",       "dbname",  "user",
        "sslmode",  "gssencmode", "options", static_cast<const char*>(nullptr)};
    const std::array values = {address.ip.c_str(),
                               port.c_str(),
                               address.database.c_str(),
                               address.user.c_str(),
                               "disable",
                               "disable",
                               address.settings.c_str(),
                               static_cast<const char*>(nullptr)};
    connection_.reset(::PQconnectStartParams(names.data(), values.data(), 0));
    PGconn* connection = connection_.get();
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (connection && ::PQstatus(connection) != CONNECTION_BAD && next != PGRES_POLLING_FAILED) {
        if (next == PGRES_POLLING_OK) {
            *only_local_ = false;
            ::PQsetNoticeReceiver(connection, notice, only_local_.get());
            ::PQsetnonblocking(connection, 1);
            return {};
        }
        const short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!wait_for(::PQsocket(connection), events, deadline)) {
            close();
            return core::fail("no connection to {} port {}: {}", address.ip, port, timed_out);
        }
        next = ::PQconnectPoll(connection);
    }
    const std::string why = connection ? one_line(::PQerrorMessage(connection)) : "no memory";
    close();
    return core::fail("no connection: {}", why);
}

bool Session::is_usable() const {
    if (!connection_ || ::PQstatus(connection_.get()) != CONNECTION_OK) return false;
    pollfd wanted{::PQsocket(connection_.get()), POLLIN, 0};
    return ::poll(&wanted, 1, 0) == 0;
}

Answer Session::lost(std::string_view why) {
    Answer answer;
    answer.fate = Fate::unknown;
    answer.error = why.empty() ? one_line(::PQerrorMessage(connection_.get())) : std::string(why);
    close();
    return answer;
}

Answer Session::ask(const std::string& sql, const std::vector<std::string>& parameters,
                    Deadline deadline) {
    Answer answer;
    answer.error = "not connected";
    if (!connection_) return answer;
    std::vector<const char*> values;
    for (const std::string& parameter : parameters)
        values.push_back(parameter.c_str());
    *only_local_ = false;
    if (!::PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                             nullptr, values.data(), nullptr, nullptr, 0))
        return lost("");
    for (;;) {
        const int left = ::PQflush(connection_.get());
        if (left < 0) return lost("");
        if (left == 0) break;
        if (!wait_for(::PQsocket(connection_.get()), POLLOUT, deadline)) return lost(timed_out);
    }
    return answer_within(deadline);
}

Answer Session::answer_within(Deadline deadline) {
    Answer answer;
    answer.fate = Fate::unknown;
    PGconn* connection = connection_.get();
    for (;;) {
        while (::PQisBusy(connection)) {
            if (!wait_for(::PQsocket(connection), POLLIN, deadline)) return lost(timed_out);
            if (!::PQconsumeInput(connection)) return lost("");
        }
        const ResultHolder result(::PQgetResult(connection), &::PQclear);
        if (!result) break;
        take(result.get(), answer);
    }
    if (*only_local_) {
        answer.fate = Fate::unknown;
        answer.error = "committed locally, but perhaps not replicated";
    }
    if (answer.fate == Fate::unknown && ::PQstatus(connection) != CONNECTION_OK) close();
    return answer;
}

}  // namespace ordeal::clients::postgres
