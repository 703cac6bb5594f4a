#include "harness/program/abilities.hpp"

#include <cerrno>
#include <cstdio>
#include <functional>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/check.hpp"
#include "core/file_descriptor.hpp"
#include "core/json.hpp"
#include "harness/router/router_world.hpp"
#include "harness/simulation/simulation.hpp"
#include "harness/worlds/real_world.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/fabric.hpp"
#include "nemesis/mechanisms/home_network.hpp"
#include "nemesis/mechanisms/node_namespaces.hpp"

namespace ordeal::harness {

namespace {

using core::Result;
using core::Value;

Abilities ask(const std::function<Result<void>(std::string_view kind)>& can) {
    Abilities abilities;
    for (const auto kind : names_of(nemesis::fault_names()))
        abilities.emplace(kind, can(kind));
    return abilities;
}

/// The child's side: what a node of world real can suffer, once a network was entered.
Abilities try_real_world() {
    if (const auto entered = nemesis::enter_home_network(); !entered)
        return ask([&](std::string_view) -> Result<void> { return entered; });
    if (const auto made = nemesis::node_namespaces_available(); !made)
        return ask([&](std::string_view) -> Result<void> { return made; });
    if (const auto fabric = nemesis::Fabric::create({.nodes = {"n1"}}); !fabric)
        return ask(
            [&](std::string_view) -> Result<void> { return tl::unexpected(fabric.error()); });
    return ask(RealWorld::able);
}

/// {"kill":"","clock-bump":"why not"}
std::string to_text(const Abilities& abilities) {
    Value document = Value::object({});
    for (const auto& [kind, can] : abilities)
        document.set(kind, can ? std::string() : can.error().message);
    return core::to_json(document);
}

std::string read_all(int descriptor) {
    std::string text;
    char part[4096];
    for (ssize_t size; (size = ::read(descriptor, part, sizeof part)) != 0;) {
        if (size > 0) text.append(part, static_cast<std::size_t>(size));
        if (size < 0 && errno != EINTR) break;
    }
    return text;
}

[[noreturn]] void tell_and_end(int descriptor) {
    const std::string text = to_text(try_real_world());
    const char* rest = text.data();
    for (std::size_t left = text.size(); left > 0;) {
        const ssize_t size = ::write(descriptor, rest, left);
        if (size < 0 && errno != EINTR) break;
        if (size < 0) continue;
        rest += size;
        left -= static_cast<std::size_t>(size);
    }
    ::_exit(0);
}

/// What the child writes into the pipe.
Result<std::string> ask_child() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return core::fail("cannot try: {}", core::errno_text());
    core::FileDescriptor ours(ends[0]);
    core::FileDescriptor theirs(ends[1]);
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) return core::fail("cannot try: {}", core::errno_text());
    if (child == 0) tell_and_end(theirs.get());
    theirs = {};
    std::string text = read_all(ours.get());
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return text;
}

Abilities real_abilities() {
    const auto text = ask_child();
    const auto document = text ? core::parse_json(*text) : tl::unexpected(text.error());
    if (!document)
        return ask([&](std::string_view) -> Result<void> {
            return core::fail("it could not be tried: {}", document.error().message);
        });
    return ask([&](std::string_view kind) -> Result<void> {
        const Value* const why = document->find(kind);
        if (why != nullptr && why->as_string().empty()) return {};
        return core::fail("{}", why != nullptr ? why->as_string() : "it could not be tried");
    });
}

}  // namespace

const Abilities& abilities_of(std::string_view world) {
    static std::map<std::string, Abilities, std::less<>> known;
    const auto found = known.find(world);
    if (found != known.end()) return found->second;
    CHECK(world == "real" || world == "router" || world == "sim", "there is no world {}", world);
    auto tried = world == "real"     ? real_abilities()
                 : world == "router" ? ask(RouterWorld::able)
                                     : ask(sim_can_suffer);
    return known.emplace(world, std::move(tried)).first->second;
}

nemesis::Able able_in(std::string world) {
    return [world = std::move(world)](std::string_view kind) -> Result<void> {
        const Abilities& abilities = abilities_of(world);
        const auto found = abilities.find(kind);
        if (found != abilities.end()) return found->second;
        return core::fail("there is no fault \"{}\"", kind);
    };
}

}  // namespace ordeal::harness
