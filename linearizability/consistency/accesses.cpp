#include "linearizability/consistency/accesses.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/json.hpp"

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Operation;

/// What an operation would read and write, if it happened.
struct Effect {
    std::optional<core::Value> reads;
    std::optional<core::Value> writes;
};

Effect effect_of(const Operation& operation) {
    if (operation.f == "read") return {operation.result, {}};
    if (operation.f == "delete") return {{}, core::Value()};
    if (operation.f != "cas") return {{}, operation.argument};
    const auto& pair = operation.argument.as_list();
    if (pair.at(0) == pair.at(1)) return {pair.at(0), {}};
    return {pair.at(0), pair.at(1)};
}

class Builder {
  public:
    Builder(const std::vector<Operation>& operations, const JudgeOptions& options, Limits& limits)
        : operations_(operations), options_(options), limits_(limits) {}

    core::Result<Accesses> run() {
        const bool done = each([this](const Operation& operation) {
                              if (operation.outcome != EventType::fail) add_writer(operation);
                          }) &&
                          each([this](const Operation& operation) {
                              if (operation.outcome == EventType::ok) see(operation);
                          });
        if (!done) return core::fail("{}", limits_.reason());
        if (!trouble_.empty()) return core::fail("{}", trouble_);
        const bool placed = each([this](const Operation& operation) {
            if (operation.outcome == EventType::ok || seen_.contains(&operation)) place(operation);
        });
        if (!placed || !find_sources()) return core::fail("{}", limits_.reason());
        return std::move(out_);
    }

  private:
    using Place = std::pair<std::optional<core::Value>, core::Value>;  // key and value

    /// False if the limits end it.
    template <typename Use>
    bool each(Use&& use) {
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            if (limits_.over(i)) return false;
            use(operations_[i]);
        }
        return true;
    }

    void add_writer(const Operation& operation) {
        if (const auto effect = effect_of(operation); effect.writes)
            writers_[{operation.key, *effect.writes}].push_back(&operation);
    }

    /// Notes the writer of what the operation read, and what that one read in its turn.
    void see(const Operation& operation) {
        const auto effect = effect_of(operation);
        if (!effect.reads) return;
        const auto found = writers_.find({operation.key, *effect.reads});
        const bool at_first = *effect.reads == options_.initial;
        if (found == writers_.end()) return;
        if (found->second.size() + (at_first ? 1 : 0) > 1) {
            trouble_ = fmt::format("operation {} read {}, which had more than one possible writer",
                                   operation.id, core::to_json(*effect.reads));
            return;
        }
        const Operation* writer = found->second.front();
        if (writer->outcome == EventType::info && seen_.insert({writer, true}).second) see(*writer);
    }

    void place(const Operation& operation) {
        Access access{&operation, 0, 0, 0, false, false, no_access};
        const auto effect = effect_of(operation);
        access.reads = effect.reads.has_value();
        access.writes = effect.writes.has_value();
        access.key = number(keys_, operation.key);
        access.session = number(sessions_, operation.process);
        out_.keys = keys_.size();
        out_.sessions.resize(sessions_.size());
        auto& session = out_.sessions[access.session];
        access.place = static_cast<std::uint32_t>(session.size());
        session.push_back(static_cast<std::uint32_t>(out_.all.size()));
        numbers_.emplace(&operation, static_cast<std::uint32_t>(out_.all.size()));
        out_.all.push_back(access);
    }

    template <typename Map, typename Key>
    static std::uint32_t number(Map& map, const Key& key) {
        return map.try_emplace(key, static_cast<std::uint32_t>(map.size())).first->second;
    }

    /// False if the limits end it.
    bool find_sources() {
        for (std::uint32_t i = 0; i < out_.all.size(); ++i) {
            if (limits_.over(i)) return false;
            Access& access = out_.all[i];
            if (!access.reads) continue;
            const auto value = effect_of(*access.operation).reads;
            const auto found = writers_.find({access.operation->key, *value});
            if (found != writers_.end())
                access.source = numbers_.at(found->second.front());
            else if (*value != options_.initial && !out_.thin_air)
                out_.thin_air = i;
        }
        return true;
    }

    const std::vector<Operation>& operations_;
    const JudgeOptions& options_;
    Limits& limits_;
    std::map<Place, std::vector<const Operation*>> writers_;
    std::map<const Operation*, bool> seen_;  // crashed ones that somebody saw
    std::map<std::optional<core::Value>, std::uint32_t> keys_;
    std::map<std::int64_t, std::uint32_t> sessions_;
    std::map<const Operation*, std::uint32_t> numbers_;
    Accesses out_;
    std::string trouble_;
};

}  // namespace

bool has_accesses(const std::string& model) {
    constexpr const char* models[] = {"register", "cas-register", "kv", "write-once-register"};
    return std::ranges::find(models, model) != std::end(models);
}

core::Result<Accesses> accesses_of(const std::vector<Operation>& operations,
                                   const JudgeOptions& options, Limits& limits) {
    return Builder(operations, options, limits).run();
}

Accesses only(const Accesses& accesses, const std::vector<bool>& keep) {
    Accesses out;
    out.keys = accesses.keys;
    std::vector<std::uint32_t> numbers(accesses.all.size(), no_access);
    for (std::uint32_t i = 0; i < accesses.all.size(); ++i) {
        if (!keep[i]) continue;
        numbers[i] = static_cast<std::uint32_t>(out.all.size());
        out.all.push_back(accesses.all[i]);
    }
    for (const auto& session : accesses.sessions) {
        std::vector<std::uint32_t> kept;
        for (const std::uint32_t i : session) {
            if (!keep[i]) continue;
            out.all[numbers[i]].session = static_cast<std::uint32_t>(out.sessions.size());
            out.all[numbers[i]].place = static_cast<std::uint32_t>(kept.size());
            kept.push_back(numbers[i]);
        }
        if (!kept.empty()) out.sessions.push_back(std::move(kept));
    }
    for (Access& access : out.all)
        if (access.source != no_access) access.source = numbers[access.source];
    return out;
}

}  // namespace ordeal::linearizability
