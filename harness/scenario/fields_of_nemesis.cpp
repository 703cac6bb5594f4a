#include "harness/scenario/fields_of_nemesis.hpp"

#include "harness/scenario/field.hpp"
#include "harness/scenario/range_codec.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/shapes.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

namespace {

using nemesis::FaultPlan;

std::vector<std::string_view> words(const std::vector<nemesis::Described>& table) {
    std::vector<std::string_view> names;
    for (const auto& row : table)
        names.push_back(row.name);
    return names;
}

bool is_partition(const FaultPlan& plan) {
    return plan.fault == "partition";
}
bool restarts(const FaultPlan& plan) {
    return nemesis::ends_nodes(plan.fault);
}
bool is_drift(const FaultPlan& plan) {
    return plan.fault == "clock-drift";
}
bool is_bump(const FaultPlan& plan) {
    return plan.fault == "clock-bump";
}
bool repeats(const FaultPlan& plan) {
    return plan.timing.every.has_value();
}
bool is_no_partition(const FaultPlan& plan) {
    return !is_partition(plan);
}
bool never_restarts(const FaultPlan& plan) {
    return !restarts(plan);
}

Codec<nemesis::Grudge> grudge_codec() {
    using Lists = std::map<std::string, std::vector<std::string>>;
    return converted<nemesis::Grudge, Lists>(
        map_of(list_of(text(), "list of nodes"), "object of lists of nodes"),
        [](const Lists& lists) {
            nemesis::Grudge grudge;
            for (const auto& [node, refused] : lists)
                grudge[node].insert(refused.begin(), refused.end());
            return grudge;
        },
        [](const nemesis::Grudge& grudge) {
            Lists lists;
            for (const auto& [node, refused] : grudge)
                lists[node].assign(refused.begin(), refused.end());
            return lists;
        });
}

/// A word goes to `target`, a list to `nodes`.
Field<FaultPlan> target_field() {
    const auto word = one_of("target", words(nemesis::target_names()));
    const auto list = list_of(text(), "list of nodes");
    Field<FaultPlan> row;
    row.decode = [word, list](Reader& reader, const Node& node, FaultPlan& plan) {
        if (node.is_list()) {
            if (auto nodes = list.decode(reader, node)) plan.nodes = std::move(*nodes);
        } else if (auto target = word.decode(reader, node)) {
            plan.target = std::move(*target);
        }
    };
    row.encode = [word, list](const FaultPlan& plan) -> std::optional<core::Value> {
        return plan.nodes.empty() ? word.encode(plan.target) : list.encode(plan.nodes);
    };
    row.description = {
        "target",
        false,
        word.encode(FaultPlan{}.target),
        "Which nodes are hit, drawn anew each time; or nodes by name: `[\"n1\", \"n3\"]`. For all "
        "faults but `partition`.",
        {word.description.type + ", or a list of nodes",
         core::Value::object(
             {{"anyOf", core::Value::list({word.description.schema, list.description.schema})}}),
         {}}};
    return row;
}

template <typename Member, typename T>
Field<FaultPlan> timing(std::string name, Member nemesis::Timing::* member, Codec<T> codec,
                        std::string description) {
    return field<FaultPlan>(
        std::move(name), [member](auto& plan) -> auto& { return plan.timing.*member; },
        std::move(codec), std::move(description));
}

std::vector<Field<FaultPlan>> what_fields() {
    return {
        required(field<FaultPlan>("fault", &FaultPlan::fault,
                                  one_of("fault", words(nemesis::fault_names())),
                                  "What happens; `ordeal list faults` explains each.")),
        optional(field<FaultPlan>("shape", &FaultPlan::shape,
                                  one_of("shape", words(nemesis::shape_names())),
                                  "Of a `partition`: who is cut off from whom, drawn anew each "
                                  "time; `ordeal list shapes` explains each.")),
        optional(field<FaultPlan>("grudge", &FaultPlan::grudge, grudge_codec(),
                                  "Of a `partition`, instead of a shape: each node with the nodes "
                                  "that it does not hear, `{\"n1\": [\"n2\", \"n3\"]}`.")),
        only_if(is_no_partition, target_field()),
        only_if(is_drift,
                field<FaultPlan>("rate", &FaultPlan::rate, range_of(clock_rate()),
                                 "Of a `clock-drift`: how fast clocks run, drawn for each node "
                                 "anew each time from between the two; at `2` timers are due after "
                                 "half the time.")),
        only_if(is_bump,
                field<FaultPlan>("offset", &FaultPlan::offset, range_of(clock_offset()),
                                 "Of a `clock-bump`: how far clocks are ahead, or behind, drawn "
                                 "for each node anew each time from between the two.")),
    };
}

std::vector<Field<FaultPlan>> when_fields() {
    using nemesis::Timing;
    return {
        timing("at", &Timing::at, duration(), "Once, at this time of the run phase."),
        timing("every", &Timing::every, positive_duration(),
               "Again and again, with this time from beginning to beginning. Each fault has "
               "exactly one of `at` and `every`."),
        only_if(repeats, timing("after", &Timing::after, duration(),
                                "With `every`: when the first one begins, in the run phase.")),
        timing("stagger", &Timing::stagger, duration(),
               "Each beginning is later by a random part of this."),
        only_if(never_restarts, timing("for", &Timing::lasts, positive_duration(),
                                       "How long the fault lasts. Without it, until the run phase "
                                       "ends and all is healed.")),
        only_if(restarts, timing("restart-after", &Timing::lasts, positive_duration(),
                                 "Of a `kill` or a `power-loss`: the same as `for`.")),
        only_if(repeats, timing("flip-flop", &Timing::flip_flop, boolean(),
                                "With `every`: the fault begins at one time and ends at the "
                                "next.")),
    };
}

}  // namespace

Codec<FaultPlan> fault_plan_codec() {
    std::vector<Field<FaultPlan>> fields = what_fields();
    for (auto& row : when_fields())
        fields.push_back(std::move(row));
    auto codec = object_of<FaultPlan>(fields);
    core::Value::List one_of;
    for (const char* when : {"at", "every"})
        one_of.push_back(core::Value::object({{"required", core::Value::list({when})}}));
    codec.description.schema.set("oneOf", std::move(one_of));
    return codec;
}

}  // namespace ordeal::harness
