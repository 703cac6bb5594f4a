#include "harness/router/client.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "clients/maelstrom/protocol.hpp"
#include "core/duration.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

namespace maelstrom = clients::maelstrom;
using clients::Completion;
using clients::Invocation;
using core::EventType;
using std::chrono::steady_clock;

namespace {

class RouterClient final : public clients::Client {
  public:
    RouterClient(Router& router, clients::ClientOptions options, maelstrom::Conventions conventions,
                 std::unique_ptr<maelstrom::Dialect> dialect)
        : router_(router),
          options_(std::move(options)),
          conventions_(std::move(conventions)),
          dialect_(std::move(dialect)) {}

    core::Result<void> open() override {
        mailbox_ = router_.ask(
            [this](Switchboard& board) { return board.open_mailbox(options_.process); });
        return {};
    }

    Completion invoke(const Invocation& invocation) override {
        const auto deadline = steady_clock::now() + options_.timeout;
        if (!mailbox_) return not_sent(EventType::fail, invocation, "the client is not open");
        const maelstrom::Request request{invocation,
                                         ++msg_id_,
                                         fmt::format("c{}", options_.process),
                                         options_.endpoints[options_.home].node,
                                         conventions_.missing_key_is_null,
                                         dialect_.get()};
        const auto line = maelstrom::encode(request);
        if (!line) return not_sent(EventType::fail, invocation, line.error().message);
        const bool sent = router_.ask(
            [&](Switchboard& board) { return board.post(options_.process, options_.home, *line); });
        if (!sent) return not_sent(conventions_.refused, invocation, request.dest + " is down");
        return await(request, deadline);
    }

    void close() override { mailbox_.reset(); }

  private:
    static Completion not_sent(EventType type, const Invocation& invocation, std::string_view why) {
        return {type, invocation.value, fmt::format("not sent: {}", why)};
    }

    Completion await(const maelstrom::Request& request, steady_clock::time_point deadline) {
        std::size_t stale = 0;
        for (;;) {
            const auto mail = mailbox_->take(deadline);
            if (!mail) return {EventType::info, request.invocation.value, silence(stale)};
            auto meaning = maelstrom::interpret(mail->text, request);
            if (auto* completion = std::get_if<Completion>(&meaning)) return std::move(*completion);
            if (auto* malformed = std::get_if<maelstrom::Malformed>(&meaning))
                return broken(request, *mail, malformed->why);
            ++stale;
        }
    }

    std::string silence(std::size_t stale) const {
        if (mailbox_->is_closed()) return "the run was ended before a reply came";
        std::string text = fmt::format("timeout after {}", core::to_text(options_.timeout));
        if (stale > 0) text += "; " + core::plural(stale, "stale reply", "stale replies");
        return text;
    }

    /// A node that answers so has broken the protocol: the run ends.
    Completion broken(const maelstrom::Request& request, const Mail& mail, const std::string& why) {
        router_.ask([&](Switchboard& board) {
            board.fail({board.protocol_trouble(
                mail.node, mail.line, mail.text,
                fmt::format("it is no reply to {}: {}", request.invocation.f, why))});
        });
        return {EventType::info, request.invocation.value, "malformed reply: " + why};
    }

    Router& router_;
    clients::ClientOptions options_;
    maelstrom::Conventions conventions_;
    std::unique_ptr<maelstrom::Dialect> dialect_;
    std::shared_ptr<Mailbox> mailbox_;
    std::int64_t msg_id_ = 0;
};

}  // namespace

core::Result<std::unique_ptr<clients::Client>> make_router_client(Router& router,
                                                                  clients::ClientOptions options) {
    auto conventions = maelstrom::read_conventions(options.extra, options.workload);
    if (!conventions) return tl::unexpected(conventions.error());
    auto dialect = maelstrom::make_dialect(options.workload);
    if (!dialect) return tl::unexpected(dialect.error());
    return std::make_unique<RouterClient>(router, std::move(options), *std::move(conventions),
                                          *std::move(dialect));
}

}  // namespace ordeal::harness
