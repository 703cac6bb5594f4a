#include "examples/support/check_command.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/exit_code.hpp"
#include "core/json.hpp"

namespace ordeal::examples {

namespace {

using core::Result;

Result<std::uint64_t> number(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size())
        return core::fail("\"{}\" is no number", text);
    return value;
}

template <typename T>
auto put_number(T& target) {
    return [&target](const std::string& text) -> Result<void> {
        const auto value = number(text);
        if (!value) return tl::unexpected(value.error());
        target = static_cast<std::decay_t<decltype(target)>>(*value);
        return {};
    };
}

template <typename T>
auto put_word(T& target, std::vector<std::pair<std::string, T>> words) {
    return [&target, words](const std::string& text) -> Result<void> {
        std::string known;
        for (const auto& [word, value] : words) {
            known += (known.empty() ? "" : ", ") + word;
            if (word != text) continue;
            target = value;
            return {};
        }
        return core::fail("\"{}\" is not one of {}", text, known);
    };
}

struct Option {
    std::string name;
    std::string summary;
    bool flag = false;
    std::function<Result<void>(const std::string&)> put;
};

Option flag(std::string name, std::string summary, bool& target) {
    return {std::move(name), std::move(summary), true, [&target](const std::string&) {
                target = true;
                return Result<void>{};
            }};
}

Result<void> put_timeout(checker::SearchOptions& search, const std::string& text) {
    const auto duration = core::parse_duration(text);
    if (!duration) return tl::unexpected(duration.error());
    search.timeout = *duration;
    return {};
}

std::vector<Option> system_options(CheckArguments& a) {
    using checker::Network;
    std::vector<std::pair<std::string, Network>> networks;
    for (const auto n : {Network::unordered_duplicating, Network::unordered, Network::ordered})
        networks.emplace_back(to_text(n), n);
    return {
        {"servers", "how many", false, put_number(a.servers)},
        {"clients", "how many; each writes, then reads", false, put_number(a.clients)},
        {"network", "unordered-duplicating, unordered or ordered", false,
         put_word(a.model.network, networks)},
        flag("lossy", "messages may be lost", a.model.lossy),
        {"crashes", "the most servers that are down at once", false, put_number(a.model.crashes)}};
}

std::vector<Option> search_options(CheckArguments& a) {
    using checker::Memory;
    using checker::Strategy;
    return {
        {"strategy", "breadth-first, depth-first or simulation", false,
         put_word<Strategy>(a.search.strategy, {{"breadth-first", Strategy::breadth_first},
                                                {"depth-first", Strategy::depth_first},
                                                {"simulation", Strategy::simulation}})},
        {"memory", "exact, or fingerprint: 64 bits for each state", false,
         put_word<Memory>(a.search.memory,
                          {{"exact", Memory::exact}, {"fingerprint", Memory::fingerprint}})},
        {"threads", "of breadth-first", false, put_number(a.search.threads)},
        {"max-states", "stop after so many", false,
         [&a](const std::string& text) { return put_number(a.search.max_states.emplace())(text); }},
        {"max-depth", "do not go deeper", false,
         [&a](const std::string& text) { return put_number(a.search.max_depth.emplace())(text); }},
        {"timeout", "stop after so long, e.g. 30s", false,
         [&a](const std::string& text) { return put_timeout(a.search, text); }},
        {"seed", "of simulation", false, put_number(a.search.seed)},
        {"walks", "of simulation: how many", false, put_number(a.search.walks)}};
}

std::vector<Option> options(CheckArguments& a, const std::vector<runtime::PlantedBug>& bugs) {
    std::vector<std::pair<std::string, std::string>> names;
    for (const auto& bug : bugs)
        names.emplace_back(bug.name, bug.name);
    auto all = system_options(a);
    for (auto& option : search_options(a))
        all.push_back(std::move(option));
    all.push_back({"bug", "plant a mistake", false, put_word(a.bug, names)});
    all.push_back(flag("json", "print one JSON document", a.json));
    all.push_back(flag("help", "print this", a.help));
    return all;
}

}  // namespace

Result<CheckArguments> parse_check(const std::vector<std::string>& arguments, CheckArguments parsed,
                                   const std::vector<runtime::PlantedBug>& bugs) {
    const auto all = options(parsed, bugs);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        const auto equals = std::min(word.find('='), word.size());
        const auto option = std::ranges::find_if(
            all, [&](const Option& o) { return "--" + o.name == word.substr(0, equals); });
        if (option == all.end()) return core::fail("unknown option {}: see --help", word);
        std::string value;
        if (!option->flag) {
            if (equals == word.size() && i + 1 == arguments.size())
                return core::fail("{} needs a value", word);
            value = equals < word.size() ? word.substr(equals + 1) : arguments[++i];
        }
        if (const auto put = option->put(value); !put)
            return core::fail("--{}: {}", option->name, put.error().message);
    }
    if (parsed.servers == 0 || parsed.servers + parsed.clients > 100)
        return core::fail("--servers: at least 1, and at most 100 with the clients");
    return parsed;
}

std::string check_help(const std::string& program, const CheckArguments& defaults,
                       const std::vector<runtime::PlantedBug>& bugs) {
    CheckArguments arguments = defaults;
    std::string text = fmt::format("Usage: {} check [OPTIONS]\n\n", program);
    for (const Option& option : options(arguments, bugs))
        text += fmt::format("  --{:<12} {}\n", option.name, option.summary);
    for (const auto& bug : bugs)
        text += fmt::format("\n  --bug={}: {}", bug.name, bug.summary);
    return text + "\n";
}

int run_check(const std::string& program, const std::vector<std::string>& arguments,
              const CheckArguments& defaults, const std::vector<runtime::PlantedBug>& bugs,
              const std::function<checker::ReportText(const CheckArguments&)>& check) {
    const auto parsed = parse_check(arguments, defaults, bugs);
    if (!parsed) {
        fmt::print(stderr, "{} check: {}\n", program, parsed.error().message);
        return static_cast<int>(core::ExitCode::usage);
    }
    if (parsed->help) {
        fmt::print("{}", check_help(program, defaults, bugs));
        return static_cast<int>(core::ExitCode::valid);
    }
    const auto report = check(*parsed);
    if (parsed->json)
        fmt::print("{}\n", core::to_json(to_value(report)));
    else
        fmt::print("{}", to_text(report));
    return static_cast<int>(core::to_exit_code(report.numbers.verdict));
}

}  // namespace ordeal::examples
