#include "core/history/jsonl.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/json_scanner.hpp"

namespace ordeal::core {

namespace {

using Reader = Result<void> (*)(Event&, Value&);

Result<void> read_index(Event& event, Value& value) {
    if (!value.is_int() || value.as_int() < 0) return fail("\"index\": expected 0 or more");
    event.index = static_cast<std::size_t>(value.as_int());
    return {};
}

Result<void> read_time(Event& event, Value& value) {
    if (!value.is_int()) return fail("\"time\": expected integer nanoseconds");
    event.time = Nanoseconds{value.as_int()};
    return {};
}

Result<void> read_process(Event& event, Value& value) {
    if (value.is_int() && value.as_int() >= 0)
        event.process = {value.as_int(), {}};
    else if (value.is_string() && !value.as_string().empty())
        event.process = {-1, value.as_string()};
    else
        return fail("\"process\": expected a number from 0, or a name");
    return {};
}

Result<void> read_type(Event& event, Value& value) {
    const auto type = value.is_string() ? event_type(value.as_string()) : std::nullopt;
    if (!type) return fail("\"type\": expected invoke, ok, fail or info, got {}", to_json(value));
    event.type = *type;
    return {};
}

Result<void> read_f(Event& event, Value& value) {
    if (!value.is_string()) return fail("\"f\": expected a string, got {}", value.kind());
    event.f = value.as_string();
    return {};
}

Result<void> read_key(Event& event, Value& value) {
    event.key = std::move(value);
    return {};
}

Result<void> read_value(Event& event, Value& value) {
    event.value = std::move(value);
    return {};
}

Result<void> read_error(Event& event, Value& value) {
    if (!value.is_null()) event.error = value.is_string() ? value.as_string() : to_json(value);
    return {};
}

struct Field {
    std::string_view name;
    Reader read;
    bool required;
};

constexpr Field fields[] = {
    {"index", read_index, false}, {"time", read_time, false},  {"process", read_process, true},
    {"type", read_type, true},    {"f", read_f, true},         {"key", read_key, false},
    {"value", read_value, false}, {"error", read_error, false}};

/// The column at which the value of that member begins; of the document if there is no such member
/// or the quick reader does not see it.
std::size_t column_of(std::string_view line, std::string_view name) {
    JsonScanner json(line);
    json.skip_blanks();
    const std::size_t start = json.position() + 1;
    if (!json.take('{')) return start;
    std::string found;
    Value ignored;
    while (json.string(found) && json.take(':')) {
        json.skip_blanks();
        if (found == name) return json.position() + 1;
        if (!json.value(ignored) || !json.take(',')) break;
    }
    return start;
}

}  // namespace

Result<Event> parse_event(std::string_view line) {
    auto document = parse_json(line);
    if (!document) return tl::unexpected(document.error());
    const auto start = column_of(line, {});
    if (!document->is_object())
        return fail("column {}: expected an object, got {}", start, document->kind());
    Event event;
    for (const Field& field : fields)
        if (field.required && !document->find(field.name))
            return fail("column {}: the field \"{}\" is missing", start, field.name);
    for (auto& member : document->as_object()) {
        const Field* known = nullptr;
        for (const Field& field : fields)
            if (field.name == member.name) known = &field;
        if (!known) {
            event.extra.push_back(std::move(member));
            continue;
        }
        if (auto read = known->read(event, member.value); !read)
            return fail("column {}: {}", column_of(line, known->name), read.error().message);
    }
    return event;
}

void append_event(std::string& out, const Event& event) {
    fmt::format_to(std::back_inserter(out), R"({{"index":{},"time":{},"process":)", event.index,
                   event.time.count());
    if (event.process.is_client())
        out += std::to_string(event.process.number);
    else
        append_json(out, event.process.name);
    fmt::format_to(std::back_inserter(out), R"(,"type":"{}","f":)", to_text(event.type));
    append_json(out, event.f);
    if (event.key) {
        out += ",\"key\":";
        append_json(out, *event.key);
    }
    out += ",\"value\":";
    append_json(out, event.value);
    if (event.error) {
        out += ",\"error\":";
        append_json(out, *event.error);
    }
    for (const auto& member : event.extra) {
        out += ',';
        append_json(out, member.name);
        out += ':';
        append_json(out, member.value);
    }
    out += '}';
}

std::string to_jsonl(const History& history) {
    std::string text;
    for (const Event& event : history) {
        append_event(text, event);
        text += '\n';
    }
    return text;
}

namespace {

/// Reads events whose fields are in the usual order, as append_event writes them, one after the
/// other. Says no to all others.
class EventScanner {
  public:
    explicit EventScanner(std::string_view text) : json_(text, " \t") {}

    /// One event and its line break. After a `false` `event` is of no use.
    bool read(Event& event) {
        return json_.take('{') && head(event) && body(event) && end_of_line();
    }
    std::size_t position() const { return json_.position(); }

  private:
    bool head(Event& event) {
        std::int64_t number = 0;
        if (json_.name("\"index\"")) {
            if (!json_.integer(number) || number < 0 || !json_.take(',')) return false;
            event.index = static_cast<std::size_t>(number);
        }
        if (json_.name("\"time\"")) {
            if (!json_.integer(number) || !json_.take(',')) return false;
            event.time = Nanoseconds{number};
        }
        if (!json_.name("\"process\"") || !process(event.process) || !json_.take(',')) return false;
        std::string_view word;
        if (!json_.name("\"type\"") || !json_.word(word) || !json_.take(',')) return false;
        const auto type = event_type(word);
        if (type) event.type = *type;
        return type && json_.name("\"f\"") && json_.string(event.f);
    }

    bool process(Process& process) {
        if (json_.integer(process.number)) return process.number >= 0;
        process.number = -1;
        return json_.string(process.name) && !process.name.empty();
    }

    bool body(Event& event) {
        if (json_.take('}')) return true;
        if (!json_.take(',')) return false;
        if (json_.name("\"key\"")) {
            if (!json_.value(event.key.emplace())) return false;
            if (json_.take('}')) return true;
            if (!json_.take(',')) return false;
        }
        if (!json_.name("\"value\"") || !json_.value(event.value)) return false;
        if (json_.take('}')) return true;
        return json_.take(',') && json_.name("\"error\"") && json_.string(event.error.emplace()) &&
               json_.take('}');
    }

    bool end_of_line() {
        json_.take('\r');
        return json_.take('\n') || json_.at_end();
    }

    JsonScanner json_;
};

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// Room for all events, so that they are moved at most once: no line is shorter than this.
void reserve(History& history, std::string_view text) {
    constexpr std::size_t shortest = std::string_view(R"({"process":0,"type":"ok","f":""})").size();
    std::size_t lines = 1;
    for (const char c : text)  // std::count takes ten times as long
        lines += c == '\n';
    history.reserve(std::min(lines, text.size() / shortest + 1));
}

}  // namespace

Result<History> parse_jsonl_history(std::string_view text, std::string_view name,
                                    Skipped* skipped) {
    History history;
    reserve(history, text);
    for (std::size_t line_number = 1; !text.empty(); ++line_number) {
        EventScanner scanner(text);
        if (scanner.read(history.emplace_back())) {
            text.remove_prefix(scanner.position());
            continue;
        }
        history.pop_back();
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (is_blank(line)) continue;
        auto event = parse_event(line);
        if (!event) {
            auto problem = fail("{}:{}: {}", name, line_number, event.error().message);
            if (!skipped) return problem;
            skipped->add(std::move(problem.value().message));
            continue;
        }
        history.push_back(std::move(*event));
    }
    return history;
}

}  // namespace ordeal::core
