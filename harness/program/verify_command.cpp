// `ordeal verify`: judges stored histories.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <malloc.h>

#include "core/byte_size.hpp"
#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/program/status_line.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/output.hpp"
#include "harness/program/side_by_side.hpp"
#include "harness/program/verify_history.hpp"
#include "harness/runner/interruption.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;
using linearizability::JudgeOptions;
using namespace std::chrono_literals;

namespace {

/// How long a history that was told to stop may take to say what it found. Together with the time
/// to notice, and to print, it stays below the 100 ms that are promised.
constexpr auto grace = 40ms;
constexpr auto notice = 10ms;

Result<JudgeOptions> options_from(const VerifyArguments& arguments) {
    JudgeOptions options;
    if (arguments.model) options.model = *arguments.model;
    if (arguments.initial) {
        auto initial = core::parse_json(*arguments.initial);
        if (!initial) return core::fail("--initial: {}", initial.error().message);
        options.initial = std::move(*initial);
    }
    if (arguments.consistency)
        options.consistency = linearizability::promise_named(*arguments.consistency).value();
    options.weaker = true;
    if (arguments.timeout) {
        const auto timeout = core::parse_duration(*arguments.timeout);
        if (!timeout) return core::fail("--timeout: {}", timeout.error().message);
        options.timeout = *timeout;
    }
    if (arguments.memory) {
        const auto memory = core::parse_byte_size(*arguments.memory);
        if (!memory) return core::fail("--memory: {}", memory.error().message);
        options.memory_bytes = *memory;
    }
    if (arguments.failed_cas == "observed")
        options.failed_cas = linearizability::FailedCas::observed;
    options.threads =
        arguments.threads ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
    if (options.memory_bytes)
        *options.memory_bytes /= SideBySide::workers(arguments.histories.size(), options.threads);
    return options;
}

/// What each history that was begun is at, for the status line.
class Steps {
  public:
    explicit Steps(const std::vector<std::string>& names)
        : names_(names), steps_(names.size()), progress_(names.size()) {}

    void tell(std::size_t i, std::string step) {
        const std::lock_guard lock(mutex_);
        steps_[i] = std::move(step);
    }

    /// What the judge of a history tells by itself.
    linearizability::Progress& progress(std::size_t i) { return progress_[i]; }

    /// "3 of 12 histories done; a.jsonl: judging 5000 operations (1024 judged, 5120 states, 2048
    /// operations/s)".
    std::string text(std::size_t done) const {
        std::string line = fmt::format("{} of {} histories done", done, names_.size());
        const std::lock_guard lock(mutex_);
        const char* separator = "; ";
        for (std::size_t i = 0; i < names_.size() && line.size() < most_columns; ++i) {
            if (steps_[i].empty()) continue;
            line += separator + names_[i] + ": " + steps_[i] + judged(progress_[i]);
            separator = ", ";
        }
        return line;
    }

  private:
    static constexpr std::size_t most_columns = 60;

    std::string judged(const linearizability::Progress& progress) const {
        const std::uint64_t operations = progress.operations;
        const std::uint64_t configurations = progress.configurations;
        if (operations == 0 && configurations == 0) return {};
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun_;
        return fmt::format(" ({} judged, {} states, {:.0f} operations/s)", operations,
                           configurations, static_cast<double>(operations) / seconds.count());
    }

    const std::vector<std::string>& names_;
    mutable std::mutex mutex_;
    std::vector<std::string> steps_;  // empty: not begun, or done
    std::vector<linearizability::Progress> progress_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

class Verification {
  public:
    Verification(const VerifyArguments& arguments, JudgeOptions options, Interruption& interruption)
        : arguments_(arguments),
          options_(std::move(options)),
          interruption_(interruption),
          steps_(arguments.histories),
          work_(arguments.histories.size(), options_.threads,
                [this](std::size_t i, unsigned threads) { return verify(i, threads); }) {}

    /// All results in their order, printed as they come.
    std::vector<Reported> run() {
        std::vector<Reported> all;
        for (std::size_t i = 0; i < arguments_.histories.size(); ++i) {
            all.push_back(wait_for(i));
            print_result(all.back(), arguments_.output);
        }
        return all;
    }

    /// Some history did not stop in time: there is no waiting for its thread.
    bool abandoned() const { return abandoned_; }

  private:
    Reported verify(std::size_t i, unsigned threads) {
        JudgeOptions options = options_;
        options.threads = threads;
        options.progress = &steps_.progress(i);
        const auto tell = [this, i](std::string step) { steps_.tell(i, std::move(step)); };
        auto reported = interruption_.stop_requested()
                            ? interrupted(i)
                            : verify_history(arguments_.histories[i], arguments_, options, tell);
        steps_.tell(i, {});
        return reported;
    }

    Reported wait_for(std::size_t i) {
        if (auto ready = work_.take(i, 0ms)) return std::move(*ready);
        const core::StatusLine status(true, [this] { return steps_.text(work_.done()); });
        while (!interruption_.stop_requested())
            if (auto ready = work_.take(i, notice)) return std::move(*ready);
        if (!patience_ends_) patience_ends_ = std::chrono::steady_clock::now() + grace;
        const auto left = *patience_ends_ - std::chrono::steady_clock::now();
        const auto within = std::chrono::duration_cast<std::chrono::milliseconds>(left);
        if (auto ready = work_.take(i, std::max(within, 0ms))) return std::move(*ready);
        abandoned_ = true;
        return interrupted(i);
    }

    Reported interrupted(std::size_t i) const {
        const std::string& name = arguments_.histories[i];
        auto reported = failed(name, ExitCode::interrupted, {name + ": interrupted"});
        reported.text = name + ": unknown (interrupted)\n";
        return reported;
    }

    const VerifyArguments& arguments_;
    const JudgeOptions options_;
    const Interruption& interruption_;
    Steps steps_;
    std::optional<std::chrono::steady_clock::time_point> patience_ends_;
    bool abandoned_ = false;
    SideBySide work_;  // last: its threads use the others
};

std::string totals(const std::vector<Reported>& all) {
    std::size_t valid = 0;
    std::size_t invalid = 0;
    for (const Reported& reported : all) {
        valid += reported.junit.code == ExitCode::valid;
        invalid += reported.junit.code == ExitCode::invalid;
    }
    return fmt::format("{} histories: {} valid, {} invalid, {} without a verdict\n", all.size(),
                       valid, invalid, all.size() - valid - invalid);
}

/// What is counted against --memory is what is held; an allocator that keeps large pieces for later
/// would take more.
void give_back_what_is_free() {
    constexpr int large = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, large);
    mallopt(M_TRIM_THRESHOLD, large);
}

}  // namespace

ExitCode verify_command(const VerifyArguments& arguments) {
    Interruption interruption;
    interruption.give_up_at_first(true);
    auto options = options_from(arguments);
    if (!options) {
        fmt::print(stderr, "ordeal: {}\n", options.error().message);
        return ExitCode::usage;
    }
    options->cancelled = &interruption.give_up();
    if (options->memory_bytes) give_back_what_is_free();
    Verification verification(arguments, std::move(*options), interruption);
    const auto all = verification.run();
    const bool many = arguments.histories.size() > 1;
    if (many && !arguments.output.json) fmt::print("{}", totals(all));
    const ExitCode code = finish(all, many, "ordeal verify", arguments.output);
    if (!interruption.stop_requested()) return code;
    if (verification.abandoned()) {
        std::fflush(stdout);
        std::_Exit(static_cast<int>(ExitCode::interrupted));
    }
    return ExitCode::interrupted;
}

}  // namespace ordeal::harness
