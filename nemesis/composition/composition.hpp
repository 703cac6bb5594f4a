// How the faults of a scenario go together. Beside the plans that it writes out there are groups,
// of which a run has what its world and machine can do; a swarm, of which each run draws the faults
// that are in, and how strong they are (Groce, Zhang, Eide, Chen, Regehr 2012: what is left out of
// a test lets the rest go deeper); and quiet periods. compose() makes plain plans of it, as a pure
// function, before anything else looks at them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/composition/quiet.hpp"
#include "nemesis/plan.hpp"
#include "nemesis/schedule.hpp"

namespace ordeal::nemesis {

/// Each fault is in with this probability, and then as strong as is drawn from the range; when
/// fewer are in than `at_least`, those that came nearest to it are in, too.
struct Swarm {
    double probability = 0.5;
    Range<double> strength{0.25, 1};
    std::size_t at_least = 1;

    friend bool operator==(const Swarm&, const Swarm&) = default;
};

struct Composition {
    std::vector<std::string> groups;  // see presets.hpp
    std::optional<Swarm> swarm;       // of the plans and the groups
    std::optional<Quiet> quiet;
    std::optional<core::Nanoseconds> interval;  // of presets; none: usual_interval()

    friend bool operator==(const Composition&, const Composition&) = default;
};

/// Nothing when a run can suffer that kind of fault, else the reason why not.
using Able = std::function<core::Result<void>(std::string_view kind)>;

/// Of a run that can suffer every kind.
core::Result<void> anything(std::string_view kind);

struct Composed {
    std::vector<FaultPlan> plans;

    struct LeftOut {
        std::string fault;
        std::string why;
        friend bool operator==(const LeftOut&, const LeftOut&) = default;
    };
    std::vector<LeftOut> left_out;  // of groups: what this run cannot suffer

    struct Drawn {
        std::string fault;
        bool in = false;
        double strength = 0;  // of one that is in
        friend bool operator==(const Drawn&, const Drawn&) = default;
    };
    std::vector<Drawn> drawn;  // of a swarm

    std::vector<std::string> not_reached;  // of groups: whose turn does not come in this run
};

/// Guarantees: pure; the same arguments give the same result on every machine. Of a swarm each
/// fault draws from a stream of its own, named by its kind and its place among those of the kind.
/// Error, with the place in the scenario: a group of which nothing is left; an unknown group; a
/// range or a number that cannot be.
core::Result<Composed> compose(const Composition& composition, const std::vector<FaultPlan>& plans,
                               const std::vector<Node>& nodes, std::uint64_t seed,
                               core::Nanoseconds run, const Able& able);

/// make_schedule(), and quiet where it is to be quiet. Errors: as there and as hush(), and a plan
/// that could begin in quiet periods only.
core::Result<Schedule> make_quiet_schedule(const std::vector<FaultPlan>& plans,
                                           const std::optional<Quiet>& quiet,
                                           const std::vector<Node>& nodes, std::uint64_t seed,
                                           core::Nanoseconds run);

/// {"drawn":[{"fault":"kill","strength":0.5}],"not-drawn":["pause"],"not-reached":[],
/// "left-out":[{"fault":"clock-bump","why":"..."}]}, each only if there is something; of nothing
/// an empty object.
core::Value to_value(const Composed& composed);

}  // namespace ordeal::nemesis
