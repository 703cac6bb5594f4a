#include <charconv>

#include "actors/codec.hpp"
#include "actors/lock_step.hpp"
#include "core/json.hpp"
#include "core/json_scanner.hpp"

namespace ordeal::actors::lock_step {

using core::Nanoseconds;
using core::Result;
using core::Value;

namespace {

void append_name(std::string& out, std::string_view member, const Value& name) {
    out += R"({")";
    out += member;
    out += R"(":)";
    core::append_json(out, name);
}

/// Appends the line of one effect.
struct Writer {
    std::string& out;

    void operator()(const Send<Value>& e) const {
        out += R"({"dest":")";
        out += to_text(e.to);
        out += R"(","body":)";
        core::append_json(out, e.message);
        out += "}\n";
    }
    void operator()(const SetTimer<Value>& e) const {
        append_name(out, "set-timer", e.timer);
        out += fmt::format(",\"low\":{},\"high\":{}}}\n", e.low.count(), e.high.count());
    }
    void operator()(const CancelTimer<Value>& e) const {
        append_name(out, "cancel-timer", e.timer);
        out += "}\n";
    }
    void operator()(const Choose<Value>& e) const {
        append_name(out, "choose", Value(e.name));
        out += R"(,"alternatives":)";
        core::append_json(out, Value(e.alternatives));
        out += "}\n";
    }
    void operator()(const Save<Value>& e) const {
        append_name(out, "save", e.storage);
        out += "}\n";
    }
};

Result<void> read_set_timer(const Value& line, Answer& answer) {
    const auto low = core::int_at(line, "low");
    if (!low) return tl::unexpected(low.error());
    const auto high = core::int_at(line, "high");
    if (!high) return tl::unexpected(high.error());
    if (*low < 0 || *high < *low)
        return core::fail("expected 0 <= low <= high, nanoseconds; got {} and {}", *low, *high);
    answer.effects.set_timer(*line.find("set-timer"), Nanoseconds(*low), Nanoseconds(*high));
    return {};
}

Result<void> read_choose(const Value& line, Answer& answer) {
    auto name = core::string_at(line, "choose");
    if (!name) return tl::unexpected(name.error());
    const Value* const alternatives = line.find("alternatives");
    if (alternatives == nullptr || !alternatives->is_list() || alternatives->as_list().empty())
        return core::fail("alternatives: expected a list that is not empty");
    answer.effects.choose(*std::move(name), alternatives->as_list());
    return {};
}

Result<void> read_refusal(const Value& line, Answer& answer) {
    const Value& refusal = *line.find("refuse");
    const auto code = core::int_at(refusal, "code");
    if (!code) return core::fail("refuse: {}", code.error().message);
    auto text = core::string_at(refusal, "text");
    if (!text) return core::fail("refuse: {}", text.error().message);
    answer.refused = Refusal{static_cast<ErrorCode>(*code), *std::move(text)};
    return {};
}

Result<std::uint64_t> read_hash(const Value& hash) {
    std::uint64_t number = 0;
    if (hash.is_string()) {
        const std::string& text = hash.as_string();
        const char* const end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, number, 16);
        if (!text.empty() && read.ec == std::errc{} && read.ptr == end) return number;
    }
    return core::fail("hash: expected a string of up to 16 hexadecimal digits");
}

Result<void> read_idle(const Value& line, Answer& answer) {
    Idle idle;
    if (const Value* const hash = line.find("hash")) {
        const auto number = read_hash(*hash);
        if (!number) return tl::unexpected(number.error());
        idle.hash = *number;
    }
    if (const Value* const state = line.find("state")) {
        idle.state = *state;
        if (!idle.hash) idle.hash = state->hash();
    }
    if (const Value* const configuration = line.find("configuration"))
        idle.configuration = *configuration;
    answer.idle = std::move(idle);
    return {};
}

/// Whether the message is to be handed on: the answer to init is not.
bool counts(const Value& body) {
    const Value* const type = body.find("type");
    return type == nullptr || *type != Value("init_ok");
}

Result<void> add_message(std::string_view dest, const Value& body, std::string text,
                         Answer& answer) {
    if (!body.is_object()) return core::fail("body: expected an object, got {}", body.kind());
    if (!counts(body)) return {};
    const auto to = parse_id(dest);
    if (!to) return core::fail("dest: {}", to.error().message);
    answer.effects.send(*to, std::move(text));
    return {};
}

/// What stands at the scanner, read and as text. Nothing: no value, or it is not the last member.
std::optional<std::string> last_member(core::JsonScanner& scanner, std::string_view line,
                                       Value& value) {
    const std::size_t begin = scanner.position();
    if (!scanner.value(value)) return std::nullopt;
    const std::size_t end = scanner.position();
    if (!scanner.take('}') || !scanner.at_end()) return std::nullopt;
    return std::string(line.substr(begin, end - begin));
}

/// A message or a save as our runtime writes them. Nothing: another line, or one that is wrong.
std::optional<Result<void>> read_quickly(std::string_view line, Answer& answer) {
    core::JsonScanner scanner(line);
    if (!scanner.take('{')) return std::nullopt;
    Value value;
    if (scanner.name("\"save\"")) {
        auto storage = last_member(scanner, line, value);
        if (!storage) return std::nullopt;
        answer.effects.save(*std::move(storage));
        return Result<void>();
    }
    std::string_view dest;
    if (!scanner.name("\"dest\"") || !scanner.word(dest) || !scanner.take(',') ||
        !scanner.name("\"body\""))
        return std::nullopt;
    auto body = last_member(scanner, line, value);
    if (!body) return std::nullopt;
    return add_message(dest, value, *std::move(body), answer);
}

Result<void> read_line(const Value& line, Answer& answer) {
    if (const Value* const body = line.find("body")) {
        const auto dest = core::string_at(line, "dest");
        if (!dest) return tl::unexpected(dest.error());
        return add_message(*dest, *body, core::to_json(*body), answer);
    }
    if (line.find("set-timer") != nullptr) return read_set_timer(line, answer);
    if (line.find("choose") != nullptr) return read_choose(line, answer);
    if (line.find("refuse") != nullptr) return read_refusal(line, answer);
    if (line.find("idle") != nullptr) return read_idle(line, answer);
    if (const Value* const timer = line.find("cancel-timer"))
        answer.effects.cancel_timer(*timer);
    else if (const Value* const storage = line.find("save"))
        answer.effects.save(core::to_json(*storage));
    else
        return core::fail(
            "expected a message (dest, body), set-timer, cancel-timer, choose, save, refuse or "
            "idle");
    return {};
}

}  // namespace

Result<void> read_answer_line(std::string_view line, Answer& answer) {
    if (auto message = read_quickly(line, answer)) return *std::move(message);
    const auto document = core::parse_json(line);
    if (!document) return tl::unexpected(document.error());
    if (!document->is_object()) return core::fail("expected an object, got {}", document->kind());
    return read_line(*document, answer);
}

void append_effects(std::string& out, const AnyOutbox& effects) {
    for (const auto& effect : effects.effects())
        std::visit(Writer{out}, effect);
}

void append_refusal(std::string& out, const Refusal& refusal) {
    append_name(out, "refuse",
                Value::object({{"code", static_cast<int>(refusal.code)}, {"text", refusal.text}}));
    out += "}\n";
}

void append_idle(std::string& out, const Idle& idle) {
    out += R"({"idle":true)";
    if (idle.hash) out += fmt::format(R"(,"hash":"{:016x}")", *idle.hash);
    if (idle.state) {
        out += R"(,"state":)";
        core::append_json(out, *idle.state);
    }
    if (!idle.configuration.is_null()) {
        out += R"(,"configuration":)";
        core::append_json(out, idle.configuration);
    }
    out += "}\n";
}

}  // namespace ordeal::actors::lock_step
