#include "checker/program/search_options.hpp"

#include <algorithm>

#include <unistd.h>

#include "checker/store/keeper.hpp"

namespace ordeal::checker {

namespace {

using core::Result;

/// What the search was, for all that the command line says nothing of.
Result<void> take_settings(core::Options& options, const Checkpoint& checkpoint) {
    const auto settings = options.settings();
    for (const auto& [name, value] : checkpoint.configuration) {
        const auto now = std::ranges::find(settings, name, &core::Options::Setting::name);
        if (now == settings.end())
            return core::fail("--resume: {} says --{}, which this program does not know",
                              checkpoint.path, name);
        if (now->value == value) continue;
        if (now->given || value.empty())
            return core::fail(
                "--{}: {} is of a search with {}: leave it out, or search from the "
                "start, without --resume",
                name, checkpoint.path,
                value.empty() ? "none" : fmt::format("--{}={}", name, value));
        if (const auto put = options.put(name, value); !put) return put;
    }
    return {};
}

/// Three quarters of the memory are for states, the rest for the model, and for files' buffers.
Result<void> complete_disk(SearchOptions& search) {
    const std::string& directory = search.disk.directory;
    if (directory.empty()) return {};
    if (!search.max_memory_bytes)
        return core::fail("--disk: it is used when the memory is: say --max-memory, too");
    search.disk.cache_bytes = *search.max_memory_bytes / 4 * 3;
    const auto file = temporary_file(directory);
    if (!file) return core::fail("--disk: {}", file.error().message);
    return {};
}

/// It is better to know before the search than after it.
Result<void> try_to_write(const std::string& path) {
    const std::string beside = path + ".part";
    const auto file = create_file(beside);
    if (!file) return core::fail("--checkpoint: {}", file.error().message);
    ::unlink(beside.c_str());
    return {};
}

}  // namespace

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
                             {{"breadth-first", Strategy::breadth_first},
                              {"bfs", Strategy::breadth_first},
                              {"depth-first", Strategy::depth_first},
                              {"dfs", Strategy::depth_first},
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

void declare_checkpoint(core::Options& options, SearchArguments& arguments) {
    options.text("checkpoint", "FILE", "keep the search there, to be continued",
                 arguments.search.checkpoint.path);
    options.duration("checkpoint-every", "how often (default: 60s); and when the search ends",
                     arguments.checkpoint_every);
    options.text("resume", "FILE", "continue the search that is kept there, and keep it there",
                 arguments.resume);
}

void declare_disk(core::Options& options, SearchArguments& arguments) {
    options.text("disk", "DIR", "what does not fit into --max-memory goes to files there",
                 arguments.search.disk.directory);
}

void declare_walks(core::Options& options, SearchArguments& arguments) {
    options.number("seed", "the same seed, the same walks (default: a random one)", arguments.seed);
    options.number("walks", "how many", arguments.search.walks, {1});
}

core::Result<void> complete_store(core::Options& options, std::size_t of_model,
                                  const std::string& program, SearchArguments& arguments) {
    auto& checkpoint = arguments.search.checkpoint;
    checkpoint.program = program;
    if (arguments.checkpoint_every) checkpoint.every = *arguments.checkpoint_every;
    if (!arguments.resume.empty()) {
        auto read = read_checkpoint(arguments.resume);
        if (!read) return core::fail("--resume: {}", read.error().message);
        checkpoint.resume = *std::move(read);
        if (checkpoint.resume->program != program)
            return core::fail("--resume: {} is a search of {}, and this is {}", arguments.resume,
                              checkpoint.resume->program, program);
        if (const auto taken = take_settings(options, *checkpoint.resume); !taken) return taken;
        if (checkpoint.path.empty()) checkpoint.path = arguments.resume;
    }
    const auto settings = options.settings();
    for (std::size_t i = 0; i < of_model; ++i)
        checkpoint.configuration.emplace_back(settings[i].name, settings[i].value);
    if (const auto refusal = refusal_of_store(arguments.search); !refusal.empty())
        return core::fail("{}", refusal);
    if (const auto good = complete_disk(arguments.search); !good) return good;
    return checkpoint.path.empty() ? Result<void>{} : try_to_write(checkpoint.path);
}

}  // namespace ordeal::checker
