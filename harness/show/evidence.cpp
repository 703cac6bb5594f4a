#include "harness/show/evidence.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/show/text.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

constexpr std::string_view nanoseconds = "-ns";

/// "gone-after-ns" is "gone after".
std::string words_of(std::string_view name) {
    if (name.ends_with(nanoseconds)) name.remove_suffix(nanoseconds.size());
    std::string words = printable(name);
    std::ranges::replace(words, '-', ' ');
    return words;
}

/// The first line of a text, which may be a whole story.
std::string first_line(const std::string& text) {
    const auto end = text.find('\n');
    return printable(std::string_view(text).substr(0, end), 200) +
           (end == std::string::npos ? "" : " ...");
}

std::string told(const Value& value, bool time);

std::string listed(const Value::List& list, bool time) {
    constexpr std::size_t most = 12;
    std::string out;
    for (std::size_t at = 0; at < std::min(most, list.size()); ++at)
        out += (at == 0 ? "" : list[at].is_object() ? "; " : " ") + told(list[at], time);
    return list.size() > most ? fmt::format("{} and {} more", out, list.size() - most) : out;
}

std::string members(const Value::Object& object, bool time) {
    std::string out;
    for (const auto& member : object) {
        const bool times = time || member.name.ends_with(nanoseconds);
        const std::string value = told(member.value, times);
        out += (out.empty() ? "" : ", ") + words_of(member.name) + " " +
               (member.value.is_object() ? "(" + value + ")" : value);
    }
    return out.empty() ? "nothing" : out;
}

/// `time`: numbers are nanoseconds.
std::string told(const Value& value, bool time) {
    if (value.is_object()) return members(value.as_object(), time);
    if (value.is_list()) return listed(value.as_list(), time);
    if (value.is_string()) return first_line(value.as_string());
    if (value.is_bool()) return value.as_bool() ? "yes" : "no";
    if (!value.is_int()) return core::to_json(value);
    if (time) return as_duration(core::Nanoseconds(value.as_int()));
    return std::to_string(value.as_int());
}

/// "n3 etcd/member/snap/db: fdatasync 1 of 1, pwrite64 0 of 3": hit, of those that matched.
void append_calls(std::vector<std::string>& lines, const Value& nodes) {
    for (const auto& node : nodes.as_object()) {
        if (!node.value.is_object()) continue;
        if (node.value.as_object().empty())
            lines.push_back(printable(node.name) + " calls: no call matched");
        for (const auto& file : node.value.as_object()) {
            std::string calls;
            if (!file.value.is_object()) continue;
            for (const auto& call : file.value.as_object()) {
                calls +=
                    fmt::format("{}{} {} of {} hit", calls.empty() ? "" : ", ",
                                printable(call.name), core::int_at(call.value, "hit").value_or(0),
                                core::int_at(call.value, "matched").value_or(0));
                for (const auto& figure :
                     call.value.is_object() ? call.value.as_object() : Value::Object())
                    if (figure.name != "hit" && figure.name != "matched")
                        calls +=
                            fmt::format(" ({} {})", words_of(figure.name),
                                        told(figure.value, figure.name.ends_with(nanoseconds)));
            }
            lines.push_back(
                fmt::format("{} {}: {}", printable(node.name), printable(file.name), calls));
        }
    }
}

/// " packets 3": what was counted on a link; of several counts those that are not 0.
std::string counted_on(const Value::Object& link) {
    constexpr std::size_t names_and_one_count = 3;
    const bool several = link.size() > names_and_one_count;
    std::string out;
    for (const auto& member : link)
        if (member.name != "from" && member.name != "to" && !(several && member.value == Value(0)))
            out += fmt::format(" {} {}", words_of(member.name),
                               told(member.value, member.name.ends_with(nanoseconds)));
    return out.empty() ? " nothing" : out;
}

/// "n1 -> n2 packets 3, n2 -> n1 packets 0".
std::string links_line(const Value::List& links) {
    std::string out;
    for (const Value& link : links)
        if (link.is_object())
            out += fmt::format("{}{} -> {}{}", out.empty() ? "" : ", ",
                               printable(core::string_at(link, "from").value_or("?")),
                               printable(core::string_at(link, "to").value_or("?")),
                               counted_on(link.as_object()));
    return "on links: " + (out.empty() ? "none" : out);
}

/// Does it hold more than one figure for each node?
bool is_deep(const Value& value) {
    if (!value.is_object()) return false;
    return std::ranges::any_of(value.as_object(), [](const Value::Member& node) {
        const Value& told = node.value;
        return told.is_object() ||
               (told.is_list() && std::ranges::any_of(told.as_list(), &Value::is_object));
    });
}

/// "role leader, held by n2; answers: n1 "77", n2 nothing".
std::string role_line(const Value& role) {
    std::string out = "role " + printable(core::string_at(role, "name").value_or("?"));
    const Value* holders = role.find("holders");
    out += holders && *holders != Value(Value::List{}) ? ", held by " + told(*holders, false)
                                                       : ", held by nobody";
    const Value* answers = role.find("answers");
    return answers ? out + "; answers: " + told(*answers, false) : out;
}

/// What was counted on all links together, where they count more than packets.
void append_sums(std::vector<std::string>& lines, const Value::List& links) {
    Value sums = Value::Object{};
    for (const Value& link : links)
        if (link.is_object())
            for (const auto& member : link.as_object())
                if (member.value.is_int())
                    sums.set(member.name,
                             core::int_at(sums, member.name).value_or(0) + member.value.as_int());
    if (sums.as_object().size() < 2) return;
    std::erase_if(sums.as_object(), [](const auto& sum) { return sum.value == Value(0); });
    lines.push_back("in all: " + told(sums, false));
}

void append(std::vector<std::string>& lines, const Value::Object& evidence) {
    for (const auto& member : evidence) {
        if (member.name == "calls" && member.value.is_object())
            append_calls(lines, member.value);
        else if (member.name == "links" && member.value.is_list()) {
            append_sums(lines, member.value.as_list());
            lines.push_back(links_line(member.value.as_list()));
        } else if (is_deep(member.value))
            for (const auto& node : member.value.as_object())
                lines.push_back(words_of(member.name) + " of " + printable(node.name) + ": " +
                                told(node.value, member.name.ends_with(nanoseconds)));
        else
            lines.push_back(words_of(member.name) + ": " +
                            told(member.value, member.name.ends_with(nanoseconds)));
    }
}

}  // namespace

std::vector<std::string> evidence_lines(const Value& fault) {
    std::vector<std::string> lines;
    const Value* evidence = fault.find("evidence");
    const Value* end = evidence ? evidence->find("end") : nullptr;
    const Value* begin = evidence ? evidence->find("begin") : nullptr;
    const Value* last = end && end->is_object() ? end : begin;
    if (last && last->is_object()) append(lines, last->as_object());
    if (const Value* role = fault.find("role")) lines.push_back(role_line(*role));
    if (const Value* errors = fault.find("errors"); errors && errors->is_list())
        for (const Value& error : errors->as_list())
            lines.push_back("error: " + told(error, false));
    return lines;
}

}  // namespace ordeal::harness
