#include "clients/postgres/client.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "clients/endpoints.hpp"
#include "clients/options.hpp"
#include "clients/postgres/operations.hpp"
#include "clients/postgres/session.hpp"

namespace ordeal::clients::postgres {

namespace {

using core::EventType;

struct Settings {
    Address primary;
    Address reads;
    bool same = true;  // reads are asked of the primary
    Terms terms;
};

class PostgresClient final : public Client {
  public:
    PostgresClient(core::Nanoseconds timeout, Settings settings)
        : timeout_(timeout), settings_(std::move(settings)) {}

    core::Result<void> open() override { return {}; }

    Completion invoke(const Invocation& invocation) override {
        const Deadline deadline = std::chrono::steady_clock::now() + timeout_;
        const bool elsewhere = !settings_.same && is_read(invocation);
        auto connected = elsewhere ? connect_reader(deadline) : connect_primary(deadline);
        if (!connected)
            return {EventType::fail, invocation.value, "not sent: " + connected.error().message};
        Session& session = elsewhere ? reader_ : primary_;
        return perform(session, invocation, settings_.terms, deadline);
    }

    void close() override {
        primary_.close();
        reader_.close();
    }

  private:
    core::Result<void> connect_primary(Deadline deadline) {
        if (primary_.is_usable()) return {};
        if (auto opened = primary_.open(settings_.primary, deadline); !opened) return opened;
        return make_tables(primary_, settings_.terms, deadline);
    }

    core::Result<void> connect_reader(Deadline deadline) {
        return reader_.is_usable() ? core::Result<void>() : reader_.open(settings_.reads, deadline);
    }

    core::Nanoseconds timeout_;
    Settings settings_;
    Session primary_;
    Session reader_;
};

core::Result<std::int64_t> positive(std::string_view name, const std::string& text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number <= 0)
        return core::fail("workload.options.{}: \"{}\" is no number above 0", name, text);
    return number;
}

/// "repeatable-read" as SQL says it; in the settings of a session each space is escaped.
std::string spelled(std::string isolation, const std::string& space) {
    if (const auto dash = isolation.find('-'); dash != std::string::npos)
        isolation.replace(dash, 1, space);
    return isolation;
}

Address address_of(const Endpoint& node, const std::string& isolation,
                   const std::vector<std::string>& words, core::Nanoseconds timeout) {
    const auto milliseconds = std::max<std::int64_t>(1, timeout.count() / 1'000'000);
    return {node.ip, node.port, words[4], words[3],
            fmt::format("-c default_transaction_isolation={} "
                        "-c idle_in_transaction_session_timeout={} "
                        "-c client_connection_check_interval={}",
                        spelled(isolation, "\\ "), milliseconds, milliseconds)};
}

core::Result<Endpoint> node_of_reads(const ClientOptions& options, const Endpoint& primary,
                                     const std::string& reads) {
    if (reads == "primary") return primary;
    const Endpoint& home = options.endpoints[options.home];
    if (reads == "home" || home.node != primary.node) return home;
    if (options.endpoints.size() < 2)
        return core::fail("workload.options.reads: there is no standby: the only node is {}",
                          home.node);
    return options.endpoints[(options.home + 1) % options.endpoints.size()];
}

core::Result<Settings> read_settings(const ClientOptions& options) {
    auto words = read_options(options.extra,
                              {{"primary", {""}, true},
                               {"reads", {"primary", "home", "standby"}},
                               {"isolation", {"serializable", "repeatable-read", "read-committed"}},
                               {"user", {"postgres"}, true},
                               {"database", {"postgres"}, true},
                               {"accounts", {"8"}, true},
                               {"total", {"80"}, true}});
    if (!words) return tl::unexpected(words.error());
    const std::string& name = (*words)[0];
    auto primary =
        endpoint_named(options, "primary", name.empty() ? options.endpoints[0].node : name);
    if (!primary) return tl::unexpected(primary.error());
    auto reads = node_of_reads(options, *primary, (*words)[1]);
    if (!reads) return tl::unexpected(reads.error());
    const auto accounts = positive("accounts", (*words)[5]);
    if (!accounts) return tl::unexpected(accounts.error());
    const auto total = positive("total", (*words)[6]);
    if (!total) return tl::unexpected(total.error());
    const std::string& isolation = (*words)[2];
    const std::string on_standby = isolation == "serializable" ? "repeatable-read" : isolation;
    return Settings{address_of(*primary, isolation, *words, options.timeout),
                    address_of(*reads, on_standby, *words, options.timeout),
                    reads->node == primary->node,
                    {options.workload.empty() ? "register" : options.workload,
                     spelled(isolation, " "), *accounts, *total}};
}

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    auto settings = read_settings(options);
    if (!settings) return tl::unexpected(settings.error());
    if (auto known = check_kind("postgres", settings->terms.kind, workload_kinds()); !known)
        return tl::unexpected(known.error());
    return std::make_unique<PostgresClient>(options.timeout, std::move(*settings));
}

}  // namespace ordeal::clients::postgres
