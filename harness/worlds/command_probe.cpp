#include <utility>

#include <fmt/ranges.h>

#include "core/check.hpp"
#include "harness/worlds/node_command.hpp"
#include "harness/worlds/probes.hpp"

namespace ordeal::harness {

namespace {

class CommandProbe final : public Probe {
  public:
    CommandProbe(std::filesystem::path program, std::vector<std::string> command,
                 const ProbeSite& site)
        : program_(std::move(program)), command_(std::move(command)), site_(site) {}

    std::string describe() const override {
        return fmt::format("the command {}", fmt::join(command_, " "));
    }

    core::Result<void> attempt(std::chrono::steady_clock::time_point deadline) override {
        const auto output = run_in_node(program_, command_, site_, "ready.log", deadline);
        if (!output) return tl::unexpected(output.error());
        return {};
    }

  private:
    std::filesystem::path program_;
    std::vector<std::string> command_;
    ProbeSite site_;
};

}  // namespace

ProbeResult make_command_probe(const std::vector<std::string>& command, const ProbeSite& site) {
    CHECK(site.host != nullptr && !command.empty());
    const auto program = find_node_command(command);
    if (!program) return core::fail("the ready probe: {}", program.error().message);
    return std::make_unique<CommandProbe>(*program, command, site);
}

}  // namespace ordeal::harness
