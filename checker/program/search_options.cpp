#include "checker/program/search_options.hpp"

namespace ordeal::checker {

void declare_limits(core::Options& options, SearchArguments& arguments) {
    auto& search = arguments.search;
    options.number("max-depth", "do not go deeper; an initial state has depth 1", search.max_depth,
                   {1});
    options.duration("timeout", "stop after so long, as in 30s", search.timeout);
    options.bytes("max-memory", "stop when the search holds so much, as in 2GB",
                  search.max_memory_bytes);
}

void declare_output(core::Options& options, SearchArguments& arguments) {
    options.flag("json", "print one JSON document", arguments.json);
    options.text("junit", "FILE", "write the verdict as JUnit XML, too", arguments.junit);
}

void declare_fairness(core::Options& options, SearchArguments& arguments) {
    options.choice<Fairness>("fairness", "weak: what can be done for ever is done at some time",
                             arguments.search.fairness,
                             {{"none", Fairness::none}, {"weak", Fairness::weak}});
}

void declare_search(core::Options& options, SearchArguments& arguments) {
    auto& search = arguments.search;
    options.choice<Strategy>("strategy", "the order of the search", search.strategy,
                             {{"bfs", Strategy::breadth_first},
                              {"breadth-first", Strategy::breadth_first},
                              {"dfs", Strategy::depth_first},
                              {"depth-first", Strategy::depth_first},
                              {"iterative-deepening", Strategy::iterative_deepening},
                              {"simulation", Strategy::simulation}});
    options.choice<Memory>("memory", "what is kept of a state, itself or 64 bits", search.memory,
                           {{"exact", Memory::exact}, {"fingerprint", Memory::fingerprint}});
    options.number("threads", "how many", search.threads, {1, 256});
    options.flag("symmetry", "one state for all that differ in which part is which",
                 search.symmetry);
    options.flag("partial-order", "one order of deliveries where others change nothing",
                 search.partial_order);
    options.flag("explore-all", "go on when every property is settled", search.explore_all);
    options.number("max-states", "stop after so many unique ones", search.max_states, {1});
}

void declare_walks(core::Options& options, SearchArguments& arguments) {
    options.number("seed", "the same seed, the same walks (default: a random one)", arguments.seed);
    options.number("walks", "how many", arguments.search.walks, {1});
}

}  // namespace ordeal::checker
