#include "harness/checks/input.hpp"

#include "harness/scenario/kinds.hpp"

namespace ordeal::harness {

CheckInput check_input(const Scenario& scenario, const std::vector<core::Operation>& operations) {
    const Phases& phases = scenario.phases;
    CheckInput input{.operations = operations,
                     .initial = scenario.workload.initial,
                     .clients = scenario.workload.concurrency,
                     .nodes = scenario.system.nodes,
                     .settled = phases.warm_up + phases.run + phases.recover + phases.settle,
                     .window = Window{phases.warm_up, phases.warm_up + phases.run}};
    if (kind_name(scenario.workload) == "bank") {
        input.accounts = parameter_of(scenario.workload, "accounts");
        input.total = parameter_of(scenario.workload, "total");
    }
    return input;
}

}  // namespace ordeal::harness
