#include "checker/replay/recording.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "checker/replay/causal_order.hpp"
#include "checker/replay/trace_files.hpp"
#include "core/history/file_text.hpp"
#include "core/history/jsonl.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

namespace {

using actors::Id;
using actors::StepKind;
using core::EventType;
using core::Result;
using core::Value;
namespace fs = std::filesystem;

const Value& member(const Value& value, std::string_view name) {
    static const Value null;
    const Value* found = value.find(name);
    return found == nullptr ? null : *found;
}

std::string text_member(const Value& value, std::string_view name) {
    const Value& found = member(value, name);
    return found.is_string() ? found.as_string() : "";
}

std::optional<std::int64_t> number_member(const Value& value, std::string_view name) {
    const Value& found = member(value, name);
    return found.is_int() ? std::optional(found.as_int()) : std::nullopt;
}

std::string bug_of(const Value& command) {
    std::string bug;
    constexpr std::string_view option = "--bug";
    if (!command.is_list()) return bug;
    const auto& words = command.as_list();
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].is_string()) continue;
        const std::string& word = words[i].as_string();
        if (word == option && i + 1 < words.size() && words[i + 1].is_string())
            bug = words[i + 1].as_string();
        else if (word.starts_with("--bug="))
            bug = word.substr(option.size() + 1);
    }
    return bug;
}

Result<void> read_scenario(Recording& recording) {
    const std::string file = (fs::path(recording.directory) / "scenario.json").string();
    const auto text = core::file_text(file);
    if (!text) return tl::unexpected(text.error());
    const auto scenario = core::parse_long_json(*text);
    if (!scenario) return core::fail("{}:{}", file, scenario.error().message);
    const Value& system = member(*scenario, "system");
    const Value& workload = member(*scenario, "workload");
    const auto nodes = number_member(system, "nodes");
    if (!nodes || *nodes < 1) return core::fail("{}: it does not say system.nodes", file);
    recording.nodes = static_cast<std::size_t>(*nodes);
    const Value& command = member(system, "command");
    if (command.is_list() && !command.as_list().empty() && command.as_list()[0].is_string())
        recording.program = fs::path(command.as_list()[0].as_string()).filename().string();
    recording.bug = bug_of(command);
    recording.model = text_member(workload, "model");
    recording.initial = member(workload, "initial");
    recording.missing_key_is_null =
        text_member(member(workload, "options"), "missing-key") != "fail";
    recording.consistency = text_member(member(*scenario, "check"), "consistency");
    return {};
}

Result<void> read_history(Recording& recording) {
    const std::string file = (fs::path(recording.directory) / "history.jsonl").string();
    const auto text = core::file_text(file);
    if (!text) return tl::unexpected(text.error());
    auto history = core::parse_jsonl_history(*text, file);
    if (!history) return tl::unexpected(history.error());
    recording.history = *std::move(history);
    return {};
}

/// Before an order was found: what happens, when, and after what.
struct Item {
    RecordedStep step;
    std::int64_t time = 0;
    std::vector<std::size_t> before;
};

struct Sending {
    std::size_t item = 0;
    std::size_t place = 0;  // among those to one receiver
    std::size_t index = 0;  // in the line's list
};

/// Merges traces and history.
class Merger {
  public:
    explicit Merger(Recording& recording) : recording_(recording) {}

    Result<void> merge(std::vector<NodeTrace> traces) {
        for (NodeTrace& trace : traces)
            if (auto added = add_node(trace); !added) return added;
        add_history();
        if (auto linked = link_deliveries(); !linked) return linked;
        link_completions();
        drop_unheard();
        return put_in_order();
    }

  private:
    using Request = std::pair<Id, std::int64_t>;  // client and msg_id

    std::size_t add(Item item) {
        items_.push_back(std::move(item));
        return items_.size() - 1;
    }

    Result<void> add_node(NodeTrace& trace) {
        std::optional<std::size_t> last;
        std::vector<Value> saves = {nullptr};  // the one of which it would start again is the last
        for (Value& line : trace.lines) {
            const std::int64_t time = number_member(line, "time").value_or(0);
            Item item{step_of(trace.node, line), time, {}};
            if (item.step.kind == StepKind::start && last) {
                item.step.kind = StepKind::restart;
                Item crash{{}, items_[*last].time, {*last}};
                crash.step.kind = StepKind::crash;
                crash.step.whom = trace.node;
                crash.step.lost_saves = saves_lost(saves, member(line, "recovered"));
                last = add(std::move(crash));
            }
            if (!last && item.step.kind != StepKind::start)
                return core::fail("the trace of {} does not begin with its start",
                                  actors::to_text(trace.node));
            if (last) item.before.push_back(*last);
            if (const Value* saved = line.find("saved")) saves.push_back(*saved);
            const Value sent = member(line, "sent");
            item.step.line = std::move(line);
            last = add(std::move(item));
            if (sent.is_list()) note_sendings(*last, trace.node, sent.as_list());
        }
        return {};
    }

    /// How many saves are to be forgotten so that `recovered` is the last one: what a node traced
    /// it may have been killed before it was durable. None, if it was never saved.
    static std::size_t saves_lost(std::vector<Value>& saves, const Value& recovered) {
        const auto found = std::find(saves.rbegin(), saves.rend(), recovered);
        if (found == saves.rend()) return 0;
        const auto lost = static_cast<std::size_t>(found - saves.rbegin());
        saves.resize(saves.size() - lost);
        return lost;
    }

    static RecordedStep step_of(Id node, const Value& line) {
        RecordedStep step;
        step.whom = node;
        const std::string event = text_member(line, "event");
        if (event == "message") {
            step.kind = StepKind::deliver;
            step.from = actors::parse_id(text_member(line, "src")).value_or(Id());
            step.body = member(line, "body");
        } else if (event == "timer") {
            step.kind = StepKind::timer;
            step.what = member(line, "timer");
        } else if (event == "choice") {
            step.kind = StepKind::choice;
            step.name = text_member(line, "name");
            step.what = member(line, "chosen");
        } else if (const Value* recovered = line.find("recovered")) {
            step.recovered = *recovered;
        }
        return step;
    }

    static std::string key_of(Id from, Id to, const Value& body) {
        return fmt::format("{}>{}:", from.bits(), to.bits()) + core::to_json(body);
    }

    void note_sendings(std::size_t item, Id node, const Value::List& sent) {
        std::map<Id, std::size_t> places;
        for (std::size_t i = 0; i < sent.size(); ++i) {
            const auto to = actors::parse_id(text_member(sent[i], "dest"));
            if (!to) continue;
            const Value& body = member(sent[i], "body");
            const Sending sending{item, places[*to]++, i};
            if (to->is_node())
                sendings_[key_of(node, *to, body)].push_back(sending);
            else if (const auto answered = number_member(body, "in_reply_to"))
                answers_.try_emplace(Request(*to, *answered), sending);
        }
    }

    /// A client numbers its requests from 1.
    void add_history() {
        std::map<std::int64_t, std::int64_t> asked;
        std::optional<std::size_t> last;
        for (std::size_t i = 0; i < recording_.history.size(); ++i) {
            const core::Event& event = recording_.history[i];
            if (!event.process.is_client()) continue;
            const Id client = Id::client(static_cast<std::uint32_t>(event.process.number));
            Item item{{}, event.time.count(), {}};
            item.step.whom = client;
            if (last) item.before.push_back(*last);
            if (event.type == EventType::invoke) {
                const std::int64_t number = ++asked[event.process.number];
                item.step.kind = StepKind::invoke;
                item.step.operation = {event.f, event.key, event.value};
                last = add(std::move(item));
                requests_.emplace(Request(client, number), *last);
            } else {
                item.step.kind = StepKind::deliver;
                last = add(std::move(item));
                completions_.push_back(
                    {*last, Request(client, asked[event.process.number]), event.type});
            }
            first_of_history_ = first_of_history_.value_or(*last);
        }
    }

    Result<void> link_deliveries() {
        for (std::size_t i = 0; i < first_of_history_.value_or(items_.size()); ++i) {
            RecordedStep& step = items_[i].step;
            if (step.kind != StepKind::deliver) continue;
            if (step.from.is_client()) {
                if (auto linked = link_request(i); !linked) return linked;
                continue;
            }
            const auto found = sendings_.find(key_of(step.from, step.whom, step.body));
            if (found == sendings_.end())
                return core::fail(
                    "{} received what {} did not send by its trace (it was corrupted on its way, "
                    "or a trace is not whole): {}",
                    actors::to_text(step.whom), actors::to_text(step.from),
                    core::to_json(step.line));
            items_[i].before.push_back(found->second.front().item);
        }
        return {};
    }

    Result<void> link_request(std::size_t delivery) {
        RecordedStep& step = items_[delivery].step;
        const auto msg_id = number_member(step.body, "msg_id");
        const auto found = requests_.find({step.from, msg_id.value_or(0)});
        if (!msg_id || found == requests_.end())
            return core::fail("{} received a request that is not in the history: {}",
                              actors::to_text(step.whom), core::to_json(step.line));
        RecordedStep& invocation = items_[found->second].step;
        if (text_member(step.body, "type") != invocation.operation.f)
            return core::fail("the history says that operation {} of {} is a {}; {} received: {}",
                              *msg_id, actors::to_text(step.from), invocation.operation.f,
                              actors::to_text(step.whom), core::to_json(step.line));
        invocation.to = step.whom;
        invocation.body = step.body;
        items_[delivery].before.push_back(found->second);
        const std::int64_t ahead = items_[delivery].time - items_[found->second].time;
        clock_offset_ = std::min(clock_offset_.value_or(ahead), ahead);
        return {};
    }

    void link_completions() {
        for (const Completion& completion : completions_) {
            Item& item = items_[completion.item];
            const auto answer = answers_.find(completion.request);
            if (completion.type == EventType::info || answer == answers_.end()) {
                if (completion.type == EventType::ok) ++recording_.unmatched_completions;
                item.step.kind = StepKind::invoke;  // nothing: see drop_unheard
                continue;
            }
            const Value& sent = member(items_[answer->second.item].step.line, "sent");
            item.step.body = member(sent.as_list()[answer->second.index], "body");
            item.step.from = items_[answer->second.item].step.whom;
            item.before.push_back(answer->second.item);
        }
    }

    /// Marks what leaves no trace: completions without an answer, and invocations that certainly
    /// failed and that no node has seen.
    void drop_unheard() {
        dropped_.assign(items_.size(), false);
        for (const Completion& completion : completions_) {
            const RecordedStep& step = items_[completion.item].step;
            if (step.kind == StepKind::deliver) continue;
            dropped_[completion.item] = true;
            const auto request = requests_.find(completion.request);
            if (completion.type == EventType::fail && request != requests_.end() &&
                items_[request->second].step.body.is_null())
                dropped_[request->second] = true;
        }
    }

    Result<void> put_in_order() {
        std::vector<std::int64_t> times;
        std::vector<std::vector<std::size_t>> before;
        for (std::size_t i = 0; i < items_.size(); ++i) {
            const bool of_history = first_of_history_ && i >= *first_of_history_;
            times.push_back(items_[i].time + (of_history ? clock_offset_.value_or(0) : 0));
            before.push_back(std::move(items_[i].before));
        }
        const auto order = causal_order(times, before);
        if (!order)
            return core::fail(
                "{}: traces and history contradict each other: no order of their "
                "events has every cause before its effect",
                recording_.directory);
        for (const std::size_t item : *order)
            if (!dropped_[item]) place(item);
        return {};
    }

    void place(std::size_t item) {
        RecordedStep step = std::move(items_[item].step);
        const bool of_history = first_of_history_ && item >= *first_of_history_;
        step.time = items_[item].time - (of_history ? 0 : clock_offset_.value_or(0));
        number_of_[item] = recording_.steps.size();
        if (step.kind == StepKind::deliver) step.origin = origin_of(step);
        if (step.kind == StepKind::timer) {
            const auto set = timers_.find(timer_key(step.whom, step.what));
            if (set != timers_.end()) step.origin = set->second;
        }
        if (step.kind == StepKind::choice) step.origin = {last_of_[step.whom], 0};
        last_of_[step.whom] = recording_.steps.size();
        note_timers(step);
        recording_.steps.push_back(std::move(step));
    }

    static std::string timer_key(Id node, const Value& timer) {
        return fmt::format("{}:", node.bits()) + core::to_json(timer);
    }

    void note_timers(const RecordedStep& step) {
        const Value& set = member(step.line, "set");
        if (!set.is_list()) return;
        for (std::size_t place = 0; place < set.as_list().size(); ++place)
            timers_[timer_key(step.whom, member(set.as_list()[place], "timer"))] = {
                recording_.steps.size(), place};
    }

    /// The earliest sending that was not received yet; of a duplicate the last one.
    Origin origin_of(const RecordedStep& step) {
        if (step.whom.is_client())
            return placed(answers_.at({step.whom, *number_member(step.body, "in_reply_to")}));
        if (step.from.is_client())
            return {number_of_.at(requests_.at({step.from, *number_member(step.body, "msg_id")})),
                    0};
        const std::string key = key_of(step.from, step.whom, step.body);
        std::size_t& received = received_[key];
        Origin origin;
        const auto& sendings = sendings_.at(key);
        for (std::size_t i = 0; i < sendings.size() && i <= received; ++i)
            if (number_of_.contains(sendings[i].item)) origin = placed(sendings[i]);
        ++received;
        return origin;
    }
    Origin placed(const Sending& sending) const {
        return {number_of_.at(sending.item), sending.place};
    }

    struct Completion {
        std::size_t item = 0;
        Request request;
        EventType type = EventType::ok;
    };

    Recording& recording_;
    std::vector<Item> items_;  // node by node, then those of the history
    std::optional<std::size_t> first_of_history_;
    std::unordered_map<std::string, std::vector<Sending>> sendings_;
    std::map<Request, Sending> answers_;
    std::map<Request, std::size_t> requests_;
    std::vector<Completion> completions_;
    std::optional<std::int64_t> clock_offset_;  // of the nodes' clock to that of the history
    std::vector<bool> dropped_;
    std::unordered_map<std::size_t, std::size_t> number_of_;  // of an item: of its step
    std::unordered_map<std::string, std::size_t> received_;
    std::unordered_map<std::string, Origin> timers_;  // that are set
    std::map<Id, std::size_t> last_of_;               // the step that happened last to each
};

}  // namespace

unsigned most_down(const Recording& recording) {
    unsigned down = 0;
    unsigned most = 0;
    for (const RecordedStep& step : recording.steps) {
        if (step.kind == StepKind::crash) most = std::max(most, ++down);
        if (step.kind == StepKind::restart) --down;
    }
    return most;
}

std::string directory_of_run(const std::string& given) {
    std::error_code ignored;
    const fs::path latest = fs::path(given) / "latest";
    if (!fs::exists(fs::path(given) / "scenario.json", ignored) && fs::exists(latest, ignored))
        return latest.string();
    return given;
}

Result<Recording> load_recording(const std::string& directory) {
    Recording recording;
    recording.directory = directory;
    if (auto read = read_scenario(recording); !read) return tl::unexpected(read.error());
    if (auto read = read_history(recording); !read) return tl::unexpected(read.error());
    auto traces = load_traces(directory, recording.nodes);
    if (!traces) return tl::unexpected(traces.error());
    if (auto merged = Merger(recording).merge(*std::move(traces)); !merged)
        return core::fail("{}: {}", directory, merged.error().message);
    return recording;
}

}  // namespace ordeal::checker
