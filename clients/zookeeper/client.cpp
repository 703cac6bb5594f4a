#include "clients/zookeeper/client.hpp"

#include <string>
#include <utility>

#include "clients/endpoints.hpp"
#include "clients/options.hpp"
#include "clients/zookeeper/operations.hpp"
#include "clients/zookeeper/session.hpp"
#include "core/duration.hpp"

namespace ordeal::clients::zookeeper {

namespace {

struct Settings {
    Endpoint node;
    core::Nanoseconds expiry{0};
    Terms terms;
};

class ZookeeperClient final : public Client {
  public:
    ZookeeperClient(core::Nanoseconds timeout, Settings settings)
        : timeout_(timeout), settings_(std::move(settings)) {}

    core::Result<void> open() override { return {}; }

    Completion invoke(const Invocation& invocation) override {
        const Deadline deadline = std::chrono::steady_clock::now() + timeout_;
        if (auto connected = session_.connect(settings_.node, settings_.expiry, deadline);
            !connected)
            return {core::EventType::fail, invocation.value,
                    "not sent: " + connected.error().message};
        return perform(session_, invocation, settings_.terms, held_, deadline);
    }

    void close() override { session_.close(); }

  private:
    core::Nanoseconds timeout_;
    Settings settings_;
    Session session_;
    Held held_;
};

core::Result<Settings> read_settings(const ClientOptions& options) {
    auto words = read_options(
        options.extra,
        {{"node", {"home"}, true}, {"reads", {"plain", "sync"}}, {"session", {"4s"}, true}});
    if (!words) return tl::unexpected(words.error());
    auto node = endpoint_named(options, "node", (*words)[0]);
    if (!node) return tl::unexpected(node.error());
    const auto expiry = core::parse_duration((*words)[2]);
    if (!expiry) return core::fail("workload.options.session: {}", expiry.error().message);
    return Settings{
        std::move(*node),
        *expiry,
        {options.workload.empty() ? "register" : options.workload, (*words)[1] == "sync"}};
}

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    auto settings = read_settings(options);
    if (!settings) return tl::unexpected(settings.error());
    if (auto known = check_kind("zookeeper", settings->terms.kind, workload_kinds()); !known)
        return tl::unexpected(known.error());
    return std::make_unique<ZookeeperClient>(options.timeout, std::move(*settings));
}

}  // namespace ordeal::clients::zookeeper
