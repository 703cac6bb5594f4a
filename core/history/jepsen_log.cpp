#include "core/history/jepsen_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/json.hpp"

namespace ordeal::core {

namespace {

/// A part of a line that knows its column, counted from 1.
struct Part {
    std::string_view text;
    std::size_t column = 1;
};

template <typename... Args>
tl::unexpected<Error> fail_at(const Part& part, fmt::format_string<Args...> format,
                              Args&&... args) {
    return fail("column {}: {}", part.column, fmt::format(format, std::forward<Args>(args)...));
}

/// The four fields after the logger's "... - ".
Result<std::array<Part, 4>> split(std::string_view line) {
    constexpr std::string_view names[] = {"process", "type", "function", "value"};
    const auto dash = line.find(" - ");
    std::size_t at = dash == std::string_view::npos ? 0 : dash + 3;
    std::array<Part, 4> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto tab = i == 3 ? std::string_view::npos : line.find('\t', at);
        if (i < 3 && tab == std::string_view::npos)
            return fail_at({line, at + 1}, "expected the {}, a tab and the {}", names[i],
                           names[i + 1]);
        parts[i] = {line.substr(at, tab == std::string_view::npos ? tab : tab - at), at + 1};
        at = tab + 1;
    }
    return parts;
}

Result<std::string> keyword(const Part& part) {
    if (part.text.size() < 2 || part.text[0] != ':')
        return fail_at(part, "expected a keyword like :read, got \"{}\"", part.text);
    return std::string(part.text.substr(1));
}

Result<std::int64_t> integer(const Part& part) {
    std::int64_t number = 0;
    const char* end = part.text.data() + part.text.size();
    const auto [stop, problem] = std::from_chars(part.text.data(), end, number);
    if (problem != std::errc{} || stop != end || part.text.empty())
        return fail_at(part,
                       "expected a number of 64 bits, nil, :keyword, \"text\" or [...], got "
                       "\"{}\"",
                       part.text);
    return number;
}

Result<Value> parse_value(const Part& part);

Result<Value> parse_list(const Part& part) {
    Value::List list;
    std::size_t at = 1;
    const auto body = part.text.substr(0, part.text.size() - 1);
    for (;;) {
        at = body.find_first_not_of(", ", at);
        if (at == std::string_view::npos) return Value(std::move(list));
        const auto end = std::min(body.find_first_of(", ", at), body.size());
        auto item = parse_value({body.substr(at, end - at), part.column + at});
        if (!item) return item;
        list.push_back(std::move(*item));
        at = end;
    }
}

Result<Value> parse_value(const Part& part) {
    const auto text = part.text;
    if (text == "nil") return Value();
    if (text == "true" || text == "false") return Value(text == "true");
    if (text.size() > 1 && text.front() == ':') return Value(text.substr(1));
    if (text.size() > 1 && text.front() == '[' && text.back() == ']') return parse_list(part);
    if (text.size() > 1 && text.front() == '"') {
        auto string = parse_json(text);
        if (!string) return fail_at(part, "{}", string.error().message);
        return string;
    }
    auto number = integer(part);
    if (!number) return tl::unexpected(number.error());
    return Value(*number);
}

Result<Process> parse_process(const Part& part) {
    if (part.text.starts_with(':')) {
        auto name = keyword(part);
        if (!name) return tl::unexpected(name.error());
        return Process{-1, std::move(*name)};
    }
    const auto number = integer(part);
    if (!number || *number < 0)
        return fail_at(part, "expected a process, a number from 0 or :name, got \"{}\"", part.text);
    return Process{*number, {}};
}

}  // namespace

Result<Event> parse_jepsen_line(std::string_view line) {
    const auto parts = split(line);
    if (!parts) return tl::unexpected(parts.error());
    const auto process = parse_process((*parts)[0]);
    if (!process) return tl::unexpected(process.error());
    const auto type_name = keyword((*parts)[1]);
    const auto type = type_name ? event_type(*type_name) : std::nullopt;
    if (!type)
        return fail_at((*parts)[1], "expected :invoke, :ok, :fail or :info, got \"{}\"",
                       (*parts)[1].text);
    const auto f = keyword((*parts)[2]);
    if (!f) return tl::unexpected(f.error());
    Event event;
    event.process = *process;
    event.type = *type;
    event.f = *f;
    auto value = parse_value((*parts)[3]);
    if (!value) return tl::unexpected(value.error());
    if (event.type == EventType::info && event.process.is_client() && value->is_string())
        event.error = value->as_string();
    else
        event.value = std::move(*value);
    return event;
}

Result<History> parse_jepsen_log(std::string_view text, std::string_view name) {
    History history;
    std::size_t line_number = 0;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        ++line_number;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (line.empty()) continue;
        auto event = parse_jepsen_line(line);
        if (!event) return fail("{}:{}: {}", name, line_number, event.error().message);
        event->index = history.size();
        history.push_back(std::move(*event));
    }
    return history;
}

}  // namespace ordeal::core
