#include "tests/checker/enumerator/register_clients.hpp"

#include <string>
#include <utility>

namespace ordeal::enumerator {

std::vector<Script> write_then_read(std::size_t clients) {
    std::vector<Script> scripts;
    for (std::size_t client = 0; client < clients; ++client)
        scripts.push_back({{core::Value(std::string(1, static_cast<char>('A' + client)))}, {}});
    return scripts;
}

std::size_t RegisterHistory::completed(std::size_t client) const {
    const auto& operations = clients[client];
    return operations.size() - (!operations.empty() && !operations.back().answer ? 1 : 0);
}

void RegisterHistory::invoke(std::size_t client, const ScriptedOperation& operation) {
    if (broken) return;
    RecordedOperation recorded{operation.write, std::nullopt, {}};
    for (std::size_t other = 0; other < clients.size(); ++other)
        recorded.before.push_back(completed(other));
    clients[client].push_back(std::move(recorded));
}

void RegisterHistory::complete(std::size_t client, core::Value answer) {
    broken = broken || completed(client) == clients[client].size();
    if (!broken) clients[client].back().answer = std::move(answer);
}

namespace {

/// How many operations of each client have taken effect, in `done`.
struct Orders {
    const RegisterHistory& history;

    bool complete(const std::vector<std::size_t>& done) const {
        for (std::size_t client = 0; client < done.size(); ++client)
            if (done[client] < history.completed(client)) return false;
        return true;
    }

    bool may_be_next(const std::vector<std::size_t>& done, std::size_t client) const {
        if (done[client] == history.clients[client].size()) return false;
        const auto& before = history.clients[client][done[client]].before;
        for (std::size_t other = 0; other < done.size(); ++other)
            if (done[other] < before[other]) return false;
        return true;
    }

    bool explain(std::vector<std::size_t>& done, const core::Value& value) const {
        if (complete(done)) return true;
        for (std::size_t client = 0; client < done.size(); ++client) {
            if (!may_be_next(done, client)) continue;
            const auto& operation = history.clients[client][done[client]];
            if (!operation.write && operation.answer && *operation.answer != value) continue;
            ++done[client];
            if (explain(done, operation.write.value_or(value))) return true;
            --done[client];
        }
        return false;
    }
};

}  // namespace

bool linearizable(const RegisterHistory& history) {
    if (history.broken) return false;
    std::vector<std::size_t> done(history.clients.size());
    return Orders{history}.explain(done, nullptr);
}

}  // namespace ordeal::enumerator
