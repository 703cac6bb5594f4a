#include "clients/exec/client.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "clients/exec/child_process.hpp"
#include "clients/exec/protocol.hpp"
#include "clients/trouble.hpp"
#include "core/json.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::clients::exec {

namespace {

using core::EventType;
using core::Value;
using std::chrono::steady_clock;

/// How long a program may take to end once its input has ended.
constexpr std::chrono::milliseconds grace{200};

class ExecClient final : public Client {
  public:
    ExecClient(std::vector<std::string> command, ClientOptions options)
        : command_(std::move(command)), options_(std::move(options)) {}

    ~ExecClient() override { close(); }

    /// The program starts while nobody waits for it.
    core::Result<void> open() override {
        auto child = ChildProcess::start(command_);
        if (!child) return tl::unexpected(child.error());
        child_.emplace(std::move(*child));
        opened_ = false;
        const Value* own = options_.extra.find("options");
        // A program that has ended already says why when it is asked.
        (void)child_->write(opening_line(options_, own ? *own : Value::Object{}),
                            steady_clock::now() + options_.timeout);
        return {};
    }

    Completion invoke(const Invocation& invocation) override {
        const Deadline deadline = steady_clock::now() + options_.timeout;
        if (const auto ready = be_ready(deadline); !ready)
            return {EventType::fail, invocation.value, ready.error().message};
        auto completion = ask(invocation, deadline);
        if (completion) return std::move(*completion);
        child_.reset();
        return {EventType::info, invocation.value, completion.error().message};
    }

    void close() override {
        if (child_) child_->end(steady_clock::now() + grace);
        child_.reset();
    }

  private:
    /// A program that has answered its opening line, and has nothing more to say.
    core::Result<void> be_ready(Deadline deadline) {
        if (child_ && opened_ && child_->is_stale()) child_.reset();
        if (!child_)
            if (auto opened = open(); !opened) return opened;
        if (opened_) return {};
        const auto line = child_->read_line(deadline);
        if (!line && line.error().message == timed_out)
            return core::fail("the program has not answered the opening line yet");
        auto answer = line ? read_answer(*line, nullptr) : tl::unexpected(line.error());
        opened_ = answer && answer->type == EventType::ok;
        if (opened_) return {};
        child_.reset();
        if (!answer) return core::fail("at its opening line: {}", answer.error().message);
        return core::fail("{}", answer->error.value_or(""));
    }

    core::Result<Completion> ask(const Invocation& invocation, Deadline deadline) {
        if (auto written = child_->write(invocation_line(invocation), deadline); !written)
            return tl::unexpected(written.error());
        const auto line = child_->read_line(deadline);
        if (!line) return tl::unexpected(line.error());
        return read_answer(*line, invocation.value);
    }

    std::vector<std::string> command_;
    ClientOptions options_;
    std::optional<ChildProcess> child_;
    bool opened_ = false;
};

core::Result<std::vector<std::string>> read_command(const Value& options) {
    const Value* list = options.find("command");
    if (!list || !list->is_list() || list->as_list().empty())
        return core::fail(
            "workload.options.command: expected the program and its arguments, a list of strings");
    std::vector<std::string> command;
    for (const Value& word : list->as_list()) {
        if (!word.is_string())
            return core::fail("workload.options.command: {} is no string", core::to_json(word));
        command.push_back(word.as_string());
    }
    auto program = find_program(command[0]);
    if (!program) return core::fail("workload.options.command: {}", program.error().message);
    command[0] = std::move(*program);
    return command;
}

core::Result<void> check_names(const Value& options) {
    static constexpr std::string_view known[] = {"command", "options"};
    if (!options.is_object()) return {};
    for (const auto& member : options.as_object())
        if (member.name != known[0] && member.name != known[1])
            return core::fail("workload.options: there is no option \"{}\"{}", member.name,
                              core::suggestion(member.name, known));
    return {};
}

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    if (auto checked = check_names(options.extra); !checked) return tl::unexpected(checked.error());
    auto command = read_command(options.extra);
    if (!command) return tl::unexpected(command.error());
    return std::make_unique<ExecClient>(std::move(*command), std::move(options));
}

}  // namespace ordeal::clients::exec
