#include "harness/program/simulated_program.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "core/result.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

namespace {

/// In single quotes, for a shell.
std::string quoted(const std::string& word) {
    std::string text = "'";
    for (const char c : word)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

std::string help_of(const std::filesystem::path& program) {
    const std::string command = quoted(program.string()) + " --help 2>/dev/null </dev/null";
    struct Close {
        void operator()(std::FILE* pipe) const { ::pclose(pipe); }
    };
    const std::unique_ptr<std::FILE, Close> pipe(::popen(command.c_str(), "re"));
    std::string help;
    std::array<char, 4096> buffer{};
    while (pipe) {
        const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
        if (size == 0) break;
        help.append(buffer.data(), size);
    }
    return help;
}

}  // namespace

std::optional<std::filesystem::path> simulated_program(const Scenario& scenario,
                                                       std::string_view subcommand) {
    const auto& command = scenario.system.command;
    if (command.size() < 2 || command[1] != "spawn") return std::nullopt;
    const char* const path = std::getenv("PATH");
    const auto program = find_program(command.front(), path == nullptr ? "" : path);
    if (!program) return std::nullopt;
    if (help_of(*program).find(fmt::format("\n  {} ", subcommand)) == std::string::npos)
        return std::nullopt;
    return *program;
}

core::ExitCode become(const std::filesystem::path& program, const std::string& subcommand,
                      const std::vector<std::string>& words) {
    std::vector<std::string> all{program.string(), subcommand};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> pointers;
    for (std::string& word : all)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    fmt::print(stderr, "ordeal {}: cannot run {}: {}\n", subcommand, program.string(),
               core::errno_text());
    return core::ExitCode::internal;
}

}  // namespace ordeal::harness
