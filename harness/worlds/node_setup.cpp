#include "harness/worlds/node_setup.hpp"

#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <pwd.h>

#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

using core::Result;

namespace fs = std::filesystem;

namespace {

/// PATH as the server would see it.
std::string search_path(const std::map<std::string, std::string>& environment) {
    const auto found = environment.find("PATH");
    if (found != environment.end()) return found->second;
    const char* const ours = std::getenv("PATH");
    return ours == nullptr ? "" : ours;
}

/// The expression of `log` is no template: its braces are repetitions.
Result<ReadyProbe> expand_probe(const ReadyProbe& ready, const TemplateFacts& facts) {
    ReadyProbe expanded = ready;
    for (auto* text : {&expanded.tcp, &expanded.http}) {
        if (!*text) continue;
        auto value = expand(**text, facts);
        if (!value) return tl::unexpected(value.error());
        *text = std::move(*value);
    }
    auto command = expand(ready.command, facts);
    if (!command) return tl::unexpected(command.error());
    expanded.command = std::move(*command);
    return expanded;
}

Result<UserIds> find_user(const std::string& name) {
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> texts(16384);
    ::getpwnam_r(name.c_str(), &entry, texts.data(), texts.size(), &found);
    if (!found)
        return core::fail(
            "system.user: this machine has no user \"{}\"; \"nobody\" is on every one", name);
    return UserIds{entry.pw_uid, entry.pw_gid};
}

/// The error, with what to install if the scenario knows.
tl::unexpected<core::Error> missing(std::string_view key, const core::Error& error,
                                    const std::vector<std::string>& packages) {
    std::string text = fmt::format("{}: {}", key, error.message);
    if (!packages.empty())
        text += fmt::format("; on Debian: apt-get install {}", fmt::join(packages, " "));
    return tl::unexpected(core::Error{std::move(text)});
}

/// Puts a command in place of the one that is there.
Result<NodeCommand> with_command(NodeCommand base, std::string_view key,
                                 const std::vector<std::string>& words, const TemplateFacts& facts,
                                 const std::vector<std::string>& packages) {
    auto command = expand(words, facts);
    if (!command) return core::fail("{}: {}", key, command.error().message);
    if (command->empty()) return core::fail("{}: it is empty; name a program", key);
    const auto program = find_program(command->front(), search_path(base.environment));
    if (!program) return missing(key, program.error(), packages);
    base.program = *program;
    base.command = std::move(*command);
    return base;
}

Result<std::vector<NodeCommand>> expand_setup(const NodeCommand& base, const ServerSpec& server,
                                              const TemplateFacts& facts,
                                              const std::vector<std::string>& packages) {
    std::vector<NodeCommand> commands;
    for (const auto& words : server.setup) {
        auto command = with_command(base, fmt::format("system.setup[{}]", commands.size()), words,
                                    facts, packages);
        if (!command) return tl::unexpected(command.error());
        commands.push_back(std::move(*command));
    }
    return commands;
}

}  // namespace

Result<NodeSetup> make_setup(const SystemSpec& system, const TemplateFacts& facts,
                             const fs::path& folder, const fs::path& init_program, int network,
                             const RoleClientMaker& make_client) {
    const std::string& id = facts.nodes.at(facts.self).id;
    const ServerSpec server = server_of(system, id);
    NodeSetup setup;
    NodeCommand base{.node = id,
                     .init_program = init_program,
                     .program = {},
                     .command = {},
                     .environment = {},
                     .working_folder = facts.data,
                     .output = folder / "output.log",
                     .network = network,
                     .user = {}};
    auto environment = expand(server.environment, facts);
    if (!environment) return core::fail("system.environment: {}", environment.error().message);
    base.environment = std::move(*environment);
    if (system.user) {
        const auto user = find_user(*system.user);
        if (!user) return tl::unexpected(user.error());
        base.user = *user;
    }
    auto files = expand(server.files, facts);
    if (!files) return core::fail("system.files: {}", files.error().message);
    setup.files = std::move(*files);
    auto commands = expand_setup(base, server, facts, system.packages);
    if (!commands) return tl::unexpected(commands.error());
    setup.setup = std::move(*commands);
    auto command = with_command(base, "system.command", server.command, facts, system.packages);
    if (!command) return tl::unexpected(command.error());
    setup.command = std::move(*command);
    for (const auto& [name, spec] : system.roles) {
        auto question = RoleQuestion::create(spec, facts, make_client);
        if (!question) return core::fail("system.roles.{}: {}", name, question.error().message);
        setup.roles.emplace(name, std::move(*question));
    }
    if (!server.ready) return setup;
    auto ready = expand_probe(*server.ready, facts);
    if (!ready) return core::fail("system.ready: {}", ready.error().message);
    setup.ready = std::move(*ready);
    return setup;
}

Result<void> write_files(const NodeSetup& setup) {
    for (const auto& [name, text] : setup.files) {
        const fs::path path = setup.command.working_folder / name;
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        std::ofstream file(path, std::ios::binary);
        file << text;
        file.close();
        if (error || !file)
            return core::fail("node {}: cannot write {}: {}", setup.command.node, path.string(),
                              error ? error.message() : core::errno_text());
    }
    return {};
}

}  // namespace ordeal::harness
