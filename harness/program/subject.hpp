// What a word on the command line of `ordeal verify` stands for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "harness/program/arguments.hpp"
#include "harness/scenario/scenario.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

/// A file to judge, by which specification and by which checks.
struct Subject {
    std::string name;
    std::string file;  // "-": standard input
    linearizability::JudgeOptions options;
    bool judged = true;                  // else only the checks decide
    std::vector<std::string> checks{};   // by their names
    std::optional<Scenario> scenario{};  // of a run
};

/// Standard input has a name there.
std::string name_in_messages(const Subject& subject);

/// A directory is a run: its scenario says the model, the initial value, what is asked of the
/// history and the checks, unless the arguments do. Arguments that name checks and neither a model
/// nor a consistency ask for these checks alone.
core::Result<Subject> subject_from(const std::string& given, const VerifyArguments& arguments,
                                   const linearizability::JudgeOptions& options);

}  // namespace ordeal::harness
