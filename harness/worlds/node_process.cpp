#include "harness/worlds/node_process.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/check.hpp"
#include "harness/worlds/init_channel.hpp"
#include "harness/worlds/output_tail.hpp"

namespace ordeal::harness {

using std::chrono::steady_clock;

namespace {
constexpr std::chrono::seconds patience{5};  // for what the kernel does at once on a sound machine
}

std::string Ending::how() const {
    if (!wait_status) return "the end of its namespaces";
    if (WIFEXITED(*wait_status)) return fmt::format("exit code {}", WEXITSTATUS(*wait_status));
    const int signal = WTERMSIG(*wait_status);
    return fmt::format("signal {} ({})", signal, ::strsignal(signal));
}

/// Everything below the mutex is written by the host's thread.
struct NodeProcess::State {
    State(NodeCommand what, InitChannel line)
        : command(std::move(what)), channel(std::move(line)) {}

    const NodeCommand command;
    const InitChannel channel;
    std::uintmax_t output_begin = 0;

    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::uint64_t pid_namespace = 0;
    pid_t first = 0;  // pid 1 of the node
    nemesis::FileDescriptor first_pidfd;
    pid_t server = 0;
    std::optional<init::Message> failure;
    std::optional<Ending> ending;
    std::uint64_t answers = 0;  // to requests for signals
    bool doomed = false;        // to be killed as soon as pid 1 is known
    bool gone = false;          // nothing of the namespace is left

    void take(InitMessage arrived);
    bool receive();
    void all_gone();
    void kill_namespace() const;  // requires: mutex is held
    std::vector<ProcessState> processes() const;
    std::uint64_t answered() const;

    template <typename Predicate>
    bool wait_until(steady_clock::time_point deadline, Predicate predicate) const {
        std::unique_lock lock(mutex);
        return changed.wait_until(lock, deadline, predicate);
    }
};

void NodeProcess::State::take(InitMessage arrived) {
    if (const auto handler = command.handlers.find(arrived.message.kind);
        handler != command.handlers.end())
        return handler->second(std::move(arrived));
    const std::lock_guard lock(mutex);
    switch (arrived.message.kind) {
        case init::Kind::entered:
            pid_namespace = arrived.message.value;
            first = arrived.pid;
            first_pidfd = std::move(arrived.descriptor);
            if (doomed) kill_namespace();
            break;
        case init::Kind::started:
            server = arrived.pid;
            break;
        case init::Kind::failed:
            failure = arrived.message;
            break;
        case init::Kind::signalled:
            ++answers;
            break;
        case init::Kind::listener:  // whoever asked for it has a handler
        case init::Kind::mounted:
            break;
        case init::Kind::exited:
            ending = Ending{static_cast<int>(arrived.message.value),
                            steady_clock::time_point(core::Nanoseconds(arrived.message.time_ns))};
            break;
    }
    changed.notify_all();
}

bool NodeProcess::State::receive() {
    return channel.receive([this](InitMessage arrived) { take(std::move(arrived)); });
}

void NodeProcess::State::kill_namespace() const {
    ::syscall(SYS_pidfd_send_signal, first_pidfd.get(), SIGKILL, nullptr, 0);
}

/// The outer ordeal-init was reaped, which waits for pid 1, which the kernel keeps until every
/// other process of the namespace has been reaped.
void NodeProcess::State::all_gone() {
    receive();
    const std::lock_guard lock(mutex);
    if (!ending) ending = Ending{std::nullopt, steady_clock::now()};
    gone = true;
    changed.notify_all();
}

std::vector<ProcessState> NodeProcess::State::processes() const {
    std::unique_lock lock(mutex);
    const std::uint64_t space = pid_namespace;
    const pid_t init = first;
    lock.unlock();
    auto found = processes_in(space);
    std::erase_if(found, [init](const ProcessState& one) { return one.pid == init || one.dead(); });
    return found;
}

std::uint64_t NodeProcess::State::answered() const {
    const std::lock_guard lock(mutex);
    return answers;
}

namespace {

core::Result<nemesis::FileDescriptor> open_output(const NodeCommand& command,
                                                  std::uintmax_t& begin) {
    nemesis::FileDescriptor file(
        ::open(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!file)
        return core::fail("cannot open {} for the output of {}: {}", command.output.string(),
                          command.node, core::errno_text());
    begin = static_cast<std::uintmax_t>(std::max<off_t>(::lseek(file.get(), 0, SEEK_END), 0));
    return file;
}

ChildCommand init_command(const NodeCommand& command, int control, int output) {
    ChildCommand child{.program = command.init_program,
                       .working_folder = command.working_folder,
                       .input = command.input,
                       .output = command.replies < 0 ? output : command.replies,
                       .errors = output,
                       .inherited = {control}};
    if (command.network >= 0) child.inherited.push_back(command.network);
    child.inherited.insert(child.inherited.end(), command.inherited.begin(),
                           command.inherited.end());
    child.arguments = {"node", std::to_string(::getpid()), std::to_string(control),
                       std::to_string(command.network)};
    if (command.user)
        child.arguments.push_back(
            fmt::format("user={}:{}", command.user->user, command.user->group));
    child.arguments.insert(child.arguments.end(), command.init_options.begin(),
                           command.init_options.end());
    if (!command.trapped_calls.empty())
        child.arguments.push_back(fmt::format("trap={}", fmt::join(command.trapped_calls, ",")));
    child.arguments.insert(child.arguments.end(), {"--", command.program.string()});
    child.arguments.insert(child.arguments.end(), command.command.begin(), command.command.end());
    child.environment = environment_with({command.environment.begin(), command.environment.end()});
    return child;
}

}  // namespace

core::Result<std::unique_ptr<NodeProcess>> NodeProcess::start(ProcessHost& host,
                                                              const NodeCommand& command) {
    CHECK(!command.command.empty());
    auto ends = InitChannel::create();
    if (!ends) return tl::unexpected(ends.error());
    const nemesis::FileDescriptor theirs = std::move(ends->second);
    auto state = std::make_shared<State>(command, std::move(ends->first));
    const auto output = open_output(command, state->output_begin);
    if (!output) return tl::unexpected(output.error());
    const auto child = host.launch(init_command(command, theirs.get(), output->get()),
                                   [state](int) { state->all_gone(); });
    if (!child) return core::fail("node {}: {}", command.node, child.error().message);
    host.watch(state->channel.descriptor(), [state] { return state->receive(); });
    return std::unique_ptr<NodeProcess>(new NodeProcess(std::move(state)));
}

NodeProcess::NodeProcess(std::shared_ptr<State> state) : state_(std::move(state)) {}

NodeProcess::~NodeProcess() {
    terminate();
    wait_until_gone(steady_clock::now() + patience);
}

const std::string& NodeProcess::node() const {
    return state_->command.node;
}

core::Result<void> NodeProcess::wait_until_started(steady_clock::time_point deadline) {
    const State& state = *state_;
    state.wait_until(deadline, [&] { return state.server != 0 || state.failure || state.gone; });
    const std::lock_guard lock(state.mutex);
    if (state.server != 0) return {};
    const std::string program = state.command.program.string();
    if (state.failure)
        return core::fail("node {}: {}", state.command.node, explain(*state.failure, program));
    return core::fail("node {}: {} {}", state.command.node, state.command.init_program.string(),
                      state.gone ? "ended before it started the server; " + shown(last_lines())
                                 : "has not started the server in time: the machine is overloaded");
}

pid_t NodeProcess::pid() const {
    const std::lock_guard lock(state_->mutex);
    return state_->server;
}

std::vector<ProcessState> NodeProcess::processes() const {
    return state_->processes();
}

int NodeProcess::namespaces() const {
    const std::lock_guard lock(state_->mutex);
    return state_->first_pidfd.get();
}

std::optional<Ending> NodeProcess::ending() const {
    const std::lock_guard lock(state_->mutex);
    return state_->ending;
}

std::optional<Ending> NodeProcess::wait_for_end(core::Nanoseconds most) const {
    const State& state = *state_;
    state.wait_until(steady_clock::now() + most, [&] { return state.ending.has_value(); });
    return ending();
}

core::Result<ProcessEvidence> NodeProcess::kill() {
    const auto begin = steady_clock::now();
    ProcessEvidence evidence;
    if (!ending()) {
        evidence.server = pid();
        evidence.processes = state_->processes();
        if (!state_->channel.request(SIGKILL)) terminate();
    }
    if (!wait_until_gone(begin + patience))
        return core::fail(
            "node {} (pid {}) was sent SIGKILL but is not gone after 5 s; a process "
            "that waits for a disk cannot die before the disk answers",
            node(), pid());
    evidence.took = steady_clock::now() - begin;
    return evidence;
}

ProcessEvidence NodeProcess::ask_to_end(core::Nanoseconds most) {
    const auto begin = steady_clock::now();
    ProcessEvidence evidence;
    if (ending() || pid() == 0) return evidence;
    evidence.server = pid();
    evidence.processes = state_->processes();
    ::kill(evidence.server, SIGTERM);
    wait_for_end(most);
    evidence.took = steady_clock::now() - begin;
    return evidence;
}

core::Result<ProcessEvidence> NodeProcess::pause() {
    return signal_all(SIGSTOP, true);
}

core::Result<ProcessEvidence> NodeProcess::resume() {
    return signal_all(SIGCONT, false);
}

core::Result<ProcessEvidence> NodeProcess::signal_all(int signal, bool stopped) {
    const auto begin = steady_clock::now();
    const State& state = *state_;
    const std::uint64_t before = state.answered();
    if (state.channel.request(signal))
        state.wait_until(begin + patience, [&] { return state.answers > before || state.ending; });
    for (auto nap = std::chrono::microseconds(50); steady_clock::now() < begin + patience;
         nap = std::min(nap * 2, std::chrono::microseconds(5000))) {
        if (const auto ending = this->ending())
            return core::fail("node {} ended with {} while it was sent signal {}; {}", node(),
                              ending->how(), signal, shown(last_lines()));
        ProcessEvidence evidence{pid(), state.processes(), steady_clock::now() - begin};
        if (std::ranges::all_of(evidence.processes,
                                [&](const ProcessState& one) { return one.stopped() == stopped; }))
            return evidence;
        wait_for_end(nap);
    }
    return core::fail(
        "node {} (pid {}) was sent signal {} but not all of its processes {} within "
        "5 s",
        node(), pid(), signal, stopped ? "stopped" : "went on");
}

/// Pid 1 is killed and not its parent: only then does the parent's end mean that all are gone.
void NodeProcess::terminate() {
    const std::lock_guard lock(state_->mutex);
    state_->doomed = true;
    if (state_->first_pidfd && !state_->gone) state_->kill_namespace();
}

bool NodeProcess::wait_until_gone(steady_clock::time_point deadline) const {
    const State& state = *state_;
    return state.wait_until(deadline, [&] { return state.gone; });
}

const std::filesystem::path& NodeProcess::output() const {
    return state_->command.output;
}

std::uintmax_t NodeProcess::output_begin() const {
    return state_->output_begin;
}

std::string NodeProcess::last_lines(std::size_t lines) const {
    return harness::last_lines(state_->command.output, lines, state_->output_begin);
}

}  // namespace ordeal::harness
