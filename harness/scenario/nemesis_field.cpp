#include "harness/scenario/nemesis_field.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "harness/scenario/fields_of_nemesis.hpp"
#include "harness/scenario/range_codec.hpp"
#include "harness/scenario/validate.hpp"
#include "harness/scenario/validate_fault.hpp"
#include "nemesis/composition/presets.hpp"

namespace ordeal::harness {

namespace {

using core::Value;
using nemesis::Composition;
using nemesis::FaultPlan;
using nemesis::Quiet;
using nemesis::Swarm;

/// One of the faults, as the document has it.
struct Entry {
    const Node* node = nullptr;
    std::string word;  // a preset or a group; empty: a plan that is written out
    FaultPlan plan;
};

using Entries = std::vector<Entry>;

/// The field in the form that has all others in it.
struct Draft {
    Entries faults;
    Entries swarm_of;
    Swarm swarm;
    std::optional<Quiet> quiet;
    std::optional<core::Nanoseconds> interval;
};

Codec<std::string> word_codec() {
    static const std::vector<std::string> words = nemesis::preset_words();
    Codec<std::string> codec = one_of("preset", {words.begin(), words.end()});
    codec.description.type = "[preset](faults.md#presets)";
    return codec;
}

Value any_of(std::vector<Value> schemas) {
    return Value::object({{"anyOf", Value(Value::List(schemas.begin(), schemas.end()))}});
}

/// What nemesis_definitions() says under that name.
Value defined(std::string_view name) {
    return Value::object({{"$ref", fmt::format("#/definitions/{}", name)}});
}

/// A list of faults and words; one word is a list of it alone.
Codec<Entries> entries_codec() {
    const auto plan = fault_plan_codec();
    const auto word = word_codec();
    Codec<Entries> codec;
    codec.description.type = "list of faults and presets, or one preset";
    codec.description.schema = defined("faults");
    codec.encode = [plan, word](const Entries& entries) {
        Value::List list;
        for (const Entry& entry : entries)
            list.push_back(entry.word.empty() ? plan.encode(entry.plan) : word.encode(entry.word));
        return Value(std::move(list));
    };
    const auto one = [plan, word](Reader& reader, const Node& node) -> std::optional<Entry> {
        if (!node.is_object() && !node.is_list() && node.scalar.is_string()) {
            auto read = word.decode(reader, node);
            return read ? std::optional(Entry{&node, std::move(*read), {}}) : std::nullopt;
        }
        auto read = plan.decode(reader, node);
        return read ? std::optional(Entry{&node, {}, std::move(*read)}) : std::nullopt;
    };
    codec.decode = [one](Reader& reader, const Node& node) -> std::optional<Entries> {
        const bool word_alone = !node.is_object() && !node.is_list() && node.scalar.is_string();
        if (!node.is_list() && !word_alone) {
            reader.problems.at(node, "expected a list of faults, got " + node.describe());
            return std::nullopt;
        }
        Entries entries;
        if (word_alone) {
            if (auto entry = one(reader, node)) entries.push_back(std::move(*entry));
            return entries;
        }
        for (const Node& child : node.children)
            if (auto entry = one(reader, child)) entries.push_back(std::move(*entry));
        return entries;
    };
    return codec;
}

Codec<Quiet> quiet_codec() {
    auto codec = object_of<Quiet>({
        required(field<Quiet>("every", &Quiet::every, positive_duration(),
                              "How long a period is, its quiet end included.")),
        required(
            field<Quiet>("for", &Quiet::lasts, positive_duration(), "How long its end is quiet.")),
    });
    return codec;
}

std::vector<Field<Draft>> draft_fields() {
    const auto of_swarm = [](auto member) {
        return [member](auto& draft) -> auto& { return draft.swarm.*member; };
    };
    return {
        optional(
            field<Draft>("faults", &Draft::faults, entries_codec(), "What is broken, and when.")),
        optional(field<Draft>("swarm", &Draft::swarm_of, entries_codec(),
                              "The same, of which each run draws some: see "
                              "[swarm](faults.md#swarm).")),
        field<Draft>("probability", of_swarm(&Swarm::probability), probability(),
                     "Of a `swarm`: that a fault is in."),
        field<Draft>("strength", of_swarm(&Swarm::strength), range_of(probability()),
                     "Of a `swarm`: how strong faults are, drawn for each."),
        field<Draft>("at-least", of_swarm(&Swarm::at_least), integer(0, 1'000),
                     "Of a `swarm`: so many faults are in."),
        optional(field<Draft>("quiet", &Draft::quiet, quiet_codec(),
                              "Periods in which no fault is active.")),
        optional(field<Draft>("interval", &Draft::interval, positive_duration(),
                              "Of presets: from one beginning to the next. Left out: a quarter of "
                              "the run phase, at most 10 s.")),
    };
}

Codec<Draft> draft_codec() {
    auto codec = object_of<Draft>(draft_fields());
    Value::List one_of;
    for (const char* form : {"faults", "swarm"})
        one_of.push_back(Value::object({{"required", Value::list({form})}}));
    codec.description.schema.set("oneOf", std::move(one_of));
    return codec;
}

Draft draft_of(const Scenario& scenario) {
    const Composition& composition = scenario.composition;
    Draft draft;
    Entries& entries = composition.swarm ? draft.swarm_of : draft.faults;
    for (const FaultPlan& plan : scenario.nemesis)
        entries.push_back({nullptr, {}, plan});
    for (const std::string& word : composition.groups)
        entries.push_back({nullptr, word, {}});
    draft.swarm = composition.swarm.value_or(Swarm{});
    draft.quiet = composition.quiet;
    draft.interval = composition.interval;
    return draft;
}

/// As a list where that says it all.
Value encode(const Scenario& scenario) {
    const Draft draft = draft_of(scenario);
    const bool swarm = scenario.composition.swarm.has_value();
    if (!swarm && !draft.quiet && !draft.interval) return entries_codec().encode(draft.faults);
    const Value all = draft_codec().encode(draft);
    Value::Object kept;
    for (const auto& member : all.as_object()) {
        const bool of_swarm =
            member.name == "probability" || member.name == "strength" || member.name == "at-least";
        if (swarm || !of_swarm) kept.push_back(member);
    }
    if (swarm && draft.swarm_of.empty()) kept.push_back({"swarm", Value(Value::List())});
    if (!swarm && draft.faults.empty()) kept.push_back({"faults", Value(Value::List())});
    return Value(std::move(kept));
}

std::optional<Draft> decode(Reader& reader, const Node& node) {
    if (node.is_object()) return draft_codec().decode(reader, node);
    auto entries = entries_codec().decode(reader, node);
    if (!entries) return std::nullopt;
    Draft draft;
    draft.faults = std::move(*entries);
    return draft;
}

/// What stands in the object, and how it goes together.
void check_object(const Node& node, const Draft& draft, const Scenario& scenario,
                  Problems& problems) {
    const Node* const faults = node.find("faults");
    const Node* const swarm = node.find("swarm");
    if (faults && swarm)
        problems.at_key(*swarm, "\"swarm\" does not go with \"faults\": one of them is enough");
    if (!faults && !swarm) problems.at(node, "expected \"faults\" or \"swarm\": what is broken?");
    for (const char* key : {"probability", "strength", "at-least"})
        if (const Node* own = node.find(key); own && !swarm)
            problems.at_key(*own, fmt::format("\"{}\" belongs to \"swarm\"", key));
    if (const Node* strength = node.find("strength"); strength && draft.swarm.strength.low == 0)
        problems.at(*strength, "expected more than 0: nothing would happen");
    const core::Nanoseconds run = scenario.phases.run;
    if (const Node* interval = node.find("interval"); interval && draft.interval > run)
        problems.at(*interval,
                    fmt::format("longer than the run phase, which lasts {}", core::to_text(run)));
    if (!draft.quiet) return;
    const auto& [every, lasts] = *draft.quiet;
    if (lasts >= every)
        problems.at(*node.find("quiet"),
                    "expected \"for\" to be shorter than \"every\": nothing "
                    "would happen");
    else if (every - lasts >= run)
        problems.at(*node.find("quiet"),
                    fmt::format("never comes: the run phase ends after {}", core::to_text(run)));
}

/// Whether a preset's fault can be on these nodes.
void check_word(const Entry& entry, const FaultPlan& plan, const Scenario& scenario,
                Problems& problems) {
    const auto possible =
        nemesis::make_schedule({plan}, node_names(scenario.system.nodes), 0, scenario.phases.run);
    if (possible) return;
    const std::string& message = possible.error().message;
    problems.at(*entry.node, message.substr(message.find(": ") + 2));
}

void take(const Entry& entry, core::Nanoseconds interval, bool nodes_known, Scenario& scenario,
          Problems& problems) {
    if (!nemesis::group(entry.word).empty()) {
        scenario.composition.groups.push_back(entry.word);
        return;
    }
    FaultPlan plan = entry.plan;
    if (!entry.word.empty()) {
        plan = nemesis::preset(entry.word).value();
        plan.timing = nemesis::rhythm(interval);
    }
    scenario.nemesis.push_back(plan);
    if (!nodes_known || problems.any_below(entry.node->path)) return;
    if (entry.word.empty())
        validate_fault(plan, *entry.node, scenario, problems);
    else
        check_word(entry, plan, scenario, problems);
}

}  // namespace

Field<Scenario> nemesis_field() {
    Field<Scenario> row;
    row.decode = [](Reader&, const Node&, Scenario&) {};
    row.encode = [](const Scenario& scenario) -> std::optional<Value> { return encode(scenario); };
    const auto list = entries_codec().description;
    const auto object = draft_codec().description;
    row.description = {"nemesis",
                       false,
                       Value(Value::List()),
                       "What is broken, and when. Empty: nothing.",
                       {list.type + ", or an object", any_of({list.schema, object.schema}),
                        fault_plan_codec().description.fields, object.fields}};
    return row;
}

Value nemesis_definitions() {
    const Value items = any_of({defined("fault"), defined("preset")});
    return Value::object({{"faults", any_of({Value::object({{"type", "array"}, {"items", items}}),
                                             defined("preset")})},
                          {"fault", fault_plan_codec().description.schema},
                          {"preset", word_codec().description.schema}});
}

void decode_nemesis(Reader& reader, const Node& document, Scenario& scenario) {
    const Node* const node = document.find("nemesis");
    if (!node) return;
    const auto draft = decode(reader, *node);
    if (!draft) return;
    if (node->is_object()) check_object(*node, *draft, scenario, reader.problems);
    const bool swarm = node->is_object() && node->find("swarm") != nullptr;
    const bool nodes_known = !reader.problems.any_below("system.nodes");
    Composition& composition = scenario.composition;
    if (swarm) composition.swarm = draft->swarm;
    composition.quiet = draft->quiet;
    const auto interval =
        std::min(draft->interval.value_or(nemesis::usual_interval(scenario.phases.run)),
                 scenario.phases.run);
    for (const Entry& entry : swarm ? draft->swarm_of : draft->faults)
        take(entry, interval, nodes_known, scenario, reader.problems);
    if (!composition.groups.empty()) composition.interval = draft->interval;
}

}  // namespace ordeal::harness
