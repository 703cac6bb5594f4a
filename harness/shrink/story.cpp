#include "harness/shrink/story.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/report/run_documents.hpp"
#include "linearizability/explanation.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Value;

namespace {

constexpr std::size_t most_lines = 300;
constexpr std::size_t longest_body = 60;

struct Line {
    Nanoseconds time{0};
    std::string text;
};

std::string text_of(const Value& value) {
    return value.is_string() ? value.as_string() : core::to_json(value);
}

std::string shortened(std::string text) {
    if (text.size() > longest_body) text = text.substr(0, longest_body - 3) + "...";
    return text;
}

/// "write {\"key\":\"k0\",\"value\":3}": the type, and what else is in it but numbers of messages.
std::string name_of(const Value& body) {
    const Value* type = body.find("type");
    if (type == nullptr) return shortened(core::to_json(body));
    Value rest = Value::object({});
    for (const auto& member : body.as_object())
        if (member.name != "type" && member.name != "msg_id" && member.name != "in_reply_to")
            rest.set(member.name, member.value);
    if (rest.as_object().empty()) return text_of(*type);
    return text_of(*type) + " " + shortened(core::to_json(rest));
}

bool is_node(const std::string& name) {
    return name.starts_with('n');
}

/// What the nodes did, from their trace.
class Messages {
  public:
    explicit Messages(const std::string& trace) {
        std::istringstream lines(trace);
        for (std::string line; std::getline(lines, line);)
            if (auto event = core::parse_json(line)) events_.push_back(std::move(*event));
        find_lost();
    }

    void tell(std::vector<Line>& story) const {
        std::map<std::string, int> starts;
        for (std::size_t i = 0; i < events_.size(); ++i) {
            const Value& event = events_[i];
            const std::string kind = text(event, "event");
            const bool first = kind == "start" && ++starts[text(event, "node")] == 1;
            std::string line = beginning(event, kind) + sent_by(i);
            if (first || line.empty()) continue;
            story.push_back({Nanoseconds(event.find("time")->as_int()), std::move(line)});
        }
    }

  private:
    /// From whom, to whom, what.
    using Way = std::tuple<std::string, std::string, std::string>;
    /// Which event, and which of the messages that it sent.
    using Place = std::pair<std::size_t, std::size_t>;

    static std::string text(const Value& event, std::string_view member) {
        const Value* value = event.find(member);
        return value == nullptr ? "" : text_of(*value);
    }
    static bool is_message(const Value& event) {
        return text(event, "event") == "message" && is_node(text(event, "src"));
    }

    /// Each receipt belongs to the latest message of the same words that was on its way then; what
    /// has no receipt is lost.
    void find_lost() {
        std::map<Way, std::vector<Place>> on_their_way;
        for (std::size_t i = 0; i < events_.size(); ++i) {
            const std::string node = text(events_[i], "node");
            if (is_message(events_[i])) {
                auto& places =
                    on_their_way[{text(events_[i], "src"), node, text(events_[i], "body")}];
                if (!places.empty()) {
                    arrived_.insert(places.back());
                    places.pop_back();
                }
            }
            const Value* sent = events_[i].find("sent");
            for (std::size_t k = 0; sent != nullptr && k < sent->as_list().size(); ++k) {
                const Value& one = sent->as_list()[k];
                on_their_way[{node, text(one, "dest"), text(one, "body")}].push_back({i, k});
            }
        }
    }

    static std::string beginning(const Value& event, const std::string& kind) {
        const std::string node = text(event, "node");
        if (kind == "start") return node + " starts again";
        if (is_message(event))
            return fmt::format("{} gets {} from {}", node, name_of(*event.find("body")),
                               text(event, "src"));
        if (kind == "timer" && event.find("sent") != nullptr)
            return fmt::format("{}: a timer is due, {}", node, shortened(text(event, "timer")));
        if (kind == "message" && event.find("sent") != nullptr)
            return fmt::format("{} gets {} from client {}", node, name_of(*event.find("body")),
                               text(event, "src"));
        return "";
    }

    /// "; sends query {...} to n2 and n3 (to n3 it never comes)".
    std::string sent_by(std::size_t number) const {
        const Value* sent = events_[number].find("sent");
        if (sent == nullptr) return "";
        std::vector<std::pair<std::string, std::vector<std::string>>> by_message;
        std::vector<std::string> lost;
        for (std::size_t k = 0; k < sent->as_list().size(); ++k) {
            const Value& one = sent->as_list()[k];
            const std::string dest = text(one, "dest");
            const std::string name = name_of(*one.find("body"));
            auto same =
                std::ranges::find(by_message, name, &decltype(by_message)::value_type::first);
            if (same == by_message.end()) same = by_message.insert(same, {name, {}});
            same->second.push_back(dest);
            if (is_node(dest) && !arrived_.contains({number, k})) lost.push_back(dest);
        }
        std::string line;
        for (const auto& [name, places] : by_message)
            line += fmt::format("; sends {} to {}", name, core::listed(places, "and"));
        if (!lost.empty()) line += fmt::format(" (never handled by {})", core::listed(lost, "or"));
        return line;
    }

    std::vector<Value> events_;
    std::set<Place> arrived_;
};

void tell_operations(const RunReport& report, std::vector<Line>& story) {
    const std::size_t nodes = report.scenario.system.nodes;
    const std::size_t clients = report.scenario.workload.concurrency;
    for (const core::Operation& operation : report.operations) {
        const auto client = static_cast<std::size_t>(operation.process) % clients;
        std::string asks = operation.f;
        if (!operation.argument.is_null()) asks += " " + core::to_json(operation.argument);
        if (operation.key) asks += " of " + core::to_json(*operation.key);
        story.push_back(
            {operation.invoke_time,
             fmt::format("process {} asks n{}: {}", operation.process, client % nodes + 1, asks)});
        if (!operation.complete_time) continue;
        std::string end = linearizability::describe(operation);
        if (operation.error) end += " (" + *operation.error + ")";
        story.push_back({*operation.complete_time, "=> " + end});
    }
}

void tell_faults(const RunReport& report, std::vector<Line>& story) {
    for (const nemesis::FaultRecord& record : report.faults) {
        const std::string what = nemesis::to_text(record.fault);
        if (record.began) story.push_back({*record.began, "!! " + what});
        if (record.ended)
            story.push_back(
                {*record.ended, fmt::format("!! {}: the end of {}", end_kind(record.fault), what)});
    }
}

}  // namespace

std::string tell_story(const RunReport& report, const std::string& trace) {
    std::vector<Line> story;
    tell_faults(report, story);
    tell_operations(report, story);
    Messages(trace).tell(story);
    std::ranges::stable_sort(story, {}, &Line::time);
    const bool long_story = story.size() > most_lines;
    if (long_story) story.resize(most_lines);
    std::string text = fmt::format(
        "{}, {}, {}.\n\nWhat happened (milliseconds; \"!!\" a fault, \"=>\" an answer):\n\n",
        core::plural(report.scenario.system.nodes, "node"),
        core::plural(report.operations.size(), "operation"),
        core::plural(report.faults.size(), "fault"));
    for (const Line& line : story)
        text +=
            fmt::format("{:10.3f}  {}\n",
                        std::chrono::duration<double, std::milli>(line.time).count(), line.text);
    if (long_story) text += "            ... and more: see trace.jsonl\n";
    const core::Value verdict = to_value(report);
    const auto found = troubles(verdict);
    return text + "\nWhy no correct system could have answered so:\n\n" +
           (found.empty() ? sentence(verdict) + "\n"
                          : linearizability::explain(to_partition(*found.front(), verdict),
                                                     report.operations));
}

}  // namespace ordeal::harness
