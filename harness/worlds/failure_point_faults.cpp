#include "harness/worlds/failure_point_faults.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include <poll.h>

#include "harness/worlds/node_faults.hpp"
#include "harness/worlds/program_lookup.hpp"
#include "nemesis/mechanisms/failure_points/reach.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;
using nemesis::Evidence;
using nemesis::FailurePoint;

namespace {

using std::chrono::steady_clock;

/// How long a program that has just begun is given until it has loaded what it loads.
constexpr std::chrono::seconds patience_for_loading{2};

/// The programs of a node at this moment.
struct Programs {
    std::set<std::string> reached;  // those in which the point can fail, as far as may be seen
    std::set<std::string> out_of_reach;
    std::string why_not;    // one of these is
    bool may_load = false;  // one of them has only not loaded the library yet
};

void add(Programs& programs, pid_t process, const std::string& library, const std::string& point) {
    const auto name = nemesis::program_of(process);
    if (!name) return;  // it has ended meanwhile
    const auto can = nemesis::can_fail_in(fmt::format("/proc/{}/exe", process), point);
    const bool loaded = nemesis::has_loaded(process, library).value_or(true);
    (can && loaded ? programs.reached : programs.out_of_reach).insert(*name);
    programs.may_load |= can && !loaded;
    if (!can)
        programs.why_not = *name + " " + can.error().message;
    else if (!loaded)
        programs.why_not = *name + " has not loaded " + library;
}

Programs programs_of(const DeployedNode& node, const std::string& library,
                     const std::string& point) {
    Programs programs;
    for (const ProcessState& one : node.processes())
        if (!one.dead()) add(programs, one.pid, library, point);
    return programs;
}

Value to_value(const std::set<std::string>& names) {
    Value list{Value::List()};
    for (const std::string& name : names)
        list.push(name);
    return list;
}

Result<void> available() {
    if (auto library = find_points_library(); !library) return tl::unexpected(library.error());
    if (auto posix = nemesis::find_posix_points(); !posix) return tl::unexpected(posix.error());
    return {};
}

}  // namespace

Result<std::unique_ptr<NodeMechanism>> FailurePointFaults::make(const MechanismContext& context) {
    std::unique_ptr<FailurePointFaults> made(new FailurePointFaults());
    const auto library = find_points_library();
    if (!library) return tl::unexpected(library.error());
    made->library_ = made->preload_ = library->string();
    std::set<std::string> points;
    for (const nemesis::Fault& fault : context.faults)
        if (const auto* failing = std::get_if<FailurePoint>(&fault)) {
            points.insert(failing->point);
            for (const nemesis::Node& node : failing->nodes)
                made->points_[node].insert(failing->point);
        }
    if (std::ranges::any_of(points, nemesis::is_of_c_library)) {
        const auto posix = nemesis::find_posix_points();
        if (!posix) return tl::unexpected(posix.error());
        made->preload_ += ":" + posix->string();
    }
    for (const auto& [node, of_node] : made->points_) {
        auto created = nemesis::NodePoints::create(context.folder / node / "failure-points",
                                                   {of_node.begin(), of_node.end()},
                                                   nemesis::random_of_points(context.seed, node));
        if (!created) return tl::unexpected(created.error());
        made->nodes_.emplace(node, *std::move(created));
    }
    return made;
}

Result<void> FailurePointFaults::equip(NodeCommand& command) {
    const auto found = points_.find(command.node);
    if (found == points_.end()) return {};  // no fault is about it
    for (const std::string& point : found->second)
        if (auto can = nemesis::can_fail_in(command.program, point); !can)
            return core::fail("no fiu can hit it: {} {}", command.program.string(),
                              can.error().message);
    command.environment[nemesis::points_variable] = nodes_.at(command.node)->file().string();
    std::string& preload = command.environment["LD_PRELOAD"];
    preload = preload.empty() ? preload_ : preload_ + ":" + preload;
    return {};
}

/// A program that has just been started has nothing loaded yet.
Result<void> FailurePointFaults::look(const DeployedNode& node, const std::string& point,
                                      Evidence& evidence) const {
    const auto deadline = steady_clock::now() + patience_for_loading;
    Programs programs = programs_of(node, library_, point);
    while (programs.reached.empty() && programs.may_load && steady_clock::now() < deadline) {
        ::poll(nullptr, 0, 10);
        programs = programs_of(node, library_, point);
    }
    const bool running = !programs.reached.empty() || !programs.out_of_reach.empty();
    if (node.pid() == 0 || !running) {
        evidence.append("not-running", node.id());
        return {};
    }
    if (programs.reached.empty())
        return core::fail("node {} runs no program that a fiu can hit: {}", node.id(),
                          programs.why_not);
    tell_of(evidence, "reached", node.id(), to_value(programs.reached));
    if (!programs.out_of_reach.empty())
        tell_of(evidence, "out-of-reach", node.id(), to_value(programs.out_of_reach));
    return {};
}

Result<Evidence> FailurePointFaults::begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                           const std::vector<DeployedNode*>& nodes) {
    const auto& failing = std::get<FailurePoint>(fault);
    Evidence evidence{Value::object({}), false};
    for (const DeployedNode* node : nodes)
        if (auto looked = look(*node, failing.point, evidence); !looked)
            return tl::unexpected(looked.error());
    let_end(nodes, id);
    for (const DeployedNode* node : nodes)
        nodes_.at(node->id())->faults().begin(id, failing.point, failing.probability);
    return evidence;
}

Result<Evidence> FailurePointFaults::end(nemesis::FaultId id, const nemesis::Fault&,
                                         const std::vector<DeployedNode*>& nodes, Evidence begun) {
    for (const DeployedNode* node : nodes) {
        const nemesis::PointReport report = nodes_.at(node->id())->faults().end(id);
        begun.bit |= report.failed > 0;
        tell_of(begun, "calls", node->id(), to_value(report));
        if (report.failed > 0) node->ended_within(patience_for_giving_up);
    }
    tell_who_gave_up(begun, nodes, id);
    return begun;
}

MechanismMaker failure_point_maker() {
    return {{"fiu"}, available, FailurePointFaults::make};
}

}  // namespace ordeal::harness
