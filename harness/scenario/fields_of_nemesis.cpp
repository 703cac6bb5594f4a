#include "harness/scenario/fields_of_nemesis.hpp"

#include "harness/scenario/field.hpp"
#include "harness/scenario/latency_codec.hpp"
#include "harness/scenario/range_codec.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/system_calls/call_table.hpp"
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
bool repeats(const FaultPlan& plan) {
    return plan.timing.every.has_value();
}
bool has_target(const FaultPlan& plan) {
    if (is_partition(plan)) return !plan.role.empty() || !plan.nodes.empty();
    return plan.links.empty();
}
bool has_direction(const FaultPlan& plan) {
    return !is_partition(plan) && nemesis::is_for_links(plan.fault) && plan.links.empty();
}
bool never_restarts(const FaultPlan& plan) {
    return !restarts(plan);
}

/// Written only for the faults that it belongs to, by the table of faults.
Field<FaultPlan> of_some(Field<FaultPlan> row) {
    const std::string name = row.description.name;
    return only_if<FaultPlan>(
        [name](const FaultPlan& plan) { return nemesis::has_key(plan.fault, name); },
        std::move(row));
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

/// `["n1", "n2"]`: what n1 sends to n2.
Codec<nemesis::LinkName> link_codec() {
    using Pair = std::vector<std::string>;
    auto codec = converted<nemesis::LinkName, Pair>(
        list_of(text(), "list of two nodes"),
        [](const Pair& pair) { return nemesis::LinkName{pair.front(), pair.back()}; },
        [](const nemesis::LinkName& link) { return Pair{link.from, link.to}; });
    codec.description.schema.set("minItems", 2).set("maxItems", 2);
    codec.decode = [decode = codec.decode](Reader& reader,
                                           const Node& node) -> std::optional<nemesis::LinkName> {
        if (node.is_list() && node.children.size() == 2) return decode(reader, node);
        reader.problems.at(
            node, "expected a list of two nodes, who sends and who hears, got " + node.describe());
        return std::nullopt;
    };
    return codec;
}

/// A word goes to `target`, or to `role` if it is none of the targets; a list to `nodes`.
Field<FaultPlan> target_field() {
    const auto word = text();
    const auto list = list_of(text(), "list of nodes");
    Field<FaultPlan> row;
    row.decode = [word, list](Reader& reader, const Node& node, FaultPlan& plan) {
        const auto targets = words(nemesis::target_names());
        if (node.is_list()) {
            if (auto nodes = list.decode(reader, node)) plan.nodes = std::move(*nodes);
        } else if (auto target = word.decode(reader, node)) {
            const bool known = std::ranges::find(targets, *target) != targets.end();
            (known ? plan.target : plan.role) = std::move(*target);
        }
    };
    row.encode = [word, list](const FaultPlan& plan) -> std::optional<core::Value> {
        if (!plan.nodes.empty()) return list.encode(plan.nodes);
        return word.encode(plan.role.empty() ? plan.target : plan.role);
    };
    const auto targets = one_of("target", words(nemesis::target_names()));
    row.description = {
        "target",
        false,
        word.encode(FaultPlan{}.target),
        "Which nodes are hit, drawn anew each time; or nodes by name: `[\"n1\", \"n3\"]`; or a "
        "role "
        "of `system.roles`. Not for those that name `links`. Of a `partition`, only nodes or a "
        "role, around which its shape is drawn.",
        {targets.description.type + ", a role, or a list of nodes",
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
        only_if<FaultPlan>(has_target, target_field()),
    };
}

std::vector<Field<FaultPlan>> clock_fields() {
    return {
        of_some(field<FaultPlan>(
            "rate", &FaultPlan::rate, range_of(clock_rate()),
            "Of a `clock-drift`: how fast clocks run, drawn for each node anew each time from "
            "between the two; at `2` timers are due after half the time.")),
        of_some(field<FaultPlan>(
            "offset", &FaultPlan::offset, range_of(clock_offset()),
            "Of a `clock-bump` or a `clock-strobe`: how far clocks are ahead, or behind, drawn "
            "for each node anew each time from between the two.")),
    };
}

/// Of the faults that are for links.
std::vector<Field<FaultPlan>> link_fields() {
    using Plan = FaultPlan;
    return {
        optional(field<Plan>(
            "links", &Plan::links, list_of(link_codec(), "list of pairs of nodes"),
            "Of a fault of links, instead of a target: directed links, each as "
            "who sends and who hears, `[[\"n1\", \"n2\"]]`; `clients` may be one of them.")),
        optional(field<Plan>("clients", &Plan::clients, boolean(),
                             "Of a fault of links with a target: the links between the target and "
                             "the clients, in place of those to the other nodes.")),
        only_if<Plan>(has_direction,
                      field<Plan>("direction", &Plan::direction,
                                  one_of("direction", nemesis::direction_names()),
                                  "Of a fault of links: what the target sends (`from`), what it "
                                  "hears (`to`), or `both`.")),
        of_some(field<FaultPlan>(
            "latency", &Plan::latency, latency_codec(),
            "Of `latency` and `slow-node`: the delay, in place of that of the network; of "
            "`slow`: how long a call waits before it is done.")),
        of_some(field<FaultPlan>(
            "probability", &Plan::probability, probability(),
            "Of faults by chance: how often a packet, or a call, is hit. `0.2`, unless given; of "
            "`slow`, `lying-fsync` and `fiu` it is `1`.")),
        of_some(field<FaultPlan>("mend-checksum", &Plan::mend_checksum, boolean(),
                                 "Of `corrupt`: see `network.mend-checksum`.")),
        of_some(field<FaultPlan>("bandwidth", &Plan::bandwidth, bit_rate(),
                                 "Of `rate`: how much a link carries.")),
    };
}

/// Of the faults of disks and files.
std::vector<Field<FaultPlan>> disk_fields() {
    using Plan = FaultPlan;
    return {
        of_some(optional(field<FaultPlan>(
            "calls", &Plan::calls, list_of(one_of("call", nemesis::call_names()), "list of calls"),
            "Of a fault of disks: which system calls, as groups (`read`, `write`, "
            "`sync`, `open`, `allocate`, `rename`, `unlink`) or by name. Unless given, "
            "those that the fault is usually about."))),
        of_some(field<FaultPlan>(
            "files", &Plan::files, text(),
            "Of a fault of disks or files: which files, a glob for the path in the node's data "
            "folder; `*` stands for any characters, `/` too.")),
        of_some(optional(
            field<FaultPlan>("nth", &Plan::nth, integer_from(1),
                             "Of a fault of disks, instead of a probability: only the call of that "
                             "number, counted from the beginning of the fault."))),
        of_some(optional(field<FaultPlan>(
            "point", &Plan::point, text(),
            "Of a `fiu`: the name of the failure point, `posix/io/sync/fdatasync` or "
            "one of the program's own."))),
        of_some(field<FaultPlan>("bits", &Plan::bits, integer_from(1),
                                 "Of a `bit-rot`: how many bits are flipped in each file.")),
        of_some(field<FaultPlan>(
            "size", &Plan::size, byte_size(),
            "Of a `full-disk`: what is left; of a `truncate`: what is cut off; of `memory`: what "
            "nodes may have.")),
    };
}

/// Of the faults that stop and start nodes again and again, or that starve them.
std::vector<Field<FaultPlan>> rhythm_fields() {
    using Plan = FaultPlan;
    return {
        of_some(field<FaultPlan>(
            "share", &Plan::share, probability(),
            "Of a `stutter`: for how much of each period nodes run; of `cpu`: how much of a "
            "processor they may have.")),
        of_some(field<FaultPlan>(
            "period", &Plan::period, positive_duration(),
            "Of a `stutter`: from stop to stop; of a `clock-strobe`: from jump to jump ahead.")),
        of_some(field<FaultPlan>(
            "up", &Plan::up, positive_duration(),
            "Of a `crash-loop`: how long a node lives before it is killed again, and how long "
            "it stays down.")),
        of_some(field<FaultPlan>("limit", &Plan::limit, integer_from(0),
                                 "Of `descriptors`: how many there may be; of `processes`: how "
                                 "many more than there are.")),
    };
}

std::vector<Field<FaultPlan>> when_fields() {
    using nemesis::Timing;
    return {
        timing("at", &Timing::at, duration(), "Once, at this time of the run phase."),
        timing("every", &Timing::every, positive_duration(),
               "Again and again, with this time from beginning to beginning. Each fault has "
               "exactly one of `at` and `every`."),
        only_if<FaultPlan>(repeats,
                           timing("after", &Timing::after, duration(),
                                  "With `every`: when the first one begins, in the run phase.")),
        timing("stagger", &Timing::stagger, duration(),
               "Each beginning is later by a random part of this."),
        only_if<FaultPlan>(never_restarts,
                           timing("for", &Timing::lasts, positive_duration(),
                                  "How long the fault lasts. Without it, until the run phase "
                                  "ends and all is healed.")),
        only_if<FaultPlan>(restarts,
                           timing("restart-after", &Timing::lasts, positive_duration(),
                                  "Of a fault whose end is a restart: the same as `for`.")),
        only_if<FaultPlan>(repeats,
                           timing("flip-flop", &Timing::flip_flop, boolean(),
                                  "With `every`: the fault begins at one time and ends at the "
                                  "next.")),
    };
}

}  // namespace

Codec<FaultPlan> fault_plan_codec() {
    std::vector<Field<FaultPlan>> fields = what_fields();
    for (auto* const more :
         {&clock_fields, &link_fields, &disk_fields, &rhythm_fields, &when_fields})
        for (auto& row : more())
            fields.push_back(std::move(row));
    auto codec = object_of<FaultPlan>(fields);
    codec.decode = [decode = codec.decode](Reader& reader,
                                           const Node& node) -> std::optional<FaultPlan> {
        auto plan = decode(reader, node);
        if (plan && plan->nth == 0 && nemesis::has_key(plan->fault, "probability") &&
            !plan->probability)
            plan->probability = nemesis::default_probability(plan->fault);
        return plan;
    };
    core::Value::List one_of;
    for (const char* when : {"at", "every"})
        one_of.push_back(core::Value::object({{"required", core::Value::list({when})}}));
    codec.description.schema.set("oneOf", std::move(one_of));
    return codec;
}

}  // namespace ordeal::harness
