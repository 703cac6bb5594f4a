#include "clients/etcd/client.hpp"

#include <charconv>
#include <chrono>
#include <utility>

#include "clients/etcd/gateway.hpp"
#include "clients/etcd/workload.hpp"
#include "clients/options.hpp"
#include "core/duration.hpp"

namespace ordeal::clients::etcd {

namespace {

class EtcdClient final : public Client {
  public:
    EtcdClient(ClientOptions options, std::unique_ptr<Workload> workload, bool all)
        : options_(std::move(options)),
          workload_(std::move(workload)),
          gateway_(HttpNodes(options_.endpoints, options_.home, all)) {}

    core::Result<void> open() override { return {}; }

    Completion invoke(const Invocation& invocation) override {
        const auto deadline = std::chrono::steady_clock::now() + options_.timeout;
        auto answer = workload_->invoke(invocation, gateway_, deadline);
        if (!answer) answer = certainly_not("this workload has no function " + invocation.f);
        return to_completion(std::move(*answer), invocation);
    }

    void close() override { gateway_.close(); }

  private:
    ClientOptions options_;
    std::unique_ptr<Workload> workload_;
    Gateway gateway_;
};

core::Result<std::int64_t> lease_of(const std::string& text) {
    const auto duration = core::parse_duration(text);
    const auto seconds =
        duration ? std::chrono::floor<std::chrono::seconds>(*duration) : std::chrono::seconds(0);
    if (seconds < std::chrono::seconds(1) || seconds != *duration)
        return core::fail("workload.options.lease: expected whole seconds, like \"10s\"");
    return seconds.count();
}

core::Result<std::int64_t> count_of(std::string_view name, const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 ||
        number > 1'000'000)
        return core::fail("workload.options.{}: expected a number from 1 to a million", name);
    return number;
}

core::Result<Settings> settings_of(const std::vector<std::string>& words) {
    Settings settings;
    settings.serializable_reads = words[0] == "serializable";
    const auto lease = lease_of(words[2]);
    const auto accounts = count_of("accounts", words[3]);
    const auto total = count_of("total", words[4]);
    for (const auto* number : {&lease, &accounts, &total})
        if (!*number) return tl::unexpected(number->error());
    settings.lease_seconds = *lease;
    settings.accounts = *accounts;
    settings.total = *total;
    return settings;
}

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    const auto words = read_options(options.extra, {{"reads", {"linearizable", "serializable"}},
                                                    {"connect", {"home", "all"}},
                                                    {"lease", {"10s"}, true},
                                                    {"accounts", {"8"}, true},
                                                    {"total", {"80"}, true}});
    if (!words) return tl::unexpected(words.error());
    const auto settings = settings_of(*words);
    if (!settings) return tl::unexpected(settings.error());
    auto workload = make_workload(options.workload, *settings);
    if (!workload)
        return tl::unexpected(check_kind("etcd", options.workload, workload_kinds()).error());
    return std::make_unique<EtcdClient>(std::move(options), std::move(workload),
                                        words->at(1) == "all");
}

}  // namespace ordeal::clients::etcd
