#include "harness/router/router_world.hpp"

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/text/words.hpp"
#include "harness/router/client.hpp"
#include "harness/scenario/validate.hpp"
#include "harness/worlds/output_tail.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

namespace fs = std::filesystem;
using core::Result;
using core::Value;
using std::chrono::steady_clock;

namespace {

/// What nodes find in templates: each is alone in its network.
constexpr const char* own_address = "127.0.0.1";

Result<void> check(const RouterWorldOptions& options) {
    if (options.network.corrupt > 0)
        return core::fail(
            "network.corrupt: world router cannot corrupt messages: a flipped bit would make most "
            "of them no JSON, and nodes have no checksum to find it by");
    return nemesis::validate(options.network);
}

Value init_body(const std::string& node, const std::vector<std::string>& nodes) {
    return Value::object({{"type", "init"},
                          {"node_id", node},
                          {"node_ids", Value::List(nodes.begin(), nodes.end())}});
}

RouterOptions router_options(const RouterWorldOptions& options) {
    RouterOptions made{.seed = options.seed,
                       .nodes = node_names(options.system.nodes),
                       .rule = options.network,
                       .patience = options.patience,
                       .greetings = {}};
    for (const std::string& node : made.nodes) {
        made.greetings.push_back({init_body(node, made.nodes)});
        made.greetings.back().insert(made.greetings.back().end(), options.greetings.begin(),
                                     options.greetings.end());
    }
    return made;
}

TemplateFacts facts_of(const RouterWorldOptions& options) {
    TemplateFacts facts{.port = options.system.port, .seed = options.seed};
    for (const auto& name : node_names(options.system.nodes))
        facts.nodes.push_back({name, own_address});
    return facts;
}

}  // namespace

Result<std::unique_ptr<RouterWorld>> RouterWorld::create(const RouterWorldOptions& options) {
    if (auto checked = check(options); !checked) return tl::unexpected(checked.error());
    const auto init =
        options.init_program ? Result<fs::path>(*options.init_program) : find_init_program();
    if (!init) return tl::unexpected(init.error());
    auto host = ProcessHost::create();
    if (!host) return tl::unexpected(host.error());
    auto router = Router::create(router_options(options), options.run_directory / "trace.jsonl");
    if (!router) return tl::unexpected(router.error());
    std::unique_ptr<RouterWorld> world(new RouterWorld(std::move(*host), std::move(*router)));
    world->start_order_ = options.system.start;
    TemplateFacts facts = facts_of(options);
    for (facts.self = 0; facts.self < facts.nodes.size(); ++facts.self)
        if (auto added = world->add_node(options, facts, *init); !added)
            return tl::unexpected(added.error());
    world->pauses_.resize(world->nodes_.size());
    world->silent_since_.resize(world->nodes_.size());
    world->silence_ = options.silence;
    return world;
}

Result<void> RouterWorld::add_node(const RouterWorldOptions& options, TemplateFacts facts,
                                   const fs::path& init) {
    const std::size_t place = facts.self;
    const fs::path folder = fs::absolute(options.run_directory) / "nodes" / facts.nodes[place].id;
    facts.data = (folder / "data").string();
    auto network = nemesis::NetworkNamespace::create();
    if (!network) return tl::unexpected(network.error());
    networks_.push_back(*std::move(network));
    auto setup = make_setup(options.system, facts, folder, init, networks_.back().fd());
    if (!setup) return tl::unexpected(setup.error());
    setup->stdio = [router = router_.get(), place] {
        return router->ask([place](Switchboard& board) { return board.attach(place); });
    };
    nodes_.push_back(std::make_unique<DeployedNode>(*host_, std::move(*setup)));
    std::error_code error;
    fs::create_directories(facts.data, error);
    if (error) return core::fail("cannot make the folder {}: {}", facts.data, error.message());
    return {};
}

RouterWorld::~RouterWorld() {
    stop();
}

Result<void> RouterWorld::start() {
    auto started = start_order_ == StartOrder::together ? bring_up_together() : bring_up_in_order();
    if (failure()) return {};
    if (!started) stop();
    return started;
}

/// From its files to its first life, which has answered `init` then.
Result<void> RouterWorld::bring_up(DeployedNode& node) {
    if (auto prepared = node.prepare(); !prepared) return prepared;
    if (auto launched = node.launch(); !launched) return launched;
    if (const auto ready = await(node, node.ready_within()); !ready)
        return tl::unexpected(ready.error());
    return {};
}

Result<void> RouterWorld::bring_up_in_order() {
    for (const auto& node : nodes_)
        if (auto done = bring_up(*node); !done) return done;
    return {};
}

Result<void> RouterWorld::bring_up_together() {
    std::vector<Result<void>> results(nodes_.size());
    {
        std::vector<std::jthread> waiting;
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            waiting.emplace_back([&, i] { results[i] = bring_up(*nodes_[i]); });
    }
    for (Result<void>& result : results)
        if (!result) return std::move(result);
    return {};
}

std::size_t RouterWorld::place_of(const DeployedNode& node) const {
    std::size_t place = 0;
    while (nodes_[place].get() != &node)
        ++place;
    return place;
}

Result<core::Nanoseconds> RouterWorld::await(DeployedNode& node, core::Nanoseconds within) {
    const auto begin = steady_clock::now();
    if (auto started = node.wait_until_started(); !started) return tl::unexpected(started.error());
    const std::size_t place = place_of(node);
    const auto how = router_->wait_until_greeted(place, steady_clock::now() + within);
    if (how == Router::Greeted::yes || how == Router::Greeted::failed)
        return steady_clock::now() - begin;
    const auto [awaited, said] = router_->ask([place](const Switchboard& board) {
        return std::pair(board.awaited(place), board.last_line(place));
    });
    std::string text = fmt::format("node {} ", node.id());
    if (how == Router::Greeted::no)
        text += fmt::format("has not answered with {} within {}", awaited, core::to_text(within));
    else if (const auto ending = node.ended_within(std::chrono::seconds(10)))
        text += fmt::format("ended with {} before it answered with {}", *ending, awaited);
    else
        text += fmt::format("closed its stdout before it answered with {}", awaited);
    if (!said.empty()) text += ", but has written " + core::in_quotes(said, said.size());
    return core::fail("{}; {}", text, shown(node.last_lines()));
}

std::vector<clients::Endpoint> RouterWorld::endpoints() const {
    std::vector<clients::Endpoint> all;
    for (const auto& node : nodes_)
        all.push_back({node->id(), own_address, 0});
    return all;
}

void RouterWorld::use_clock(const core::MonotonicClock& clock) {
    router_->ask([&clock](Switchboard& board) { board.use_clock(clock); });
}

Result<std::unique_ptr<clients::Client>> RouterWorld::make_client(std::string_view name,
                                                                  clients::ClientOptions options) {
    if (name != "maelstrom")
        return core::fail(
            "world router has the client \"maelstrom\" only, not \"{}\": its nodes have no address "
            "but on stdin and stdout",
            name);
    return make_router_client(*router_, std::move(options));
}

std::optional<core::Error> RouterWorld::failure() const {
    return router_->ask([](const Switchboard& board) { return board.failure(); });
}

std::vector<Crash> RouterWorld::crashes() {
    std::vector<Crash> all;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        DeployedNode& node = *nodes_[i];
        for (Crash& crash : node.crashes()) {
            fail(fmt::format("node {} ended with {} although no fault ended it; {}", crash.node,
                             crash.how, shown(crash.last_lines)));
            all.push_back(std::move(crash));
        }
        look_for_silence(i);
    }
    return all;
}

void RouterWorld::look_for_silence(std::size_t node) {
    const bool silent = nodes_[node]->pid() != 0 && router_->ask([node](const Switchboard& board) {
        return board.has_fallen_silent(node);
    });
    auto& since = silent_since_[node];
    if (!silent) return since.reset();
    const auto now = steady_clock::now();
    if (!since) since = now;
    if (now - *since >= silence_)
        fail(fmt::format("node {} has closed its stdout but runs on; {}", nodes_[node]->id(),
                         shown(nodes_[node]->last_lines())));
}

void RouterWorld::fail(std::string message) {
    router_->ask([&message](Switchboard& board) { board.fail({std::move(message)}); });
}

void RouterWorld::stop() {
    for (const auto& node : nodes_)
        node->close();
    const auto deadline = steady_clock::now() + std::chrono::seconds(5);
    for (const auto& node : nodes_)
        node->wait_until_gone(deadline);
    if (const auto stopped = router_->stop(); !stopped) trace_error_ = stopped.error().message;
}

Value RouterWorld::statistics() const {
    Value figures = router_->ask([](const Switchboard& board) { return board.statistics(); });
    Value lives = Value::object({});
    for (const auto& node : nodes_)
        lives.set(node->id(), node->lives());
    figures.set("starts", std::move(lives));
    if (!trace_error_.empty()) figures.set("trace-error", trace_error_);
    return figures;
}

}  // namespace ordeal::harness
