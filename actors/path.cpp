#include "actors/path.hpp"

#include <array>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "actors/id.hpp"
#include "core/history/file_text.hpp"
#include "core/json.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::actors {

using core::Result;
using core::Value;

namespace {

constexpr std::array<std::pair<StepKind, std::string_view>, 7> kinds = {{
    {StepKind::start, "start"},
    {StepKind::invoke, "invoke"},
    {StepKind::deliver, "deliver"},
    {StepKind::timer, "timer"},
    {StepKind::choice, "choice"},
    {StepKind::crash, "crash"},
    {StepKind::restart, "restart"},
}};

/// Reads the members of one step, and keeps the first complaint.
class StepReader {
  public:
    StepReader(const Value& step, std::string place) : step_(step), place_(std::move(place)) {}

    Result<PathStep> read() {
        PathStep out;
        if (!step_.is_object()) {
            complain("", "an object", step_);
            return tl::unexpected(*error_);
        }
        read_kind(out.kind);
        if (out.kind == StepKind::invoke || out.kind == StepKind::deliver)
            read_message(out);
        else
            out.node = id("node");
        if (out.kind == StepKind::timer) out.timer = needed("timer");
        if (out.kind == StepKind::choice) {
            out.name = text("name");
            out.chosen = needed("chosen");
        }
        out.recovered = optional("recovered");
        out.outcome.sent = read_sent();
        out.outcome.saved = optional("saved");
        if (step_.find("state") != nullptr) out.outcome.state = text("state");
        if (error_) return tl::unexpected(*error_);
        return out;
    }

  private:
    void complain(std::string_view member, std::string_view expected, const Value& got) {
        const std::string dot = member.empty() ? "" : ".";
        if (!error_)
            error_ = core::Error{
                fmt::format("{}{}{}: expected {}, got {}", place_, dot, member, expected,
                            got.is_null() ? "nothing" : core::to_json(got).substr(0, 60))};
    }

    const Value& needed(std::string_view member) {
        static const Value null;
        const Value* found = step_.find(member);
        if (found == nullptr) complain(member, "a value", null);
        return found == nullptr ? null : *found;
    }
    std::optional<Value> optional(std::string_view member) const {
        const Value* found = step_.find(member);
        return found == nullptr ? std::nullopt : std::optional(*found);
    }
    std::string text(std::string_view member) {
        const Value& found = needed(member);
        if (found.is_string()) return found.as_string();
        complain(member, "a string", found);
        return "";
    }
    std::string id(std::string_view member) {
        std::string found = text(member);
        if (!error_ && !parse_id(found)) complain(member, "an id such as \"n1\" or \"c1\"", found);
        return found;
    }

    void read_kind(StepKind& kind) {
        const std::string word = text("step");
        std::vector<std::string_view> words;
        for (const auto& [known, name] : kinds) {
            if (name == word) {
                kind = known;
                return;
            }
            words.push_back(name);
        }
        if (!error_)
            error_ = core::Error{fmt::format("{}.step: there is no step \"{}\"{}", place_, word,
                                             core::suggestion(word, words))};
    }

    void read_message(PathStep& out) {
        out.src = id("src");
        out.dest = id("dest");
        out.body = needed("body");
        if (!error_ && !out.body.is_object()) complain("body", "an object", out.body);
        if (out.kind != StepKind::invoke) return;
        out.operation = {text("f"), optional("key"), optional("value").value_or(nullptr)};
    }

    Value read_sent() {
        const Value* sent = step_.find("sent");
        if (sent == nullptr || sent->is_null()) return nullptr;
        const auto fits = [](const Value& message) {
            const Value* dest = message.find("dest");
            return dest != nullptr && dest->is_string() && message.find("body") != nullptr;
        };
        bool fit = sent->is_list();
        if (fit)
            for (const Value& message : sent->as_list())
                fit = fit && fits(message);
        if (!fit) complain("sent", "a list of objects with dest and body", *sent);
        return *sent;
    }

    const Value& step_;
    std::string place_;
    std::optional<core::Error> error_;
};

Result<std::string> text_of(const Value& document, std::string_view name) {
    const Value* found = document.find(name);
    if (found == nullptr || found->is_null()) return "";
    if (found->is_string()) return found->as_string();
    return core::fail("{}: expected a string, got {}", name, core::to_json(*found).substr(0, 60));
}

Result<void> read_header(const Value& document, Path& path) {
    for (const auto& [name, target] :
         {std::pair{"program", &path.program}, {"bug", &path.bug}, {"model", &path.model}}) {
        auto text = text_of(document, name);
        if (!text) return tl::unexpected(text.error());
        *target = *std::move(text);
    }
    const Value* nodes = document.find("nodes");
    if (nodes == nullptr || !nodes->is_int() || nodes->as_int() < 1 || nodes->as_int() > 100)
        return core::fail("nodes: expected how many there are, 1 to 100");
    path.nodes = static_cast<std::size_t>(nodes->as_int());
    if (const Value* initial = document.find("initial")) path.initial = *initial;
    return {};
}

Result<void> check_node(const Path& path, const std::string& name, std::size_t step) {
    const auto id = parse_id(name);
    if (!id || id->is_client() || (id->number() >= 1 && id->number() <= path.nodes)) return {};
    return core::fail("steps[{}]: there is no node {}: nodes is {}", step, name, path.nodes);
}

std::string operation_text(const PathOperation& operation) {
    std::string out = operation.f;
    if (operation.key) out += " of " + core::to_json(*operation.key);
    if (!operation.value.is_null()) out += " " + core::to_json(operation.value);
    return out;
}

}  // namespace

std::string_view to_text(StepKind kind) {
    for (const auto& [known, name] : kinds)
        if (known == kind) return name;
    return "";
}

Value to_value(const PathStep& step) {
    Value out = Value::object({{"step", to_text(step.kind)}});
    const auto set_if = [&out](std::string_view name, const std::optional<Value>& value) {
        if (value) out.set(name, *value);
    };
    if (step.kind == StepKind::invoke || step.kind == StepKind::deliver) {
        out.set("src", step.src);
        out.set("dest", step.dest);
    } else {
        out.set("node", step.node);
    }
    if (step.kind == StepKind::invoke) {
        out.set("f", step.operation.f);
        set_if("key", step.operation.key);
        out.set("value", step.operation.value);
    }
    if (!step.body.is_null()) out.set("body", step.body);
    if (step.kind == StepKind::timer) out.set("timer", step.timer);
    if (step.kind == StepKind::choice) {
        out.set("name", step.name);
        out.set("chosen", step.chosen);
    }
    set_if("recovered", step.recovered);
    if (!step.outcome.sent.is_null()) out.set("sent", step.outcome.sent);
    set_if("saved", step.outcome.saved);
    if (!step.outcome.state.empty()) out.set("state", step.outcome.state);
    return out;
}

Value to_value(const Path& path) {
    Value out = Value::object({{"program", path.program}});
    if (!path.bug.empty()) out.set("bug", path.bug);
    out.set("nodes", path.nodes);
    if (!path.model.empty()) {
        out.set("model", path.model);
        out.set("initial", path.initial);
    }
    Value steps = Value::List{};
    for (const PathStep& step : path.steps)
        steps.push(to_value(step));
    return out.set("steps", std::move(steps));
}

std::string to_document(const Path& path) {
    std::string out = "{\n";
    const Value whole = to_value(path);
    for (const auto& [name, value] : whole.as_object()) {
        if (name == "steps") continue;
        core::append_json(out, name);
        out += ": " + core::to_json(value) + ",\n";
    }
    out += "\"steps\": [";
    const char* separator = "\n";
    for (const PathStep& step : path.steps)
        out += std::exchange(separator, ",\n") + core::to_json(to_value(step));
    return out + "\n]\n}\n";
}

Result<Path> read_path(const Value& document) {
    if (!document.is_object()) return core::fail("expected an object, got {}", document.kind());
    Path path;
    if (auto header = read_header(document, path); !header) return tl::unexpected(header.error());
    const Value* steps = document.find("steps");
    if (steps == nullptr || !steps->is_list()) return core::fail("steps: expected a list");
    for (const Value& item : steps->as_list()) {
        const std::size_t number = path.steps.size();
        auto step = StepReader(item, fmt::format("steps[{}]", number)).read();
        if (!step) return tl::unexpected(step.error());
        for (const std::string* name : {&step->node, &step->src, &step->dest})
            if (auto known = check_node(path, *name, number); !name->empty() && !known)
                return tl::unexpected(known.error());
        path.steps.push_back(*std::move(step));
    }
    return path;
}

Result<Path> load_path(const std::string& file) {
    const auto text = core::file_text(file);
    if (!text) return tl::unexpected(text.error());
    const auto document = core::parse_long_json(*text);
    if (!document) return core::fail("{}:{}", file, document.error().message);
    auto path = read_path(*document);
    if (!path) return core::fail("{}: {}", file, path.error().message);
    return path;
}

Result<void> save_path(const Path& path, const std::string& file) {
    std::ofstream out(file);
    out << to_document(path);
    out.close();
    if (!out) return core::fail("{}: could not be written: {}", file, core::errno_text());
    return {};
}

std::string to_text(const PathStep& step) {
    switch (step.kind) {
        case StepKind::start:
            return step.node + " starts";
        case StepKind::invoke:
            return fmt::format("{} asks {}: {}", step.src, step.dest,
                               operation_text(step.operation));
        case StepKind::deliver:
            return fmt::format("{} -> {}: {}", step.src, step.dest, core::to_json(step.body));
        case StepKind::timer:
            return fmt::format("{}: timer {} fires", step.node, core::to_json(step.timer));
        case StepKind::choice:
            return fmt::format("{}: choice {} is {}", step.node, step.name,
                               core::to_json(step.chosen));
        case StepKind::crash:
            return step.node + " crashes";
        case StepKind::restart:
            return step.node + " restarts";
    }
    return "";
}

}  // namespace ordeal::actors
