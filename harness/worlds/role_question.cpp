#include "harness/worlds/role_question.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/json.hpp"
#include "core/json_pointer.hpp"
#include "harness/worlds/http_request.hpp"
#include "harness/worlds/node_command.hpp"
#include "harness/worlds/tcp_talk.hpp"

namespace ordeal::harness {

namespace {

using core::Result;
using std::chrono::steady_clock;

constexpr std::size_t most_shown_bytes = 120;

std::string shortened(std::string text) {
    if (text.size() <= most_shown_bytes) return text;
    return text.substr(0, most_shown_bytes) + " ...";
}

/// Without what ends them.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Texts expanded, all but the expression and the pointers.
Result<RoleSpec> expanded(RoleSpec spec, const TemplateFacts& facts) {
    std::vector<std::string*> texts{&spec.body, &spec.send};
    for (auto* text : {&spec.http, &spec.tcp})
        if (*text) texts.push_back(&**text);
    for (std::string* text : texts) {
        auto value = expand(*text, facts);
        if (!value) return tl::unexpected(value.error());
        *text = std::move(*value);
    }
    auto command = expand(spec.command, facts);
    if (!command) return tl::unexpected(command.error());
    spec.command = std::move(*command);
    if (spec.equals && spec.equals->is_string()) {
        auto value = expand(spec.equals->as_string(), facts);
        if (!value) return tl::unexpected(value.error());
        spec.equals = core::Value(std::move(*value));
    }
    return spec;
}

}  // namespace

Result<RoleQuestion> RoleQuestion::create(const RoleSpec& spec, const TemplateFacts& facts,
                                          RoleClientMaker make_client) {
    RoleQuestion question;
    if (spec.client && !make_client) return core::fail("client: there is none in this world");
    question.make_client_ = std::move(make_client);
    auto texts = expanded(spec, facts);
    if (!texts) return tl::unexpected(texts.error());
    question.spec_ = std::move(*texts);
    Result<void> checked;
    if (question.spec_.http) checked = check_url(*question.spec_.http);
    if (question.spec_.tcp) checked = check_tcp_address(*question.spec_.tcp);
    if (!checked) return tl::unexpected(checked.error());
    if (!question.spec_.command.empty()) {
        auto program = find_node_command(question.spec_.command);
        if (!program) return tl::unexpected(program.error());
        question.program_ = std::move(*program);
    }
    if (spec.matches) {
        auto pattern = LinePattern::compile(*spec.matches);
        if (!pattern) return tl::unexpected(pattern.error());
        question.pattern_ = std::move(*pattern);
    }
    return question;
}

RoleAnswer RoleQuestion::ask(const ProbeSite& site, steady_clock::time_point deadline) const {
    const auto answer = put(site, deadline);
    if (!answer) return {false, answer.error().message};
    return judge(*answer);
}

Result<std::string> RoleQuestion::put(const ProbeSite& site,
                                      steady_clock::time_point deadline) const {
    if (spec_.http) return ask_over_http({*spec_.http, spec_.method, spec_.body}, deadline);
    if (spec_.client) return ask_client(deadline);
    if (!spec_.command.empty())
        return run_in_node(program_, spec_.command, site, "role.log", deadline);
    return ask_over_tcp(
        *spec_.tcp, spec_.send, [this](const std::string& so_far) { return judge(so_far).holds; },
        deadline);
}

Result<std::string> RoleQuestion::ask_client(steady_clock::time_point deadline) const {
    const auto client = make_client_(deadline - steady_clock::now());
    if (!client) return tl::unexpected(client.error());
    if (auto opened = (*client)->open(); !opened) return tl::unexpected(opened.error());
    const ClientQuestion& question = *spec_.client;
    const auto answer = (*client)->invoke({question.f, question.key, question.value});
    (*client)->close();
    if (answer.type == core::EventType::ok) return core::to_json(answer.value);
    return core::fail("{}: {}", question.f, answer.error.value_or("not done"));
}

RoleAnswer RoleQuestion::judge(const std::string& answer) const {
    if (spec_.pointer) return judge_value(answer);
    const auto lines = lines_of(answer);
    if (!pattern_) return {!answer.empty() || !spec_.tcp, shortened(answer)};
    for (const std::string_view line : lines)
        if (pattern_->matches(line)) return {true, shortened(std::string(line))};
    return {false, shortened(lines.empty() ? std::string() : std::string(lines.front()))};
}

RoleAnswer RoleQuestion::judge_value(const std::string& answer) const {
    const auto document = core::parse_long_json(answer);
    if (!document) return {false, "no JSON: " + shortened(answer)};
    const core::Value* const value = core::at_pointer(*document, *spec_.pointer);
    if (value == nullptr) return {false, "nothing at " + *spec_.pointer};
    const core::Value* const wanted =
        spec_.equals ? &*spec_.equals : core::at_pointer(*document, *spec_.equals_pointer);
    const bool holds = wanted != nullptr && *value == *wanted;
    return {holds, shortened(core::to_json(*value))};
}

}  // namespace ordeal::harness
