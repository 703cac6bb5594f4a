#include "linearizability/consistency/saturation.hpp"

#include <algorithm>
#include <map>

namespace ordeal::linearizability {

namespace {

using Why = Edge::Why;

class Saturator {
  public:
    Saturator(const Accesses& accesses, Limits& limits)
        : accesses_(accesses), limits_(limits), graph_(causal_graph(accesses)) {
        for (std::uint32_t i = 0; i < accesses.all.size(); ++i) {
            const Access& access = accesses.all[i];
            if (access.writes) writes_[access.key][access.session].push_back(i);
        }
    }

    Saturation run() {
        const std::size_t bytes =
            accesses_.all.size() * accesses_.sessions.size() * sizeof(std::uint32_t);
        const bool fits = 2 * bytes < limits_.memory_bytes().value_or(std::size_t{1} << 30);
        for (;;) {
            if (auto cycle = graph_.cycle(limits_)) return {std::move(cycle), {}};
            if (!fits || limits_.look(0)) return {};
            Before before(accesses_, graph_);
            if (!derive(before) || limits_.look(bytes)) return {{}, std::move(before)};
        }
    }

  private:
    /// Whether anything was derived.
    bool derive(const Before& before) {
        bool changed = false;
        for (std::uint32_t i = 0; i < accesses_.all.size(); ++i) {
            const Access& read = accesses_.all[i];
            if (!read.reads) continue;
            if (limits_.over(i)) return false;
            for (const auto& [session, writes] : writes_[read.key]) {
                changed |= put_before_source(before, i, session, writes);
                changed |= put_after_read(before, i, writes);
            }
        }
        return changed;
    }

    /// The last write of `session` that is before the read is not after what the read returned.
    bool put_before_source(const Before& before, std::uint32_t i, std::uint32_t session,
                           const std::vector<std::uint32_t>& writes) {
        const std::uint32_t count = before.count(i, session);
        const auto later = std::ranges::partition_point(
            writes, [&](std::uint32_t write) { return accesses_.all[write].place < count; });
        if (later == writes.begin()) return false;
        const std::uint32_t write = *(later - 1);
        const Access& read = accesses_.all[i];
        if (write == read.source) return false;
        if (read.source != no_access && before.is_before(accesses_, write, read.source))
            return false;
        const auto first = static_cast<std::uint32_t>(accesses_.all.size()) + read.key;
        graph_.add(write, {read.source == no_access ? first : read.source, Why::in_sight, i});
        return true;
    }

    /// The first write among these that is after what the read returned is after the read.
    bool put_after_read(const Before& before, std::uint32_t i,
                        const std::vector<std::uint32_t>& writes) {
        const std::uint32_t source = accesses_.all[i].source;
        const auto after = std::ranges::partition_point(writes, [&](std::uint32_t write) {
            return source != no_access && !before.is_before(accesses_, source, write);
        });
        if (after == writes.end() || *after == i) return false;
        if (before.is_before(accesses_, i, *after)) return false;
        graph_.add(i, {*after, Why::overwrites, i});
        return true;
    }

    const Accesses& accesses_;
    Limits& limits_;
    OrderGraph graph_;
    std::map<std::uint32_t, std::map<std::uint32_t, std::vector<std::uint32_t>>> writes_;
};

}  // namespace

Saturation saturate(const Accesses& accesses, Limits& limits) {
    return Saturator(accesses, limits).run();
}

Guide::Guide(const Accesses& accesses, const Before& before)
    : accesses_(accesses),
      before_(before),
      taken_(accesses.sessions.size()),
      readers_(accesses.all.size() + accesses.keys),
      current_(accesses.keys) {
    for (std::size_t key = 0; key < accesses.keys; ++key)
        current_[key].push_back(accesses.all.size() + key);
    for (const Access& access : accesses.all)
        if (access.reads) ++readers_[written_by(access)];
}

std::size_t Guide::written_by(const Access& access) const {
    return access.source == no_access ? accesses_.all.size() + access.key : access.source;
}

bool Guide::allows(std::uint32_t i) const {
    const Access& access = accesses_.all[i];
    for (std::uint32_t session = 0; session < taken_.size(); ++session)
        if (taken_[session] < before_.count(i, session)) return false;
    return !access.writes || readers_[current_[access.key].back()] == (access.reads ? 1U : 0U);
}

void Guide::take(std::uint32_t i) {
    const Access& access = accesses_.all[i];
    ++taken_[access.session];
    if (access.reads) --readers_[written_by(access)];
    if (access.writes) current_[access.key].push_back(i);
}

void Guide::undo(std::uint32_t i) {
    const Access& access = accesses_.all[i];
    if (access.writes) current_[access.key].pop_back();
    if (access.reads) ++readers_[written_by(access)];
    --taken_[access.session];
}

}  // namespace ordeal::linearizability
