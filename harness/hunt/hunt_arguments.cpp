#include "harness/hunt/hunt_arguments.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace ordeal::harness {

void add_hunt_options(core::Options& options, HuntArguments& arguments) {
    options.number("seed", "of the hunt; default: the scenario's, or a fresh one", arguments.seed);
    options.number("seeds", "how many tries at most", arguments.tries, {1, 1'000'000'000'000});
    options.number("jobs", "how many tries at a time; 0: one for each processor", arguments.jobs,
                   {0, 1024});
    options.duration("budget", "how long to hunt; 60s, unless --seeds is given", arguments.budget);
    options.text("store", "DIR", "where the run that failed is kept", arguments.store);
    options.text("bug", "NAME", "hunt for this planted bug", arguments.bug);
    options.flag("as-it-is", "no variations: only other seeds", arguments.as_it_is);
    options.flag("any-fault", "also troubles that the scenario does not have", arguments.any_fault);
    options.flag("json", "print the result as one JSON document", arguments.json);
}

HuntOptions hunt_options(const HuntArguments& arguments, std::uint64_t seed) {
    HuntOptions options;
    options.seed = seed;
    options.jobs =
        arguments.jobs > 0 ? arguments.jobs : std::max(1U, std::thread::hardware_concurrency());
    options.budget = arguments.budget;
    if (arguments.tries) options.most_tries = *arguments.tries;
    if (!arguments.budget && !arguments.tries) options.budget = std::chrono::seconds(60);
    options.variety.any_fault = arguments.any_fault;
    options.vary = !arguments.as_it_is;
    return options;
}

}  // namespace ordeal::harness
