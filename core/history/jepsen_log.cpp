#include "core/history/jepsen_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/edn/edn.hpp"
#include "core/text/utf8.hpp"

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

/// Where the process begins: the word before the first type that stands between tabs, so that a
/// logger may put there what it likes; in other lines behind the logger's " - ".
std::size_t start_of_process(std::string_view line) {
    std::size_t type = std::string_view::npos;
    for (const std::string_view name : {"\t:invoke\t", "\t:ok\t", "\t:fail\t", "\t:info\t"})
        type = std::min(type, line.find(name));
    if (type != std::string_view::npos) return line.substr(0, type).find_last_of(" \t") + 1;
    const auto dash = line.find(" - ");
    return dash == std::string_view::npos ? 0 : dash + 3;
}

/// Process, type, function, value and error; there may be no error.
Result<std::array<Part, 5>> split(std::string_view line) {
    constexpr std::string_view names[] = {"process", "type", "function", "value"};
    std::size_t at = start_of_process(line);
    std::array<Part, 5> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto tab = line.find('\t', at);
        if (i < 3 && tab == std::string_view::npos)
            return fail_at({line, at + 1}, "expected the {}, a tab and the {}", names[i],
                           names[i + 1]);
        const bool last = i == 4 || tab == std::string_view::npos;
        parts[i] = {line.substr(at, last ? line.npos : tab - at), at + 1};
        if (last) break;
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

/// What is more than a word, an integer or a flat list of such: EDN.
Result<Value> parse_form(const Part& part) {
    const std::size_t start = part.column - 1;
    EdnReader reader({part.text.data() - start, start + part.text.size()}, start);
    auto form = reader.next();
    if (form && *form) {
        const auto behind = reader.next();
        if (behind && !*behind) return std::move(**form);
        if (behind) return fail_at(part, "expected one value, got several");
        form = tl::unexpected(behind.error());
    }
    if (form) return fail_at(part, "expected a value");
    const std::string& message = form.error().message;  // "1: column ..."
    return fail("{}", message.substr(message.find("column")));
}

bool needs_edn(std::string_view text) {
    if (text.find_first_of("{}()#\"\\;") != text.npos) return true;
    return text.find('[', 1) != text.npos || text.find_first_of("./") != text.npos;
}

Result<Value> parse_value(const Part& part) {
    const auto text = part.text;
    if (needs_edn(text)) return parse_form(part);
    if (text == "nil") return Value();
    if (text == "true" || text == "false") return Value(text == "true");
    if (text.size() > 1 && text.front() == ':') return Value(text.substr(1));
    if (text.size() > 1 && text.front() == '[' && text.back() == ']') return parse_list(part);
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
    if (const auto right = utf8_prefix(line); right < line.size())
        return fail("column {}: expected UTF-8", right + 1);
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
    if (const Part& error = (*parts)[4]; !error.text.empty())
        event.error = error.text.substr(error.text[0] == ':' ? 1 : 0);
    return event;
}

Result<History> parse_jepsen_log(std::string_view text, std::string_view name, Skipped* skipped) {
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
        if (!event) {
            auto problem = fail("{}:{}: {}", name, line_number, event.error().message);
            if (!skipped) return problem;
            skipped->add(std::move(problem.value().message));
            continue;
        }
        event->index = history.size();
        history.push_back(std::move(*event));
    }
    return history;
}

}  // namespace ordeal::core
