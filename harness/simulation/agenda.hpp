// What will happen in a simulation, in order of virtual time, and in order of planning where times
// tie: so a simulation is determined by what is planned, whatever the machine does. Most of it is
// planned in order: what comes a fixed time after now waits in lines, and only the rest in heaps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "core/check.hpp"
#include "core/clock.hpp"

namespace ordeal::harness {

enum class OccurrenceKind : std::uint8_t {
    message,  // letter `number` of `peer` arrives at node `place`
    request,  // what client `peer` asks for, letter `number` of the clients', arrives at `place`
    timer,    // timer `number` of node `place` fires, unless it was set anew since `version`
    answer,   // letter `number` of node `place` arrives at client `peer`
    error,    // the same; it is a letter of the clients'
    refusal,  // client `peer` hears that nothing listens at node `place`
    deadline  // the call `version` of client `peer` has taken too long
};

struct Occurrence {
    core::Nanoseconds time{0};
    OccurrenceKind kind = OccurrenceKind::message;
    std::uint32_t place = 0;  // a node's position
    std::uint32_t peer = 0;   // bits of an actors::Id
    std::uint32_t number = 0;
    std::uint64_t version = 0;
};

class Agenda {
  public:
    void plan(const Occurrence& occurrence) {
        first_ = nullptr;
        const std::uint64_t order = planned_++ << slot_bits | keep(occurrence);
        const Key key = static_cast<Key>(occurrence.time.count()) << time_shift | order;
        const OccurrenceKind kind = occurrence.kind;
        // Timers are apart from messages: many of them wait for long, and small heaps are fast.
        if (kind == OccurrenceKind::message) return messages_.add(key);
        if (kind == OccurrenceKind::timer) return timers_.add(key);
        Line& line = kind == OccurrenceKind::deadline ? deadlines_ : client_traffic_;
        if (line.empty() || line.back() < key) return line.push_back(key);
        timers_.add(key);
    }

    std::optional<core::Nanoseconds> next() const {
        const Key* const first = front();
        if (first == nullptr) return std::nullopt;
        return time_of(*first);
    }

    core::Nanoseconds next_or(core::Nanoseconds never) const {
        const Key* const first = front();
        return first == nullptr ? never : time_of(*first);
    }

    /// Takes out what happens next. Requires: there is something.
    Occurrence take() {
        const Key* const first = front();
        const auto slot = static_cast<std::uint64_t>(*first) & (most_kept - 1);
        if (first == messages_.first())
            messages_.remove_first();
        else if (first == timers_.first())
            timers_.remove_first();
        else
            (first == first_of(deadlines_) ? deadlines_ : client_traffic_).pop_front();
        first_ = nullptr;
        free_.push_back(slot);
        return kept_[slot];
    }

  private:
    /// Of an occurrence, from the highest bits down: when, its number in the order of planning, and
    /// the slot in which it is kept. As one number, so that a comparison is no branch.
    __extension__ using Key = unsigned __int128;
    using Line = std::deque<Key>;  // in order

    static constexpr unsigned time_shift = 64;
    static constexpr unsigned slot_bits = 24;
    static constexpr std::uint64_t most_kept = std::uint64_t{1} << slot_bits;

    class Heap {
      public:
        void add(Key key) {
            keys_.push_back(key);
            std::ranges::push_heap(keys_, std::ranges::greater());
        }
        const Key* first() const { return keys_.empty() ? nullptr : &keys_.front(); }
        void remove_first() {
            std::ranges::pop_heap(keys_, std::ranges::greater());
            keys_.pop_back();
        }

      private:
        std::vector<Key> keys_;
    };

    /// The slot of an occurrence.
    std::uint64_t keep(const Occurrence& occurrence) {
        if (free_.empty()) {
            CHECK(kept_.size() < most_kept, "more than {} messages and timers wait", most_kept);
            kept_.push_back(occurrence);
            return kept_.size() - 1;
        }
        const std::uint64_t slot = free_.back();
        free_.pop_back();
        kept_[slot] = occurrence;
        return slot;
    }

    static core::Nanoseconds time_of(Key key) {
        return core::Nanoseconds(static_cast<std::int64_t>(key >> time_shift));
    }

    static const Key* first_of(const Line& line) { return line.empty() ? nullptr : &line.front(); }

    const Key* front() const {
        if (first_ != nullptr) return first_;
        const Key* first = messages_.first();
        for (const Key* other : {timers_.first(), first_of(deadlines_), first_of(client_traffic_)})
            if (other != nullptr && (first == nullptr || *other < *first)) first = other;
        first_ = first;
        return first;
    }

    std::vector<Occurrence> kept_;
    std::vector<std::uint64_t> free_;  // slots
    Heap messages_;
    Heap timers_;
    Line deadlines_;
    Line client_traffic_;  // what clients and nodes say to each other
    std::uint64_t planned_ = 0;
    mutable const Key* first_ = nullptr;  // of all; null: not known
};

}  // namespace ordeal::harness
