#include "harness/worlds/process_host.hpp"

#include <chrono>
#include <exception>
#include <future>
#include <map>
#include <optional>
#include <string_view>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "core/program/no_signals.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {

namespace asio = boost::asio;
namespace process = boost::process::v2;
using boost::system::error_code;

namespace {

/// Between fork and exec. One initializer of our own because those of Boost 1.81 fall short here:
/// posix::bind_fd flows off the end of a function that returns a value, process_stdio opens files
/// without O_APPEND, and descriptors are closed with gaps (ordeal-init closes them itself).
struct ChildSetup {
    const ChildCommand& command;
    int no_input;
    std::vector<const char*> environment;

    error_code on_setup(process::posix::default_launcher& launcher,
                        const process::filesystem::path&, const char* const*) {
        for (const std::string& variable : command.environment)
            environment.push_back(variable.c_str());
        environment.push_back(nullptr);
        launcher.env = environment.data();
        for (const int descriptor : command.inherited)
            launcher.fd_whitelist.push_back(descriptor);
        return {};
    }

    error_code on_exec_setup(process::posix::default_launcher&, const process::filesystem::path&,
                             const char* const*) {
        bool done =
            ::dup2(command.input < 0 ? no_input : command.input, STDIN_FILENO) >= 0 &&
            ::dup2(command.output, STDOUT_FILENO) >= 0 &&
            ::dup2(command.errors < 0 ? command.output : command.errors, STDERR_FILENO) >= 0;
        for (const int descriptor : command.inherited)
            done = done && ::fcntl(descriptor, F_SETFD, 0) == 0;
        done = done && ::chdir(command.working_folder.c_str()) == 0;
        return done ? error_code() : process::detail::get_last_error();
    }
};

}  // namespace

std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& variables) {
    std::map<std::string, std::string, std::less<>> all;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos)
            all.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    for (const auto& [name, value] : variables)
        all.insert_or_assign(name, value);
    std::vector<std::string> list;
    list.reserve(all.size());
    for (const auto& [name, value] : all)
        list.push_back(fmt::format("{}={}", name, value));
    return list;
}

/// All but `context`'s own queue is touched by the host's thread only. That matters to fork: the
/// child would wait for ever for a lock of the event queue that another thread held. And to kill:
/// the pid of a child cannot be another's, because this thread alone reaps. (process::terminate()
/// loses the status, and native_handle(), a pidfd, does not compile in Boost 1.81.)
struct ProcessHost::Parts {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    nemesis::FileDescriptor no_input;
    std::map<ChildId, process::process> children;
    ChildId next_child = 1;
    bool closing = false;
    std::thread thread;

    core::Result<ChildId> launch(const ChildCommand& command,
                                 const std::function<void(int)>& on_end);
    void when_ended(ChildId id, const std::function<void(int)>& on_end);
    void close();
};

core::Result<ProcessHost::ChildId> ProcessHost::Parts::launch(
    const ChildCommand& command, const std::function<void(int)>& on_end) {
    if (closing) return core::fail("cannot start {}: the world ends", command.program.string());
    error_code error;
    const process::filesystem::path program(command.program.string());
    process::process child = process::posix::default_launcher()(
        context.get_executor(), error, program, command.arguments,
        ChildSetup{command, no_input.get(), {}});
    if (error || !child.is_open())
        return core::fail("cannot start {} in {}: {}", command.program.string(),
                          command.working_folder.string(),
                          error ? error.message() : "fork was refused");
    const ChildId id = next_child++;
    children.emplace(id, std::move(child));
    when_ended(id, on_end);
    return id;
}

void ProcessHost::Parts::when_ended(ChildId id, const std::function<void(int)>& on_end) {
    process::process& child = children.at(id);
    child.async_wait([this, id, on_end](const error_code&, int) {
        const auto found = children.find(id);
        const int status = found->second.native_exit_code();
        children.erase(found);
        on_end(status);
        if (closing && children.empty()) context.stop();
    });
}

void ProcessHost::Parts::close() {
    closing = true;
    work.reset();
    if (children.empty()) context.stop();
    for (auto& [id, child] : children)
        ::kill(child.id(), SIGKILL);
}

ProcessHost::ProcessHost(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

core::Result<std::unique_ptr<ProcessHost>> ProcessHost::create() {
    auto no_input = nemesis::open_file("/dev/null", O_RDONLY);
    if (!no_input) return tl::unexpected(no_input.error());
    try {
        auto parts = std::make_unique<Parts>();
        parts->no_input = std::move(*no_input);
        const core::NoSignals in_the_thread;
        parts->thread = std::thread([&context = parts->context] { context.run(); });
        pthread_setname_np(parts->thread.native_handle(), "ordeal-spawner");
        return std::unique_ptr<ProcessHost>(new ProcessHost(std::move(parts)));
    } catch (const std::exception& refused) {
        return core::fail("cannot start the thread that starts nodes: {}", refused.what());
    }
}

ProcessHost::~ProcessHost() {
    asio::steady_timer limit(parts_->context);
    asio::post(parts_->context, [this, &limit] {
        parts_->close();
        limit.expires_after(std::chrono::seconds(5));
        limit.async_wait([this](const error_code& error) {
            if (!error) parts_->context.stop();
        });
    });
    parts_->thread.join();
}

core::Result<ProcessHost::ChildId> ProcessHost::launch(const ChildCommand& command,
                                                       const std::function<void(int)>& on_end) {
    std::promise<core::Result<ChildId>> launched;
    asio::post(parts_->context, [&] {
        try {
            launched.set_value(parts_->launch(command, on_end));
        } catch (const std::exception& refused) {
            launched.set_value(
                core::fail("cannot start {}: {}", command.program.string(), refused.what()));
        }
    });
    return launched.get_future().get();
}

void ProcessHost::kill(ChildId child) {
    asio::post(parts_->context, [parts = parts_.get(), child] {
        const auto found = parts->children.find(child);
        if (found != parts->children.end()) ::kill(found->second.id(), SIGKILL);
    });
}

namespace {

using Watched = std::shared_ptr<asio::posix::stream_descriptor>;

void await_readable(const Watched& watched, const std::function<bool()>& on_readable) {
    watched->async_wait(asio::posix::stream_descriptor::wait_read,
                        [watched, on_readable](const error_code& error) {
                            if (!error && on_readable()) await_readable(watched, on_readable);
                        });
}

}  // namespace

void ProcessHost::watch(int descriptor, const std::function<bool()>& on_readable) {
    const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    asio::post(parts_->context, [parts = parts_.get(), own, on_readable] {
        auto watched = std::make_shared<asio::posix::stream_descriptor>(parts->context);
        error_code error;
        if (!watched->assign(own, error)) await_readable(watched, on_readable);
    });
}

}  // namespace ordeal::harness
