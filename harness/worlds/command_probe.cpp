#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/check.hpp"
#include "harness/worlds/output_tail.hpp"
#include "harness/worlds/probes.hpp"
#include "harness/worlds/program_lookup.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {

namespace {

using std::chrono::steady_clock;

/// How one try ended; shared with the callback, which may come after the try was given up.
struct Outcome {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<int> wait_status;

    void set(int status) {
        const std::lock_guard lock(mutex);
        wait_status = status;
        changed.notify_all();
    }
    std::optional<int> wait_until(steady_clock::time_point deadline) {
        std::unique_lock lock(mutex);
        changed.wait_until(lock, deadline, [this] { return wait_status.has_value(); });
        return wait_status;
    }
};

class CommandProbe final : public Probe {
  public:
    CommandProbe(std::string program, std::vector<std::string> command, const ProbeSite& site)
        : program_(std::move(program)), command_(std::move(command)), site_(site) {}

    std::string describe() const override {
        return fmt::format("the command {}", fmt::join(command_, " "));
    }

    core::Result<void> attempt(steady_clock::time_point deadline) override {
        const auto log = site_.working_folder / "ready.log";
        const nemesis::FileDescriptor output(
            ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!output) return core::fail("cannot write {}: {}", log.string(), core::errno_text());
        auto outcome = std::make_shared<Outcome>();
        const auto child = site_.host->launch(as_child(output.get()),
                                              [outcome](int status) { outcome->set(status); });
        if (!child) return tl::unexpected(child.error());
        const auto status = outcome->wait_until(deadline);
        if (!status) site_.host->kill(*child);
        if (status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return {};
        return core::fail("{}{}", how(status), said(last_lines(log, 1)));
    }

  private:
    ChildCommand as_child(int output) const {
        ChildCommand child{.program = site_.init_program,
                           .environment = environment_with({}),
                           .working_folder = site_.working_folder,
                           .output = output,
                           .inherited = {site_.namespaces}};
        child.arguments = {"enter", std::to_string(::getpid()), std::to_string(site_.namespaces),
                           program_};
        child.arguments.insert(child.arguments.end(), command_.begin(), command_.end());
        return child;
    }

    static std::string how(const std::optional<int>& status) {
        if (!status) return "no end in time";
        if (WIFEXITED(*status)) return fmt::format("exit code {}", WEXITSTATUS(*status));
        return fmt::format("signal {}", WTERMSIG(*status));
    }

    static std::string said(const std::string& line) {
        return line.empty() ? std::string() : fmt::format(" (\"{}\")", line);
    }

    std::string program_;
    std::vector<std::string> command_;
    ProbeSite site_;
};

}  // namespace

ProbeResult make_command_probe(const std::vector<std::string>& command, const ProbeSite& site) {
    CHECK(site.host != nullptr && !command.empty());
    const char* const path = std::getenv("PATH");
    const auto program = find_program(command.front(), path == nullptr ? "" : path);
    if (!program) return core::fail("the ready probe: {}", program.error().message);
    return std::make_unique<CommandProbe>(program->string(), command, site);
}

}  // namespace ordeal::harness
