#include "harness/scenario/validate_roles.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json_pointer.hpp"
#include "harness/worlds/line_pattern.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

namespace {

std::size_t count_of(const Node& role, std::initializer_list<const char*> keys) {
    return static_cast<std::size_t>(
        std::ranges::count_if(keys, [&](const char* key) { return role.find(key) != nullptr; }));
}

/// Keys that say nothing without another one.
void check_company(const Node& role, Problems& problems) {
    const std::pair<const char*, const char*> pairs[] = {{"method", "http"},
                                                         {"body", "http"},
                                                         {"send", "tcp"},
                                                         {"equals", "pointer"},
                                                         {"equals-pointer", "pointer"}};
    for (const auto& [key, other] : pairs)
        if (const Node* child = role.find(key); child && !role.find(other))
            problems.at_key(*child, fmt::format("\"{}\" goes with \"{}\" only", key, other));
}

void check_answer(const RoleSpec& spec, const Node& role, Problems& problems) {
    if (count_of(role, {"matches", "pointer"}) == 2)
        problems.at_key(*role.find("matches"), "\"matches\" does not go with \"pointer\"");
    if (spec.matches)
        if (const auto pattern = LinePattern::compile(*spec.matches); !pattern)
            problems.at(*role.find("matches"), pattern.error().message);
    if (role.find("pointer") && count_of(role, {"equals", "equals-pointer"}) != 1)
        problems.at(*role.find("pointer"),
                    "expected \"equals\" or \"equals-pointer\" beside it: what is there of a node "
                    "that holds the role?");
    for (const char* key : {"pointer", "equals-pointer"}) {
        const auto& pointer =
            key == std::string_view("pointer") ? spec.pointer : spec.equals_pointer;
        if (!pointer) continue;
        if (const auto checked = core::check_pointer(*pointer); !checked)
            problems.at(*role.find(key), checked.error().message);
    }
}

}  // namespace

void validate_roles(const SystemSpec& system, const Node& roles, Problems& problems) {
    const auto words = nemesis::names_of(nemesis::target_names());
    for (const Node& role : roles.children) {
        if (std::ranges::find(words, role.name) != words.end())
            problems.at_key(
                role, fmt::format("\"{}\" is a target already: choose another name", role.name));
        if (count_of(role, {"http", "tcp", "command", "client"}) != 1)
            problems.at(
                role,
                "expected exactly one way to ask, \"http\", \"tcp\", \"command\" or \"client\"");
        if (const Node* command = role.find("command"); command && command->children.empty())
            problems.at(*command, "expected a program, got an empty list");
        check_company(role, problems);
        check_answer(system.roles.at(role.name), role, problems);
    }
}

std::vector<std::string> target_words(const SystemSpec& system) {
    std::vector<std::string> words;
    for (const auto name : nemesis::names_of(nemesis::target_names()))
        words.emplace_back(name);
    for (const auto& [name, spec] : system.roles)
        words.push_back(name);
    return words;
}

}  // namespace ordeal::harness
