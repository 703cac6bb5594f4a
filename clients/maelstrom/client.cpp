#include "clients/maelstrom/client.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "clients/maelstrom/protocol.hpp"
#include "clients/maelstrom/topology.hpp"
#include "clients/udp_socket.hpp"
#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::EventType;
using core::Value;
using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_datagram_bytes = 65'536;

/// What came while a reply was awaited, and was none.
struct Noise {
    std::size_t stale = 0;
    std::size_t malformed = 0;
    std::string why;  // of the last malformed one
};

std::string to_text(const Noise& noise) {
    std::string text;
    if (noise.malformed > 0)
        text += fmt::format("; {}, the last: {}",
                            core::plural(noise.malformed, "malformed reply", "malformed replies"),
                            noise.why);
    if (noise.stale > 0)
        text += fmt::format("; {}", core::plural(noise.stale, "stale reply", "stale replies"));
    return text;
}

class UdpClient final : public Client {
  public:
    UdpClient(ClientOptions options, Conventions conventions, std::unique_ptr<Dialect> dialect)
        : options_(std::move(options)),
          conventions_(std::move(conventions)),
          dialect_(std::move(dialect)),
          buffer_(largest_datagram_bytes) {}

    core::Result<void> open() override {
        auto socket = UdpSocket::connect(endpoint().ip, endpoint().port);
        if (!socket)
            return core::fail("the client of process {} cannot reach {}: {}", options_.process,
                              endpoint().node, socket.error().message);
        socket_ = std::move(*socket);
        if (!conventions_.topology.empty()) tell_topology();
        return {};
    }

    Completion invoke(const Invocation& invocation) override {
        const Clock::time_point deadline = Clock::now() + options_.timeout;
        if (!socket_.is_open()) return not_sent(invocation, "the client is not open");
        const Request request = request_of(invocation, *dialect_);
        const auto datagram = encode(request);
        if (!datagram) return not_sent(invocation, datagram.error().message);
        if (const auto sent = socket_.send(*datagram); !sent)
            return not_sent(invocation, sent.error().message);
        return await(request, deadline);
    }

    void close() override { socket_ = UdpSocket(); }

  private:
    const Endpoint& endpoint() const { return options_.endpoints[options_.home]; }

    Request request_of(const Invocation& invocation, Dialect& dialect) {
        return {invocation,
                ++msg_id_,
                "c" + std::to_string(options_.process),
                endpoint().node,
                conventions_.missing_key_is_null,
                &dialect};
    }

    /// Best effort: a node that does not answer has to do without.
    void tell_topology() {
        const Clock::time_point deadline = Clock::now() + options_.timeout;
        std::vector<std::string> nodes;
        for (const Endpoint& each : options_.endpoints)
            nodes.push_back(each.node);
        const Request request = request_of({"topology", {}, {}}, plain_dialect());
        const std::string datagram = core::to_json(Value::object(
            {{"src", request.src},
             {"dest", request.dest},
             {"body", topology_body(neighbours(conventions_.topology, nodes), request.msg_id)}}));
        if (socket_.send(datagram)) static_cast<void>(await(request, deadline));
    }

    static Completion not_sent(const Invocation& invocation, std::string_view why) {
        return {EventType::fail, invocation.value, fmt::format("not sent: {}", why)};
    }

    Completion await(const Request& request, Clock::time_point deadline) {
        Noise noise;
        for (;;) {
            const UdpSocket::Received received = socket_.receive(buffer_, deadline);
            if (received.heard != UdpSocket::Heard::datagram)
                return {given_up(received), request.invocation.value, reason(received, noise)};
            auto meaning = interpret(received.datagram, request);
            if (auto* completion = std::get_if<Completion>(&meaning)) return std::move(*completion);
            if (auto* malformed = std::get_if<Malformed>(&meaning)) {
                if (malformed->answers) return unknown_outcome(request, *malformed);
                ++noise.malformed;
                noise.why = std::move(malformed->why);
            } else {
                ++noise.stale;
            }
        }
    }

    EventType given_up(const UdpSocket::Received& received) const {
        return received.heard == UdpSocket::Heard::refused ? conventions_.refused : EventType::info;
    }

    std::string reason(const UdpSocket::Received& received, const Noise& noise) const {
        switch (received.heard) {
            case UdpSocket::Heard::refused:
                return fmt::format("connection refused: nothing listens on {} port {} of {}",
                                   endpoint().ip, endpoint().port, endpoint().node);
            case UdpSocket::Heard::error:
                return received.error + to_text(noise);
            default:
                return fmt::format("timeout after {}{}", core::to_text(options_.timeout),
                                   to_text(noise));
        }
    }

    ClientOptions options_;
    Conventions conventions_;
    std::unique_ptr<Dialect> dialect_;
    UdpSocket socket_;
    std::int64_t msg_id_ = 0;
    std::vector<char> buffer_;
};

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    auto conventions = read_conventions(options.extra, options.workload);
    if (!conventions) return tl::unexpected(conventions.error());
    auto dialect = make_dialect(options.workload);
    if (!dialect) return tl::unexpected(dialect.error());
    return std::make_unique<UdpClient>(std::move(options), *std::move(conventions),
                                       *std::move(dialect));
}

}  // namespace ordeal::clients::maelstrom
