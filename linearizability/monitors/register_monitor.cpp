#include "linearizability/monitors/register_monitor.hpp"

#include <algorithm>

namespace ordeal::linearizability {

namespace {

constexpr std::uint32_t several = never - 1;
constexpr std::size_t most_in_clash = 16;

}  // namespace

RegisterMonitor::RegisterMonitor(const Register& spec, const Problem<Register>& problem)
    : calls_(problem.calls),
      schedule_(problem.schedule),
      values_(spec.values()),
      initial_(spec.initial()),
      start_(static_cast<std::uint32_t>(problem.calls.size())) {}

bool RegisterMonitor::puts(const Call& call) {
    using Function = Register::Function;
    return call.function == Function::write ||
           (call.function == Function::cas && call.from != call.to);
}

bool RegisterMonitor::sees(const Call& call) {
    return call.function == Register::Function::read || call.function == Register::Function::cas;
}

bool RegisterMonitor::made_by_cas(std::uint32_t block) const {
    return block != start_ && sees(calls_[block]);
}

/// The block that the call put, or that it saw; not a number of a block if there is none.
std::uint32_t RegisterMonitor::block_of(std::uint32_t call) const {
    return puts(calls_[call]) ? call : block_seen_by(call);
}

Ruling RegisterMonitor::rule(Limits& limits) {
    const std::size_t each = sizeof(Block) + sizeof(Chain) + 2 * sizeof(std::uint32_t);
    const std::size_t bytes = values_ * sizeof(std::uint32_t) + calls_.size() * each;
    if (limits.look(bytes)) return Ruling::stopped();
    find_producers();
    if (find_effects()) link_chains();
    if (!applies_) return Ruling::inapplicable();
    if (by_ == never) check_pairs();
    if (by_ != never) return Ruling::invalid(by_, clash_);
    if (limits.look(bytes)) return Ruling::stopped();
    return Ruling::valid(order());
}

void RegisterMonitor::find_producers() {
    producers_.assign(values_, never);
    producers_[initial_] = start_;
    for (std::uint32_t call = 0; call < start_; ++call) {
        if (!puts(calls_[call])) continue;
        std::uint32_t& producer = producers_[calls_[call].to];
        producer = producer == never ? call : several;
    }
}

/// Finds the blocks that certainly were, and the readers that matter. False if it is known by then
/// that this is illegal, or that it cannot be told.
bool RegisterMonitor::find_effects() {
    blocks_.assign(start_ + 1, {});
    blocks_[start_].certain = 0;
    for (std::uint32_t event = 0; event < schedule_.events.size(); ++event) {
        const std::uint32_t what = schedule_.events[event];
        if (Schedule::is_return(what) && !look_at_return(Schedule::call_of(what), event))
            return false;
    }
    return true;
}

bool RegisterMonitor::look_at_return(std::uint32_t call, std::uint32_t event) {
    if (!puts(calls_[call]) && !sees(calls_[call])) return applies_ = false;
    if (puts(calls_[call])) return require(call, event);
    const std::uint32_t seen = block_seen_by(call);
    if (!require(seen, event)) return false;
    Block& block = blocks_[seen];
    if (block.first_read == never) block.first_read = call;
    if (block.last_read == never || block.last_read < call) block.last_read = call;
    return true;
}

/// From this event on the block is certain to have been, and those that it came from.
bool RegisterMonitor::require(std::uint32_t block, std::uint32_t event) {
    while (block < several && blocks_[block].certain == never) {
        blocks_[block].certain = event;
        if (!made_by_cas(block)) return true;
        block = block_seen_by(block);
    }
    if (block == several) applies_ = false;
    if (block == never) illegal(event, {call_at(event + 1)});
    return block < several;
}

/// Joins blocks by the cas between them. No value has two that certainly took effect.
void RegisterMonitor::link_chains() {
    for (std::uint32_t block = 0; block < start_; ++block) {
        if (blocks_[block].certain == never || !made_by_cas(block)) continue;
        std::uint32_t& next = blocks_[block_seen_by(block)].next;
        if (next == never)
            next = block;
        else
            illegal(std::max(blocks_[next].certain, blocks_[block].certain), {next, block});
    }
    if (by_ == never) add_chains();
}

void RegisterMonitor::add_chains() {
    add_chain(start_);
    for (std::uint32_t block = 0; block < start_; ++block)
        if (blocks_[block].certain != never && !made_by_cas(block)) add_chain(block);
    find_cycles();
}

void RegisterMonitor::add_chain(std::uint32_t head) {
    Chain chain;
    chain.head = head;
    if (head == start_) chain.first = 0;
    for (std::uint32_t block = head; block != never; block = blocks_[block].next) {
        blocks_[block].chain = static_cast<std::uint32_t>(chains_.size());
        chain.last = block;
        include(chain, block);
    }
    check_levels(chain);
    chains_.push_back(chain);
}

void RegisterMonitor::include(Chain& chain, std::uint32_t block) const {
    const auto include_call = [&](std::uint32_t first, std::uint32_t last) {
        if (has_return(first)) chain.first = std::min(chain.first, schedule_.end[first] + 1);
        chain.latest = std::max(chain.latest, schedule_.begin[last] + 1);
    };
    if (block != start_) include_call(block, block);
    if (blocks_[block].first_read != never)
        include_call(blocks_[block].first_read, blocks_[block].last_read);
}

/// What is certain and in no chain came from itself, by way of others.
void RegisterMonitor::find_cycles() {
    for (std::uint32_t block = 0; block < start_; ++block) {
        if (blocks_[block].certain == never || blocks_[block].chain != never) continue;
        std::uint32_t by = 0;
        Calls cycle;
        for (std::uint32_t at = block; blocks_[at].chain == never; at = blocks_[at].next) {
            blocks_[at].chain = 0;
            by = std::max(by, blocks_[at].certain);
            if (cycle.size() <= most_in_clash) cycle.push_back(at);
        }
        illegal(by, cycle);
    }
}

/// Did a call return before one of a lower level began? From the highest level downwards.
void RegisterMonitor::check_levels(const Chain& chain) {
    std::uint32_t above = never;  // of the levels above, the call that returned first
    const auto end_of = [&](std::uint32_t call) {
        return call == never ? never : schedule_.end[call];
    };
    for (std::uint32_t at = chain.last;; at = block_seen_by(at)) {
        const Block& block = blocks_[at];
        if (block.last_read != never && schedule_.begin[block.last_read] > end_of(above))
            illegal(schedule_.end[block.last_read], {above, block.last_read});
        if (end_of(block.first_read) < end_of(above)) above = block.first_read;
        if (at != start_ && schedule_.begin[at] > end_of(above))
            illegal(end_of(above), {above, at});
        if (at != start_ && end_of(at) < end_of(above)) above = at;
        if (!made_by_cas(at)) return;
    }
}

/// Goes through the chains by `first`, which is where an event is the first return of a chain.
void RegisterMonitor::check_pairs() {
    const Chain* widest = &chains_[0];
    const Chain* a = nullptr;
    const Chain* b = nullptr;
    std::uint32_t by = never;
    for (std::uint32_t event = 0; event < schedule_.events.size(); ++event) {
        const std::uint32_t what = schedule_.events[event];
        if (!Schedule::is_return(what)) continue;
        const Chain& chain = chains_[blocks_[block_of(Schedule::call_of(what))].chain];
        if (chain.first != event + 1) continue;
        if (widest->latest > chain.first && widest->first < chain.latest) {
            const std::uint32_t moment = moment_of_pair(*widest, chain);
            if (moment < by) a = widest, b = &chain, by = moment;
        }
        if (chain.latest > widest->latest) widest = &chain;
    }
    if (by != never) found_pair(*a, *b);
}

std::uint32_t RegisterMonitor::certain_from(std::uint32_t call) const {
    return puts(calls_[call]) ? blocks_[call].certain : schedule_.end[call];
}

std::uint32_t RegisterMonitor::call_at(Time time) const {
    return Schedule::call_of(schedule_.events[time - 1]);
}

/// A return from which on it is certain that each of two chains must stand before the other.
std::uint32_t RegisterMonitor::moment_of_pair(const Chain& a, const Chain& b) const {
    const std::uint32_t late =
        std::max(certain_from(call_at(a.latest)), certain_from(call_at(b.latest)));
    return std::max(late, b.first - 1);
}

/// Names the calls of two chains that must stand before each other, and when this was certain.
void RegisterMonitor::found_pair(const Chain& a, const Chain& b) {
    const std::uint32_t late_a = certain_after(a, b.first);
    const std::uint32_t late_b = certain_after(b, a.first);
    Calls calls{late_a, late_b, call_at(b.first)};
    if (a.first > 0) calls.push_back(call_at(a.first));
    illegal(std::max({certain_from(late_a), certain_from(late_b), b.first - 1}), calls);
}

/// Of the calls of the chain that began after that time, the one that was certain first.
std::uint32_t RegisterMonitor::certain_after(const Chain& chain, Time time) const {
    std::uint32_t found = call_at(chain.latest);
    const std::uint32_t number = blocks_[chain.head].chain;
    for (std::uint32_t call = 0; call < start_; ++call) {
        if (schedule_.begin[call] + 1 <= time || !took_effect(call)) continue;
        if (blocks_[block_of(call)].chain != number) continue;
        if (certain_from(call) < certain_from(found)) found = call;
    }
    return found;
}

bool RegisterMonitor::took_effect(std::uint32_t call) const {
    return puts(calls_[call]) ? blocks_[call].certain != never : has_return(call);
}

/// The chains by the lesser of first and latest, which is where that event stands.
RegisterMonitor::Calls RegisterMonitor::order() {
    list_reads();
    Calls out;
    out.reserve(start_);
    emit(chains_[0], out);
    for (std::uint32_t event = 0; event < schedule_.events.size(); ++event) {
        const std::uint32_t call = Schedule::call_of(schedule_.events[event]);
        if (!took_effect(call)) continue;
        const Chain& chain = chains_[blocks_[block_of(call)].chain];
        if (chain.head != start_ && chain.least() == event + 1) emit(chain, out);
    }
    return out;
}

void RegisterMonitor::list_reads() {
    next_read_.assign(start_, never);
    for (std::uint32_t call = start_; call-- > 0;) {
        if (puts(calls_[call]) || !has_return(call)) continue;
        std::uint32_t& first = blocks_[block_seen_by(call)].reads;
        next_read_[call] = first;
        first = call;
    }
}

void RegisterMonitor::emit(const Chain& chain, Calls& out) const {
    for (std::uint32_t block = chain.head; block != never; block = blocks_[block].next) {
        if (block != start_) out.push_back(block);
        for (std::uint32_t at = blocks_[block].reads; at != never; at = next_read_[at])
            out.push_back(at);
    }
}

Possible RegisterMonitor::possible() const {
    std::vector<bool> there = possible_ends();
    std::vector<std::uint32_t> optional_cas;
    for (std::uint32_t call = 0; call < start_; ++call) {
        if (!puts(calls_[call]) || took_effect(call)) continue;
        if (sees(calls_[call]))
            optional_cas.push_back(call);
        else
            there[calls_[call].to] = true;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const std::uint32_t call : optional_cas) {
            if (!there[calls_[call].from] || there[calls_[call].to]) continue;
            there[calls_[call].to] = changed = true;
        }
    }
    Possible out{{}, true};
    for (std::uint32_t value = 0; value < values_; ++value)
        if (there[value]) out.states.push_back(value);
    return out;
}

/// The values in which an order of those that certainly took effect can end.
std::vector<bool> RegisterMonitor::possible_ends() const {
    Time most = 0;    // the greatest `latest`
    Time second = 0;  // the greatest of the other chains
    for (const Chain& chain : chains_) {
        second = std::max(second, std::min(most, chain.latest));
        most = std::max(most, chain.latest);
    }
    std::vector<bool> there(values_);
    for (const Chain& chain : chains_) {
        const Time others = chain.latest == most ? second : most;
        const std::uint32_t value = chain.last == start_ ? initial_ : calls_[chain.last].to;
        if (chain.first > others || chains_.size() == 1) there[value] = true;
    }
    return there;
}

/// Keeps the earliest. What a call saw, and why it is certain, belongs to it.
void RegisterMonitor::illegal(std::uint32_t by, const Calls& calls) {
    if (by >= by_) return;
    by_ = by;
    clash_.clear();
    for (const std::uint32_t call : calls) {
        add_story(call);
        if (puts(calls_[call])) add_story(call_at(blocks_[call].certain + 1));
    }
    std::sort(clash_.begin(), clash_.end());
    clash_.erase(std::unique(clash_.begin(), clash_.end()), clash_.end());
    if (clash_.size() > most_in_clash) clash_.clear();
}

/// The call, and those that put what it saw, from the head of the chain on.
void RegisterMonitor::add_story(std::uint32_t call) {
    clash_.push_back(call);
    std::uint32_t block = sees(calls_[call]) ? block_seen_by(call) : never;
    for (std::size_t i = 0; i <= most_in_clash && block < start_; ++i) {
        clash_.push_back(block);
        block = made_by_cas(block) ? block_seen_by(block) : never;
    }
}

}  // namespace ordeal::linearizability
