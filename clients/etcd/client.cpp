#include "clients/etcd/client.hpp"

#include <chrono>
#include <utility>

#include "clients/etcd/gateway.hpp"
#include "clients/etcd/workload.hpp"
#include "clients/options.hpp"
#include "core/duration.hpp"

namespace ordeal::clients::etcd {

namespace {

using core::Value;

class EtcdClient final : public Client {
  public:
    EtcdClient(const ClientOptions& options, std::unique_ptr<Workload> workload, bool all)
        : workload_(std::move(workload)),
          timeout_(options.timeout),
          gateway_(HttpNodes(options.endpoints, options.home, all)) {}

    core::Result<void> open() override { return {}; }

    Completion invoke(const Invocation& invocation) override {
        const auto deadline = std::chrono::steady_clock::now() + timeout_;
        auto answer = workload_->invoke(invocation, gateway_, deadline);
        if (!answer) answer = certainly_not("this workload has no function " + invocation.f);
        return to_completion(std::move(*answer), invocation);
    }

    void close() override { gateway_.close(); }

  private:
    std::unique_ptr<Workload> workload_;
    core::Nanoseconds timeout_;
    Gateway gateway_;
};

/// Takes the option "lease" out of the others.
core::Result<std::int64_t> take_lease(Value& options, std::int64_t otherwise) {
    const Value* lease = options.find("lease");
    if (!lease) return otherwise;
    const auto duration =
        lease->is_string() ? core::parse_duration(lease->as_string()) : core::fail("no string");
    const auto seconds =
        duration ? std::chrono::floor<std::chrono::seconds>(*duration) : std::chrono::seconds(0);
    if (seconds < std::chrono::seconds(1) || seconds != *duration)
        return core::fail("workload.options.lease: expected whole seconds, like \"10s\"");
    std::erase_if(options.as_object(), [](const auto& member) { return member.name == "lease"; });
    return seconds.count();
}

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    Settings settings;
    const auto lease = take_lease(options.extra, settings.lease_seconds);
    if (!lease) return tl::unexpected(lease.error());
    settings.lease_seconds = *lease;
    const auto words = read_options(
        options.extra, {{"reads", {"linearizable", "serializable"}}, {"connect", {"home", "all"}}});
    if (!words) return tl::unexpected(words.error());
    settings.serializable_reads = words->at(0) == "serializable";
    auto workload = make_workload(options.workload, settings);
    if (!workload)
        return tl::unexpected(check_kind("etcd", options.workload, workload_kinds()).error());
    return std::make_unique<EtcdClient>(options, std::move(workload), words->at(1) == "all");
}

}  // namespace ordeal::clients::etcd
