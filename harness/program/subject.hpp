// What a word on the command line of `ordeal verify` stands for.
#pragma once

#include <string>

#include "core/result.hpp"
#include "harness/program/arguments.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

/// A file to judge, and by which specification.
struct Subject {
    std::string name;
    std::string file;  // "-": standard input
    linearizability::JudgeOptions options;
};

/// Standard input has a name there.
std::string name_in_messages(const Subject& subject);

/// A directory is a run: its scenario says the model and the initial value, unless the arguments
/// do.
core::Result<Subject> subject_from(const std::string& given, const VerifyArguments& arguments,
                                   const linearizability::JudgeOptions& options);

}  // namespace ordeal::harness
