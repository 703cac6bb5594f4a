// The subcommand `check` of programs whose actors are a register: PROGRAM check --servers 3
// --clients 2 --network ordered ... It searches every order of messages, losses and crashes for a
// history that is not linearizable.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "actors/runtime/program.hpp"
#include "checker/actor_model/register_client.hpp"
#include "checker/report/text.hpp"
#include "checker/search/check.hpp"

namespace ordeal::examples {

struct CheckArguments {
    std::size_t servers = 3;
    std::size_t clients = 1;
    checker::ActorModelOptions model;
    checker::SearchOptions search;
    std::string bug;  // empty: none
    bool json = false;
    bool help = false;
};

/// Error: what is wrong with the arguments, and what there is.
core::Result<CheckArguments> parse_check(const std::vector<std::string>& arguments,
                                         CheckArguments defaults,
                                         const std::vector<runtime::PlantedBug>& bugs);

std::string check_help(const std::string& program, const CheckArguments& defaults,
                       const std::vector<runtime::PlantedBug>& bugs);

/// Runs `check` with what was parsed, prints the report and returns the exit code.
int run_check(const std::string& program, const std::vector<std::string>& arguments,
              const CheckArguments& defaults, const std::vector<runtime::PlantedBug>& bugs,
              const std::function<checker::ReportText(const CheckArguments&)>& check);

/// `make` gives the actor that has the bug of that name, or none where it is empty.
template <typename Make>
runtime::Subcommand check_command(std::string program, std::vector<runtime::PlantedBug> bugs,
                                  CheckArguments defaults, Make make) {
    const auto check = [make](const CheckArguments& arguments) {
        const auto model = checker::register_model(make(arguments.bug), arguments.servers,
                                                   arguments.clients, arguments.model);
        return checker::in_words(model, checker::check(model, arguments.search));
    };
    return {"check", "search every order of messages for a history that is wrong",
            [=](const std::vector<std::string>& arguments) {
                return run_check(program, arguments, defaults, bugs, check);
            }};
}

}  // namespace ordeal::examples
