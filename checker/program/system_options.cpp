#include "checker/program/system_options.hpp"

#include <algorithm>

#include "core/text/words.hpp"

namespace ordeal::checker {

namespace {

using core::Result;

constexpr std::size_t most_participants = 100;

std::string letters_text(const ActorDefaults& defaults) {
    std::vector<std::string> items;
    for (const auto& [letter, meaning] : defaults.operations)
        items.push_back(fmt::format("{} ({})", letter, meaning));
    return core::listed(items, "or");
}

/// "w,rr" as its parts.
Result<void> put_scripts(const ActorDefaults& defaults, const std::string& text,
                         std::vector<std::string>& scripts) {
    scripts.assign(1, "");
    for (const char letter : text) {
        if (letter == ',') {
            scripts.emplace_back();
            continue;
        }
        if (std::ranges::none_of(defaults.operations,
                                 [letter](const auto& known) { return known.first == letter; }))
            return core::fail("\"{}\" is no operation: expected {}", letter,
                              letters_text(defaults));
        scripts.back().push_back(letter);
    }
    if (std::ranges::find(scripts, "") != scripts.end())
        return core::fail(
            "a client without an operation: expected one letter for each, as in w,rr");
    return {};
}

std::vector<std::pair<std::string, Network>> networks() {
    std::vector<std::pair<std::string, Network>> words;
    for (const auto network :
         {Network::unordered, Network::unordered_duplicating, Network::ordered})
        words.emplace_back(to_text(network), network);
    return words;
}

}  // namespace

std::vector<std::pair<char, std::string>> reads_and_writes() {
    return {{'w', "write a value of its own"}, {'r', "read"}};
}

void declare_system(core::Options& options, const ActorDefaults& defaults,
                    SystemArguments& arguments) {
    arguments.servers = defaults.servers.value_or(0);
    arguments.model.network = defaults.network;
    if (defaults.servers)
        options.number("servers", "how many", arguments.servers, {1, most_participants});
    if (defaults.clients)
        options.number("clients", fmt::format("how many (default: {})", *defaults.clients),
                       arguments.asked_clients, {1, most_participants});
    if (!defaults.operations.empty())
        options.custom(
            "script", "w,rr,...",
            "what each client does, the last for all that follow: " + letters_text(defaults),
            [&](const std::string& text) {
                return put_scripts(defaults, text, arguments.scripts);
            });
    options.choice("network", "in which order messages arrive", arguments.model.network,
                   networks());
    options.flag("lossy", "messages may be lost", arguments.model.lossy);
    options.number("crashes", "how many servers may be down at once", arguments.model.crashes);
    options.flag("published-rules",
                 "count as other checkers do: to write what was there already is a step, and on "
                 "ordered networks answers are recorded that clients ignore",
                 arguments.published_rules);
}

void declare_bugs(core::Options& options, const std::vector<core::PlantedBug>& bugs,
                  SystemArguments& arguments) {
    if (bugs.empty()) return;
    std::vector<std::pair<std::string, std::string>> words;
    for (const auto& bug : bugs) {
        words.emplace_back(bug.name, bug.name);
        options.note(fmt::format("  --bug={}: {}\n", bug.name, bug.summary));
    }
    options.choice("bug", "a mistake planted on purpose", arguments.bug, std::move(words));
}

Result<void> complete(const ActorDefaults& defaults, SystemArguments& arguments) {
    arguments.model.rewrites_are_steps = arguments.published_rules;
    arguments.model.history.records_ignored_answers = arguments.published_rules;
    const std::size_t scripts = arguments.scripts.size();
    arguments.clients =
        arguments.asked_clients.value_or(scripts > 0 ? scripts : defaults.clients.value_or(0));
    if (scripts > arguments.clients)
        return core::fail("--script: {} for {}", core::plural(scripts, "script"),
                          core::plural(arguments.clients, "client"));
    if (arguments.servers + arguments.clients > most_participants)
        return core::fail("--servers: at most {} together with the clients", most_participants);
    return {};
}

}  // namespace ordeal::checker
