#include <chrono>

#include <fmt/format.h>
#include <unistd.h>

#include "actors/runtime/lock_step.hpp"
#include "actors/runtime/loop.hpp"
#include "actors/runtime/node.hpp"
#include "actors/runtime/program.hpp"
#include "actors/runtime/spawn_options.hpp"
#include "core/check.hpp"
#include "core/exit_code.hpp"

namespace ordeal::runtime {

namespace {

using core::ExitCode;

/// The machine's monotonic time: the traces of nodes on one machine can be laid side by side.
class MachineClock final : public core::Clock {
  public:
    core::Nanoseconds now() const override {
        return std::chrono::steady_clock::now().time_since_epoch();
    }
};

core::Result<std::unique_ptr<Transport>> make_transport(const SpawnOptions& options) {
    if (options.stdio) return stdio_transport(STDIN_FILENO, STDOUT_FILENO);
    return udp_transport(*options.listen, options.peers);
}

/// What sets this program apart from others of its name: for traces.
core::Value configuration_of(const SpawnOptions& options) {
    core::Value configuration;
    if (!options.bug.empty()) configuration.set("bug", options.bug);
    return configuration;
}

NodeOptions node_options(const SpawnOptions& options) {
    NodeOptions node{options.data, !options.id, options.trace, options.seed};
    node.id = options.id;
    node.configuration = configuration_of(options);
    return node;
}

/// Until the node ends. Error: it could not start, or cannot go on.
core::Result<ExitCode> run_node(std::unique_ptr<actors::AnyActor> actor,
                                const SpawnOptions& options) {
    if (options.lock_step) {
        LockStepNode node(std::move(actor), configuration_of(options));
        return run_lock_step(node, STDIN_FILENO, STDOUT_FILENO);
    }
    const auto transport = make_transport(options);
    if (!transport) return tl::unexpected(transport.error());
    const MachineClock clock;
    Node node(std::move(actor), node_options(options), **transport, clock);
    if (!options.stdio) {
        if (auto started = node.start(options.self()); !started)
            return tl::unexpected(started.error());
        if (auto done = node.commit(); !done) return tl::unexpected(done.error());
        fmt::print(stderr, "{}: listening on {} (seed {})\n", actors::to_text(*options.id),
                   to_text(*options.listen), options.seed);
    }
    auto end = run_loop(node, **transport, clock);
    fmt::print(stderr, "{}\n", node.summary());
    return end;
}

int usage(const Spawned& spawned, const std::string& message) {
    fmt::print(stderr, "{} spawn: {}\n", spawned.program, message);
    return static_cast<int>(ExitCode::usage);
}

int spawn(const Spawned& spawned, const std::vector<std::string>& arguments) {
    const auto parsed = parse_spawn(spawned, arguments);
    if (!parsed) return usage(spawned, parsed.error().message);
    if (parsed->help) {
        fmt::print("{}", *parsed->help);
        return static_cast<int>(ExitCode::valid);
    }
    auto actor = spawned.make(parsed->options.bug);
    if (actor->durable() && parsed->options.data.empty() && !parsed->options.lock_step)
        return usage(spawned, "--data: is missing: this actor saves to durable storage");
    core::set_seed_for_checks(parsed->options.seed);
    const auto end = run_node(std::move(actor), parsed->options);
    if (end) return static_cast<int>(*end);
    fmt::print(stderr, "{} spawn: {}\n", spawned.program, end.error().message);
    return static_cast<int>(ExitCode::internal);
}

}  // namespace

core::Subcommand spawn_command(Spawned spawned) {
    return {"spawn", "run one node as a process",
            [spawned = std::move(spawned)](const std::vector<std::string>& arguments) {
                return spawn(spawned, arguments);
            }};
}

}  // namespace ordeal::runtime
