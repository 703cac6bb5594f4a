#include "harness/worlds/deployed_node.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/check.hpp"
#include "harness/worlds/output_tail.hpp"
#include "harness/worlds/ready_probe.hpp"

namespace ordeal::harness {

using core::Result;
using std::chrono::steady_clock;

namespace {

/// Milliseconds on a sound machine; not counted against the scenario's time to get ready.
constexpr std::chrono::seconds patience_for_exec{20};

constexpr std::chrono::seconds patience_for_setup{60};

}  // namespace

DeployedNode::DeployedNode(ProcessHost& host, NodeSetup setup)
    : host_(host), setup_(std::move(setup)) {}

Result<void> DeployedNode::prepare() {
    if (auto written = write_files(setup_); !written) return written;
    for (std::size_t number = 0; number < setup_.setup.size(); ++number)
        if (auto run = run_setup(number); !run) return run;
    return {};
}

Result<void> DeployedNode::run_setup(std::size_t number) {
    auto started = NodeProcess::start(host_, setup_.setup[number]);
    if (!started) return tl::unexpected(started.error());
    const std::shared_ptr<NodeProcess> command = std::move(*started);
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return core::fail("node {} is not set up: the world has been stopped", id());
        process_ = command;
        end_expected_ = true;
    }
    const auto begun = steady_clock::now();
    if (auto run = command->wait_until_started(begun + patience_for_exec); !run) return run;
    const auto ending = command->wait_for_end(patience_for_setup);
    if (ending && ending->wait_status == 0) return {};
    return core::fail("node {}: system.setup[{}] ({}) {}; {}", id(), number,
                      fmt::join(setup_.setup[number].command, " "),
                      ending ? "ended with " + ending->how() : "has not ended after 60 s",
                      shown(command->last_lines()));
}

Result<void> DeployedNode::launch() {
    const std::lock_guard lock(mutex_);
    if (closed_) return core::fail("node {} is not started: the world has been stopped", id());
    StdioEnds ends;
    NodeCommand command = setup_.command;
    if (setup_.stdio) {
        auto made = setup_.stdio();
        if (!made) return core::fail("node {}: {}", id(), made.error().message);
        ends = *std::move(made);
        command.input = ends.input.get();
        command.replies = ends.output.get();
    }
    if (setup_.equip)
        if (auto equipped = setup_.equip(command); !equipped)
            return core::fail("node {}: {}", id(), equipped.error().message);
    auto started = NodeProcess::start(host_, command);
    if (!started) return tl::unexpected(started.error());
    note_crash();
    process_ = std::move(*started);
    ++lives_;
    restart_due_ = end_expected_ = end_noted_ = false;
    return {};
}

core::Nanoseconds DeployedNode::ready_within() const {
    return setup_.ready ? setup_.ready->within : ReadyProbe().within;
}

Result<void> DeployedNode::wait_until_started() {
    const auto life = process();
    CHECK(life != nullptr, "node {} was never launched", id());
    return life->wait_until_started(steady_clock::now() + patience_for_exec);
}

Result<core::Nanoseconds> DeployedNode::wait_until_ready(core::Nanoseconds within) {
    const auto begin = steady_clock::now();
    auto done = wait_until_started();
    if (done && setup_.ready) done = await_probe(*process(), within);
    if (!done) return tl::unexpected(done.error());
    return steady_clock::now() - begin;
}

ProbeSite DeployedNode::site_of(const NodeProcess& life) {
    return {.output = life.output(),
            .output_begin = life.output_begin(),
            .host = &host_,
            .init_program = setup_.command.init_program,
            .namespaces = life.namespaces(),
            .working_folder = setup_.command.working_folder};
}

RoleAnswer DeployedNode::ask(const std::string& role, steady_clock::time_point deadline) {
    std::shared_ptr<NodeProcess> life;
    {
        const std::lock_guard lock(mutex_);
        if (!pauses_.empty()) return {false, "paused"};
        life = process_;
    }
    if (!life || life->ending()) return {false, "not running"};
    return setup_.roles.at(role).ask(site_of(*life), deadline);
}

Result<void> DeployedNode::await_probe(NodeProcess& life, core::Nanoseconds within) {
    const auto probe = make_probe(*setup_.ready, site_of(life));
    if (!probe) return core::fail("system.ready: {}", probe.error().message);
    const WatchedNode watched{
        .name = id(),
        .ended_within = [&](core::Nanoseconds most) -> std::optional<std::string> {
            const auto ending = life.wait_for_end(most);
            if (!ending) return std::nullopt;
            return ending->how();
        },
        .last_lines = [&] { return life.last_lines(); }};
    return harness::wait_until_ready(**probe, watched, within);
}

std::shared_ptr<NodeProcess> DeployedNode::hold_dead(nemesis::FaultId fault) {
    const std::lock_guard lock(mutex_);
    kills_.insert(fault);
    restart_due_ = true;
    note_crash();
    end_expected_ = true;
    return process_;
}

Result<ProcessEvidence> DeployedNode::kill(nemesis::FaultId fault) {
    const auto life = hold_dead(fault);
    if (!life) return ProcessEvidence();
    return life->kill();
}

Result<ProcessEvidence> DeployedNode::term(nemesis::FaultId fault, core::Nanoseconds most) {
    const auto life = hold_dead(fault);
    if (!life) return ProcessEvidence();
    return life->ask_to_end(most);
}

Result<ProcessEvidence> DeployedNode::pause(nemesis::FaultId fault) {
    std::shared_ptr<NodeProcess> life;
    {
        const std::lock_guard lock(mutex_);
        pauses_.insert(fault);
        life = process_;
    }
    if (!life || life->ending()) return ProcessEvidence();
    auto paused = life->pause();
    if (!paused && life->ending()) return ProcessEvidence();  // a crash: crashes() tells
    return paused;
}

Result<DeployedNode::Release> DeployedNode::release(nemesis::FaultId fault) {
    std::shared_ptr<NodeProcess> life;
    bool restart = false;
    {
        const std::lock_guard lock(mutex_);
        kills_.erase(fault);
        pauses_.erase(fault);
        if (!kills_.empty() || !pauses_.empty()) return Release::held;
        restart = restart_due_;
        life = process_;
    }
    if (restart) {
        if (life && !life->ending())
            if (const auto killed = life->kill(); !killed) return tl::unexpected(killed.error());
        const auto launched = launch();
        if (!launched) return tl::unexpected(launched.error());
        return Release::restarted;
    }
    if (!life || life->ending()) return Release::down;
    const auto resumed = life->resume();
    if (!resumed && life->ending()) return Release::down;
    if (!resumed) return tl::unexpected(resumed.error());
    return Release::resumed;
}

void DeployedNode::let_end(nemesis::FaultId fault) {
    const std::lock_guard lock(mutex_);
    note_crash();
    excuses_.insert(fault);
}

std::optional<std::string> DeployedNode::let_end_no_more(nemesis::FaultId fault) {
    const std::lock_guard lock(mutex_);
    note_crash();
    excuses_.erase(fault);
    const auto ending = process_ ? process_->ending() : std::nullopt;
    if (!ending || !kills_.contains(fault)) return std::nullopt;
    return ending->how();
}

bool DeployedNode::is_held() {
    const std::lock_guard lock(mutex_);
    note_crash();
    return !kills_.empty() || !pauses_.empty();
}

bool DeployedNode::is_held_by(nemesis::FaultId fault) const {
    const std::lock_guard lock(mutex_);
    return kills_.contains(fault) || pauses_.contains(fault);
}

std::shared_ptr<NodeProcess> DeployedNode::process() const {
    const std::lock_guard lock(mutex_);
    return process_;
}

std::vector<ProcessState> DeployedNode::processes() const {
    const auto life = process();
    return life && !life->ending() ? life->processes() : std::vector<ProcessState>();
}

pid_t DeployedNode::pid() const {
    const auto life = process();
    return life && !life->ending() ? life->pid() : 0;
}

std::optional<std::string> DeployedNode::ended_within(core::Nanoseconds most) const {
    const auto life = process();
    const auto ending = life ? life->wait_for_end(most) : std::nullopt;
    if (!ending) return std::nullopt;
    return ending->how();
}

std::string DeployedNode::last_lines() const {
    const auto life = process();
    return life ? life->last_lines() : "";
}

std::uint64_t DeployedNode::lives() const {
    const std::lock_guard lock(mutex_);
    return lives_;
}

void DeployedNode::note_crash() {
    if (!process_ || end_expected_ || end_noted_) return;
    const auto ending = process_->ending();
    if (!ending) return;
    end_noted_ = true;
    if (excuses_.empty()) {
        constexpr std::size_t lines_of_a_trace = 200;
        crashes_.push_back({.node = id(),
                            .how = ending->how(),
                            .last_lines = process_->last_lines(),
                            .why = telling_line(process_->last_lines(lines_of_a_trace))});
        return;
    }
    kills_.insert(excuses_.begin(), excuses_.end());
    restart_due_ = true;
}

std::vector<Crash> DeployedNode::crashes() {
    const std::lock_guard lock(mutex_);
    note_crash();
    return std::exchange(crashes_, {});
}

void DeployedNode::close() {
    const std::lock_guard lock(mutex_);
    note_crash();
    closed_ = end_expected_ = true;
    if (process_) process_->terminate();
}

bool DeployedNode::wait_until_gone(steady_clock::time_point deadline) const {
    const auto life = process();
    return !life || life->wait_until_gone(deadline);
}

}  // namespace ordeal::harness
