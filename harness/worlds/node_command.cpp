#include "harness/worlds/node_command.hpp"

#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/check.hpp"
#include "core/file_descriptor.hpp"
#include "harness/worlds/output_tail.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::size_t most_output_bytes = std::size_t{1} << 20;

/// How one run ended; shared with the callback, which may come after the run was given up.
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

std::string how(const std::optional<int>& status) {
    if (!status) return "no end in time";
    if (WIFEXITED(*status)) return fmt::format("exit code {}", WEXITSTATUS(*status));
    return fmt::format("signal {}", WTERMSIG(*status));
}

std::string said(const std::string& line) {
    return line.empty() ? std::string() : fmt::format(" (\"{}\")", line);
}

ChildCommand as_child(const fs::path& program, const std::vector<std::string>& command,
                      const ProbeSite& site, int output) {
    ChildCommand child{.program = site.init_program,
                       .environment = environment_with({}),
                       .working_folder = site.working_folder,
                       .output = output,
                       .inherited = {site.namespaces}};
    child.arguments = {"enter", std::to_string(::getpid()), std::to_string(site.namespaces),
                       program.string()};
    child.arguments.insert(child.arguments.end(), command.begin(), command.end());
    return child;
}

std::string beginning_of(int file) {
    std::string text(most_output_bytes, '\0');
    const ssize_t got = ::pread(file, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

}  // namespace

core::Result<fs::path> find_node_command(const std::vector<std::string>& command) {
    CHECK(!command.empty());
    const char* const path = std::getenv("PATH");
    return find_program(command.front(), path == nullptr ? "" : path);
}

core::Result<std::string> run_in_node(const fs::path& program,
                                      const std::vector<std::string>& command,
                                      const ProbeSite& site, const std::string& log,
                                      steady_clock::time_point deadline) {
    CHECK(site.host != nullptr);
    const fs::path path = site.working_folder / log;
    const core::FileDescriptor output(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!output) return core::fail("cannot write {}: {}", path.string(), core::errno_text());
    auto outcome = std::make_shared<Outcome>();
    const auto child = site.host->launch(as_child(program, command, site, output.get()),
                                         [outcome](int status) { outcome->set(status); });
    if (!child) return tl::unexpected(child.error());
    const auto status = outcome->wait_until(deadline);
    if (!status) site.host->kill(*child);
    if (status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0)
        return beginning_of(output.get());
    return core::fail("{}{}", how(status), said(last_lines(path, 1)));
}

}  // namespace ordeal::harness
