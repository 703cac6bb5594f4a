// What will happen in a simulation, in order of virtual time, and in order of planning where times
// tie: so a simulation is determined by what is planned, whatever the machine does.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

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
        heap_.push_back({occurrence, planned_++});
        std::ranges::push_heap(heap_, later);
    }

    std::optional<core::Nanoseconds> next() const {
        if (heap_.empty()) return std::nullopt;
        return heap_.front().occurrence.time;
    }

    /// Takes out what happens next. Requires: there is something.
    Occurrence take() {
        std::ranges::pop_heap(heap_, later);
        const Occurrence occurrence = heap_.back().occurrence;
        heap_.pop_back();
        return occurrence;
    }

  private:
    struct Entry {
        Occurrence occurrence;
        std::uint64_t sequence = 0;
    };

    static bool later(const Entry& a, const Entry& b) {
        if (a.occurrence.time != b.occurrence.time) return a.occurrence.time > b.occurrence.time;
        return a.sequence > b.sequence;
    }

    std::vector<Entry> heap_;
    std::uint64_t planned_ = 0;
};

}  // namespace ordeal::harness
