#include "harness/worlds/role_holders.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/duration.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// How long one node may take to answer: one that hangs must not hold up the fault.
constexpr core::Nanoseconds patience = 300ms;
constexpr core::Nanoseconds pause_between = 20ms;

using Nodes = std::vector<std::unique_ptr<DeployedNode>>;

std::vector<RoleAnswer> ask_all(const Nodes& nodes, const std::string& role,
                                steady_clock::time_point deadline,
                                const std::function<core::Result<void>()>& enter) {
    std::vector<RoleAnswer> answers(nodes.size());
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        threads.emplace_back([&, i] {
            const auto entered = enter();
            answers[i] = entered ? nodes[i]->ask(role, deadline)
                                 : RoleAnswer{false, entered.error().message};
        });
    threads.clear();
    return answers;
}

nemesis::RoleHolders holders_among(const Nodes& nodes, const std::vector<RoleAnswer>& answers) {
    nemesis::RoleHolders holders{{}, core::Value::object({})};
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (answers[i].holds) holders.nodes.push_back(nodes[i]->id());
        holders.answers.set(nodes[i]->id(), answers[i].text);
    }
    return holders;
}

std::string said(const core::Value& answers) {
    std::vector<std::string> parts;
    for (const auto& [node, text] : answers.as_object())
        parts.push_back(fmt::format("{}: {}", node, text.as_string()));
    return fmt::to_string(fmt::join(parts, "; "));
}

}  // namespace

core::Result<nemesis::RoleHolders> find_holders(const Nodes& nodes, const std::string& role,
                                                core::Nanoseconds within,
                                                const std::function<core::Result<void>()>& enter) {
    const auto end = steady_clock::now() + within;
    for (;;) {
        const auto answers =
            ask_all(nodes, role, std::min(end, steady_clock::now() + patience), enter);
        auto holders = holders_among(nodes, answers);
        if (!holders.nodes.empty()) return holders;
        if (steady_clock::now() + pause_between >= end)
            return core::fail("nobody said within {} to be {}; {}", core::to_text(within), role,
                              said(holders.answers));
        std::this_thread::sleep_for(pause_between);
    }
}

}  // namespace ordeal::harness
