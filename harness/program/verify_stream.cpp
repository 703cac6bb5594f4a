#include "harness/program/verify_stream.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/history/jsonl.hpp"
#include "core/history/read_history.hpp"
#include "core/text/words.hpp"
#include "harness/program/verify_report.hpp"
#include "linearizability/stream.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;
using linearizability::StreamJudge;
using Read = GrowingText::Read;
using TimePoint = std::chrono::steady_clock::time_point;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 20ms;  // between looks at the limits and at a file that may have grown
constexpr auto lull = 1s;        // without events: nobody waits for answers any longer
constexpr auto between_words = 50ms;  // of progress

/// Reads until something can be said of how the text begins, or is cancelled, or ends.
Result<std::string> first_two(GrowingText& text, const std::atomic<bool>* cancelled) {
    for (;;) {
        std::string found;
        for (const char c : text.waiting().substr(0, 4096))
            if (found.size() < 2 && std::string_view(" \t\r\n").find(c) == std::string_view::npos)
                found += c;
        if (found.size() == 2 || (cancelled && *cancelled)) return found;
        const auto read = text.read(patience);
        if (!read) return tl::unexpected(read.error());
        if (*read == Read::end) return found;
    }
}

class Stream {
  public:
    Stream(const Subject& subject, const VerifyArguments& arguments, GrowingText& text,
           const TellStep& tell, std::unique_ptr<StreamJudge> judge)
        : subject_(subject),
          arguments_(arguments),
          text_(text),
          tell_(tell),
          judge_(std::move(judge)) {}

    Result<void> until_idle_from(const std::optional<std::string>& duration) {
        if (!duration) return {};
        const auto idle = core::parse_duration(*duration);
        if (!idle) return core::fail("--until-idle: {}", idle.error().message);
        until_idle_ = *idle;
        return {};
    }

    /// Error: the text cannot be read, or is no history of the model.
    Result<void> run() {
        while (!judge_->over() && !cancelled()) {
            const bool ended = run_ended();  // before reading, so that nothing is missed after it
            const auto read = text_.read(patience);
            if (!read) return tl::unexpected(read.error());
            const auto lines = text_.take_lines();
            if (auto done = lines.empty() ? wait() : take(lines); !done) return done;
            say();
            if (*read == Read::end && (!arguments_.follow || ended || idle_for(until_idle_))) break;
            if (*read == Read::end && arguments_.follow) std::this_thread::sleep_for(patience);
        }
        if (cancelled()) return {};
        if (auto done = take(text_.take_all()); !done) return done;
        return judge_->catch_up();
    }

    Reported report() const {
        auto judgement = judge_->judgement();
        const bool interrupted = cancelled() && judgement.verdict != core::Verdict::invalid;
        const auto so_far = judgement.verdict;
        if (interrupted) judgement.verdict = core::Verdict::unknown;
        auto reported = report_verdict(subject_.name, judgement, judge_->operations(),
                                       {skipped_, arguments_.lenient});
        if (!interrupted) return reported;
        reported.text = fmt::format("{}: unknown (interrupted; {} so far: {}, {})\n", subject_.name,
                                    to_text(so_far), judgement.model,
                                    core::plural(judgement.operations, "operation"));
        reported.junit.code = ExitCode::interrupted;
        reported.junit.message = "interrupted";
        reported.json.set("so_far", to_text(so_far));
        return reported;
    }

  private:
    bool cancelled() const { return subject_.options.cancelled && *subject_.options.cancelled; }

    bool idle_for(std::optional<core::Nanoseconds> duration) const {
        return duration && std::chrono::steady_clock::now() - last_event_ >= *duration;
    }

    /// The run that writes the file has its verdict, so nothing more will come.
    bool run_ended() const {
        if (!arguments_.follow) return false;
        std::error_code ignored;
        return std::filesystem::exists(
            std::filesystem::path(subject_.file).parent_path() / "verdict.json", ignored);
    }

    Result<void> wait() {
        judge_->look();
        if (caught_up_ || !idle_for(lull)) return {};
        caught_up_ = true;
        return judge_->catch_up();
    }

    Result<void> take(std::string_view lines) {
        if (lines.empty()) return {};
        last_event_ = std::chrono::steady_clock::now();
        caught_up_ = false;
        if (!arguments_.lenient) {
            auto events = core::parse_jsonl_history(lines, {});
            if (events) return feed_all(*events, lines);
        }
        return take_one_by_one(lines);
    }

    Result<void> feed_all(const core::History& events, std::string_view lines) {
        for (const core::Event& event : events) {
            if (judge_->over() || cancelled()) return {};
            if (auto fed = feed(event); !fed) return fed;
        }
        lines_ += static_cast<std::size_t>(std::ranges::count(lines, '\n'));
        return {};
    }

    /// The slow way, which knows the number of a line that is malformed.
    Result<void> take_one_by_one(std::string_view lines) {
        while (!lines.empty() && !judge_->over() && !cancelled()) {
            const auto line = lines.substr(0, lines.find('\n'));
            lines.remove_prefix(std::min(lines.size(), line.size() + 1));
            ++lines_;
            if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
            const auto event = core::parse_event(line);
            if (event) {
                if (auto fed = feed(*event); !fed) return fed;
                continue;
            }
            const auto problem =
                fmt::format("{}:{}: {}", name_in_messages(subject_), lines_, event.error().message);
            if (!arguments_.lenient) return core::fail("{}", problem);
            skipped_.add(problem);
        }
        return {};
    }

    Result<void> feed(const core::Event& event) {
        const std::size_t named = skipped_.first.size();
        auto fed = judge_->feed(event, arguments_.lenient ? &skipped_ : nullptr);
        if (skipped_.first.size() > named)
            skipped_.first.back() = subject_.name + ": " + skipped_.first.back();
        if (!fed) return core::fail("{}: {}", subject_.name, fed.error().message);
        return {};
    }

    void say() {
        const auto now = std::chrono::steady_clock::now();
        if (now < said_ + between_words) return;
        said_ = now;
        tell_("judging as it comes");
    }

    const Subject& subject_;
    const VerifyArguments& arguments_;
    GrowingText& text_;
    const TellStep& tell_;
    std::unique_ptr<StreamJudge> judge_;
    std::optional<core::Nanoseconds> until_idle_;
    core::Skipped skipped_;
    std::size_t lines_ = 0;
    bool caught_up_ = false;
    TimePoint last_event_ = std::chrono::steady_clock::now();
    TimePoint said_{};
};

}  // namespace

Result<bool> is_stream(GrowingText& text, const Subject& subject,
                       const VerifyArguments& arguments) {
    const auto format = core::history_format(arguments.format);
    const bool online = subject.judged && subject.checks.empty() &&
                        subject.options.consistency == linearizability::Promise::linearizable;
    const bool lines = format ? *format == core::HistoryFormat::jsonl : arguments.follow;
    if (arguments.follow && !online)
        return core::fail("{}: --follow judges linearizability only", subject.name);
    if (arguments.follow && !lines)
        return core::fail("{}: --follow reads jsonl only; {} is judged when it is complete",
                          subject.name, arguments.format);
    if (online && lines) return true;
    if (online && !format) {
        const auto begins = first_two(text, subject.options.cancelled);
        if (!begins) return tl::unexpected(begins.error());
        if (*begins == "{\"" || begins->empty()) return true;
    }
    while (!(subject.options.cancelled && *subject.options.cancelled)) {
        const auto read = text.read(patience);
        if (!read) return tl::unexpected(read.error());
        if (*read == Read::end) break;
    }
    return false;
}

Reported verify_stream(const Subject& subject, const VerifyArguments& arguments, GrowingText& text,
                       const TellStep& tell) {
    const auto fail = [&](const core::Error& error) {
        return failed(subject.name, ExitCode::usage, error);
    };
    auto judge = StreamJudge::start(subject.options);
    if (!judge) return fail({subject.name + ": " + judge.error().message});
    Stream stream(subject, arguments, text, tell, std::move(*judge));
    if (auto valid = stream.until_idle_from(arguments.until_idle); !valid)
        return fail(valid.error());
    if (auto done = stream.run(); !done) return fail(done.error());
    return stream.report();
}

}  // namespace ordeal::harness
