// Breadth first with more states than there is memory for: see checker/store/visited_on_disk.hpp.
// The states of two levels are on disk, read and written from front to back, and so are the links,
// by which paths are found at the end. One thread; counts, depth, verdicts and the lengths of
// counterexamples are those of a search in memory.
//
// What was added while some states are on disk may have been seen before. Such candidates wait in a
// file until the question is settled, when a level is over or memory is full; then those that are
// new get their numbers. So a state is of the level in which it was first added, as in memory.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "checker/search/discoveries.hpp"
#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "checker/store/stored_state.hpp"
#include "checker/store/visited_on_disk.hpp"

namespace ordeal::checker {

template <Model M>
    requires StoresStates<M>
class BreadthFirstOnDisk {
  public:
    using State = typename M::State;

    BreadthFirstOnDisk(const M& model, const SearchOptions& options, Limits& limits,
                       Discoveries<M>& discoveries)
        : options_(options),
          limits_(limits),
          discoveries_(discoveries),
          expander_(model),
          pulse_(limits),
          visited_(options.disk.directory, options.memory == Memory::exact,
                   options.disk.cache_bytes) {}

    void run() {
        if (!open(links_) || !open(next_) || !open(candidates_)) return;
        const auto initial = expander_.initial();
        generated_ = initial.size();
        for (const auto& state : initial)
            if (!offer(state, none)) return;
        while (settle() && begin_level()) {
            if (ends_here()) break;
            expand_level();
            if (limits_.stopped()) break;
        }
        exhausted_ = !limits_.stopped() && level_states_ == 0;
        if (const auto flushed = links_->out.flush(); !flushed) fail(flushed.error());
    }

    bool exhausted() const { return exhausted_; }
    std::uint32_t depth() const { return depth_; }
    std::uint64_t generated() const { return generated_; }
    std::uint64_t unique() const { return unique_; }
    std::size_t visited_bytes() const { return visited_.bytes(); }
    std::size_t frontier_bytes() const { return 0; }
    std::uint64_t disk_bytes() const { return disk_bytes_; }

    /// Requires: the search is over.
    Link link(StateNumber number) const {
        std::uint64_t packed = 0;
        const std::uint64_t place = std::uint64_t{number.shard} << 31 | number.place;
        FileReader in(links_->file, place * sizeof packed);
        in.bytes(&packed, sizeof packed);
        const std::uint64_t parent = packed >> action_bits;
        return {parent == none ? StateNumber{0, Link::none} : state_number(parent),
                static_cast<std::uint32_t>(packed & ((1U << action_bits) - 1))};
    }

  private:
    static constexpr unsigned action_bits = 24;
    static constexpr std::uint64_t none = (1ULL << (64 - action_bits)) - 1;
    static constexpr std::span<const std::uint8_t> no_bytes = {};

    /// A file that is written, and then read.
    struct Sequence {
        FileDescriptor file;
        FileWriter out;

        Sequence(FileDescriptor opened, const std::string& directory)
            : file(std::move(opened)), out(file, directory) {}
    };

    static StateNumber state_number(std::uint64_t number) {
        return {static_cast<std::uint8_t>(number >> 31),
                static_cast<std::uint32_t>(number & ((1U << 31) - 1))};
    }

    /// Another file in its place. False: there is none to be had.
    bool open(std::unique_ptr<Sequence>& sequence) {
        auto file = temporary_file(options_.disk.directory);
        if (!file) return fail(file.error());
        sequence = std::make_unique<Sequence>(*std::move(file), options_.disk.directory);
        return true;
    }

    bool fail(const core::Error& error) {
        limits_.stop(fmt::format("{}: give --disk a place with more room", error.message));
        return false;
    }

    /// False: the search is over.
    bool offer(const Successor<M>& successor, std::uint64_t parent) {
        const bool exact = options_.memory == Memory::exact;
        if (visited_.full() && !(settle() && spill())) return false;
        const M& model = expander_.model();
        if (exact) store_state(model, successor.state, row_);
        const auto bytes = exact ? std::span<const std::uint8_t>(row_) : no_bytes;
        if (!visited_.add(successor.print, bytes)) return true;
        if (!exact) store_state(model, successor.state, row_);
        const Origin origin{parent, successor.action};
        if (!visited_.spilled()) return enter(origin, row_, successor.state);
        ++waiting_;
        candidates_->out.number(origin.parent);
        candidates_->out.number(origin.action);
        candidates_->out.number(row_.size());
        candidates_->out.bytes(row_);
        return (waiting_ < most_waiting() && !candidates_->out.failed()) || settle();
    }

    struct Origin {
        std::uint64_t parent = 0;
        std::uint32_t action = 0;
    };

    /// Where there is a limit on states, it should not be found out too late.
    std::uint64_t most_waiting() const {
        if (!options_.max_states) return UINT64_MAX;
        constexpr std::uint64_t worth_a_look = 100'000;
        return std::max(worth_a_look, *options_.max_states - unique_);
    }

    /// A state that is new. False: it is one more than the limit on states allows.
    bool enter(const Origin& origin, std::span<const std::uint8_t> row, const State& state) {
        if (!limits_.admit_state()) return false;
        CHECK(origin.action < 1U << action_bits, "a state with {} actions", origin.action);
        const std::uint64_t packed = origin.parent << action_bits | origin.action;
        links_->out.bytes(&packed, sizeof packed);
        next_->out.number(row.size());
        next_->out.bytes(row);
        discoveries_.look(expander_.model(), state, state_number(unique_));
        ++unique_;
        return true;
    }

    /// Finds out which of the candidates are new. False: the search is over.
    bool settle() {
        const auto resolved = visited_.resolve(seen_, [this] { return limits_.look(); });
        if (!resolved) return fail(resolved.error());
        if (!*resolved) return false;
        if (waiting_ == 0) return true;
        if (const auto flushed = candidates_->out.flush(); !flushed) return fail(flushed.error());
        FileReader in(candidates_->file, 0);
        for (std::uint64_t i = 0; i < waiting_; ++i) {
            const Origin origin{in.number(), static_cast<std::uint32_t>(in.number())};
            read_row(in);
            if (seen_[i]) continue;
            load_state(expander_.model(), row_, state_);
            if (!enter(origin, row_, state_) || !pulse_.beat()) return false;
        }
        waiting_ = 0;
        return open(candidates_);
    }

    bool spill() {
        const auto spilled = visited_.spill();
        if (!spilled) return fail(spilled.error());
        note_disk_bytes();
        return true;
    }

    void read_row(FileReader& in) {
        row_.resize(in.number());
        in.bytes(row_.data(), row_.size());
        CHECK(!in.failed(), "{}: a file is shorter than it was", options_.disk.directory);
    }

    /// The states that were entered become the level. False: there are none, or the disk is full.
    bool begin_level() {
        const std::uint64_t first = std::exchange(level_end_, unique_);
        level_states_ = level_end_ - first;
        if (level_states_ == 0) return false;
        if (const auto flushed = next_->out.flush(); !flushed) return fail(flushed.error());
        level_ = std::move(next_);
        ++depth_;
        levels_.push_back(level_states_);
        note_disk_bytes();
        return open(next_);
    }

    bool ends_here() {
        if (discoveries_.all_settled() && !options_.explore_all) return true;
        if (!options_.max_depth || depth_ < *options_.max_depth) return false;
        limits_.stop("the limit on depth");
        return true;
    }

    void expand_level() {
        FileReader in(level_->file, 0);
        State from;
        for (std::uint64_t number = level_end_ - level_states_; number < level_end_; ++number) {
            read_row(in);
            load_state(expander_.model(), row_, from);
            const auto successors = expander_.expand(from);
            discoveries_.look_at_steps(expander_, from, successors, state_number(number));
            for (const auto& successor : successors)
                if (!offer(successor, number)) return;
            generated_ += successors.size();
            if (next_->out.failed() || links_->out.failed()) {
                const auto flushed = next_->out.failed() ? next_->out.flush() : links_->out.flush();
                return (void)fail(flushed.error());
            }
            if (!pulse_.beat()) return;
            if (limits_.progress_due()) tell(level_end_ - number);
        }
    }

    void tell(std::uint64_t left_of_level) {
        Progress progress{.generated = generated_, .unique = unique_, .depth = depth_};
        progress.frontier = left_of_level + (unique_ - level_end_);
        progress.remaining = estimate_remaining(levels_);
        if (progress.remaining)
            *progress.remaining -= std::min(*progress.remaining, unique_ - level_end_);
        progress.settled = discoveries_.settled();
        limits_.tell(progress);
    }

    void note_disk_bytes() {
        std::uint64_t sum = visited_.bytes_on_disk() + links_->out.written();
        for (const auto* const sequence : {&candidates_, &level_, &next_})
            if (*sequence) sum += (*sequence)->out.written();
        disk_bytes_ = std::max(disk_bytes_, sum);
    }

    const SearchOptions& options_;
    Limits& limits_;
    Discoveries<M>& discoveries_;
    Expander<M> expander_;
    Pulse pulse_;
    VisitedOnDisk visited_;
    std::unique_ptr<Sequence> links_;       // eight bytes for each state, by number
    std::unique_ptr<Sequence> level_;       // the rows of what is being expanded
    std::unique_ptr<Sequence> next_;        // and of what is found
    std::unique_ptr<Sequence> candidates_;  // what was added, and may have been seen before
    std::uint64_t waiting_ = 0;             // in candidates_
    std::vector<bool> seen_;                // of these
    std::vector<std::uint8_t> row_;
    State state_;
    std::uint64_t generated_ = 0;
    std::uint64_t unique_ = 0;
    std::uint64_t level_end_ = 0;     // number of the first state of the level after it
    std::uint64_t level_states_ = 0;  // of the level
    std::vector<std::uint64_t> levels_;
    std::uint64_t disk_bytes_ = 0;
    std::uint32_t depth_ = 0;
    bool exhausted_ = false;
};

}  // namespace ordeal::checker
