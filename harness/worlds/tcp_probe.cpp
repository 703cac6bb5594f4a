#include <string>
#include <utility>

#include "harness/worlds/probes.hpp"
#include "harness/worlds/tcp_talk.hpp"

namespace ordeal::harness {

namespace {

class TcpProbe final : public Probe {
  public:
    explicit TcpProbe(std::string address) : address_(std::move(address)) {}

    std::string describe() const override { return "TCP connect to " + address_; }

    core::Result<void> attempt(std::chrono::steady_clock::time_point deadline) override {
        const auto connected = connect_over_tcp(address_, deadline);
        if (!connected) return tl::unexpected(connected.error());
        return {};
    }

  private:
    std::string address_;
};

}  // namespace

ProbeResult make_tcp_probe(std::string_view address) {
    if (const auto checked = check_tcp_address(address); !checked)
        return tl::unexpected(checked.error());
    return std::make_unique<TcpProbe>(std::string(address));
}

}  // namespace ordeal::harness
