#include "clients/redis/client.hpp"

#include <charconv>
#include <string>
#include <utility>

#include "clients/endpoints.hpp"
#include "clients/options.hpp"
#include "clients/redis/connection.hpp"
#include "clients/redis/operations.hpp"
#include "core/duration.hpp"

namespace ordeal::clients::redis {

namespace {

using core::EventType;

struct Settings {
    Endpoint node;
    std::uint16_t sentinel_port = 0;  // 0: none is asked
    std::string master;
    Terms terms;
};

class RedisClient final : public Client {
  public:
    RedisClient(core::Nanoseconds timeout, Settings settings)
        : timeout_(timeout), settings_(std::move(settings)) {}

    core::Result<void> open() override { return {}; }

    Completion invoke(const Invocation& invocation) override {
        const Deadline deadline = std::chrono::steady_clock::now() + timeout_;
        const auto operation = operation_of(invocation, settings_.terms);
        if (!operation) return not_sent(invocation, operation.error().message);
        if (auto connected = connect(deadline); !connected)
            return not_sent(invocation, connected.error().message);
        const Answer answer = connection_.ask(operation->command, deadline);
        if (!answer.sent) return not_sent(invocation, answer.trouble);
        if (!answer.replied) return {EventType::info, invocation.value, answer.trouble};
        Completion completion = complete(*operation, invocation, answer.reply);
        if (answer.reply.kind == Reply::Kind::error) connection_.close();
        return completion;
    }

    void close() override { connection_.close(); }

  private:
    static Completion not_sent(const Invocation& invocation, std::string_view why) {
        return {EventType::fail, invocation.value, fmt::format("not sent: {}", why)};
    }

    core::Result<void> connect(Deadline deadline) {
        if (connection_.is_usable()) return {};
        auto primary = find_primary(deadline);
        if (!primary) return tl::unexpected(primary.error());
        return connection_.open(primary->ip, primary->port, deadline);
    }

    core::Result<Endpoint> find_primary(Deadline deadline) const {
        const Endpoint& node = settings_.node;
        if (settings_.sentinel_port == 0) return node;
        Connection sentinel;
        if (auto opened = sentinel.open(node.ip, settings_.sentinel_port, deadline); !opened)
            return core::fail("the sentinel of {}: {}", node.node, opened.error().message);
        const Answer answer =
            sentinel.ask({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", settings_.master}, deadline);
        if (!answer.replied) return core::fail("the sentinel of {}: {}", node.node, answer.trouble);
        if (answer.reply.items.size() != 2)
            return core::fail("the sentinel of {} knows no master \"{}\" {}", node.node,
                              settings_.master, answer.reply.text);
        const std::string& port = answer.reply.items[1].text;
        Endpoint primary{node.node, answer.reply.items[0].text, 0};
        std::from_chars(port.data(), port.data() + port.size(), primary.port);
        return primary;
    }

    core::Nanoseconds timeout_;
    Settings settings_;
    Connection connection_;
};

core::Result<Settings> read_settings(const ClientOptions& options) {
    auto words = read_options(options.extra, {{"node", {"home"}, true},
                                              {"sentinel-port", {"0"}, true},
                                              {"master", {"mymaster"}, true},
                                              {"lease", {"0"}, true}});
    if (!words) return tl::unexpected(words.error());
    Settings settings;
    auto node = endpoint_named(options, "node", (*words)[0]);
    if (!node) return tl::unexpected(node.error());
    settings.node = std::move(*node);
    const std::string& port = (*words)[1];
    const auto [end, problem] =
        std::from_chars(port.data(), port.data() + port.size(), settings.sentinel_port);
    if (problem != std::errc() || end != port.data() + port.size())
        return core::fail("workload.options.sentinel-port: \"{}\" is no port", port);
    settings.master = (*words)[2];
    const auto lease = core::parse_duration((*words)[3]);
    if (!lease) return core::fail("workload.options.lease: {}", lease.error().message);
    settings.terms = {options.workload.empty() ? "register" : options.workload,
                      fmt::format("p{}", options.process),
                      std::to_string(lease->count() / 1'000'000)};
    return settings;
}

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    auto settings = read_settings(options);
    if (!settings) return tl::unexpected(settings.error());
    if (auto known = check_kind("redis", settings->terms.kind, workload_kinds()); !known)
        return tl::unexpected(known.error());
    return std::make_unique<RedisClient>(options.timeout, std::move(*settings));
}

}  // namespace ordeal::clients::redis
