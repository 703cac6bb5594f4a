// The template behind sequential.hpp, for the file of each specification to instantiate.
//
// Depth first over (how far each process is, the state of each key), each visited once. Of the
// next calls of the processes, one that changes nothing and is legal is taken at once: moving it
// earlier disturbs nobody. Otherwise the one that returned first is tried first, which finds the
// order at once where real time was respected after all. A call that never returned is the last
// of its process, and may be left out.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

#include "linearizability/consistency/sequential.hpp"
#include "linearizability/specifications/rows.hpp"
#include "linearizability/specifications/specification.hpp"

namespace ordeal::linearizability {

template <Specification S>
class SequentialSearch {
  public:
    SequentialSearch(const std::vector<core::Operation>& operations, const JudgeOptions& options,
                     const Hints& hints, Limits& limits)
        : options_(options), limits_(limits) {
        if (hints.accesses && hints.before) use(hints);
        for (const core::Operation& operation : operations)
            add(operation);
        position_.resize(processes_.size());
    }

    SequentialAnswer run() {
        push({});
        while (!frames_.empty() && left_ > 0) {
            if (limits_.exceeded([this] { return bytes_; })) return stopped();
            Frame& frame = frames_.back();
            if (frame.next == frame.choices.size())
                pop();
            else
                push(frame.choices[frame.next++]);
        }
        SequentialAnswer answer = best_;
        answer.explored = explored_;
        answer.verdict = left_ == 0 ? core::Verdict::valid : core::Verdict::invalid;
        if (left_ == 0) answer.order = path_;
        return answer;
    }

  private:
    struct Item {
        typename S::Call call;
        std::size_t id = 0;
        std::uint32_t part = 0;
        std::uint32_t access = no_access;
        std::size_t returned = SIZE_MAX;  // position in the history; the largest: never
    };
    struct Choice {
        std::uint32_t process = 0;
        std::uint32_t state = 0;  // of the item's part, after it
    };
    struct Frame {
        std::optional<Choice> taken;
        std::uint32_t state = 0;  // of the item's part, before it
        std::vector<Choice> choices;
        std::size_t next = 0;
    };

    void use(const Hints& hints) {
        guide_.emplace(*hints.accesses, *hints.before);
        for (std::uint32_t i = 0; i < hints.accesses->all.size(); ++i)
            access_of_.emplace(hints.accesses->all[i].operation->id, i);
    }

    void add(const core::Operation& operation) {
        const auto [part, fresh] =
            part_of_.try_emplace(operation.key, static_cast<std::uint32_t>(parts_.size()));
        if (fresh) {
            parts_.emplace_back(options_.initial, options_.failed_cas);
            state_.push_back(parts_.back().initial());
        }
        const auto call = parts_[part->second].compile(operation);
        const bool returned = operation.outcome != core::EventType::info;
        const auto access = access_of_.find(operation.id);
        // A crashed call that nobody saw, where that is known: it can be left out.
        const bool unseen = guide_ && access == access_of_.end();
        if (!call || (!returned && (unseen || parts_[part->second].is_pure(*call)))) return;
        const auto process =
            process_of_
                .try_emplace(operation.process, static_cast<std::uint32_t>(processes_.size()))
                .first->second;
        if (process == processes_.size()) processes_.emplace_back();
        processes_[process].push_back(
            {*call, operation.id, part->second,
             access == access_of_.end() ? no_access : access->second,
             returned ? operation.completed.value_or(SIZE_MAX - 1) : SIZE_MAX});
        left_ += returned ? 1 : 0;
    }

    const Item* next_of(std::uint32_t process) const {
        const auto& items = processes_[process];
        return position_[process] < items.size() ? &items[position_[process]] : nullptr;
    }

    /// Takes the choice, unless that leads to where the search has been.
    void push(std::optional<Choice> choice) {
        Frame frame;
        frame.taken = choice;
        if (choice) {
            const Item& item = *next_of(choice->process);
            frame.state = std::exchange(state_[item.part], choice->state);
            if (guide_ && item.access != no_access) guide_->take(item.access);
            if (item.returned != SIZE_MAX) --left_;
            ++position_[choice->process];
            path_.push_back(item.id);
        }
        frames_.push_back(std::move(frame));
        if (left_ == 0) return;
        if (!is_fresh()) return pop();
        ++explored_;
        frames_.back().choices = choices();
    }

    void pop() {
        if (frames_.size() > deepest_) remember();
        const Frame& frame = frames_.back();
        if (frame.taken) {
            path_.pop_back();
            --position_[frame.taken->process];
            const Item& item = *next_of(frame.taken->process);
            state_[item.part] = frame.state;
            if (guide_ && item.access != no_access) guide_->undo(item.access);
            if (item.returned != SIZE_MAX) ++left_;
        }
        frames_.pop_back();
    }

    bool is_fresh() {
        row_.assign(position_.begin(), position_.end());
        row_.insert(row_.end(), state_.begin(), state_.end());
        if (visited_.intern(row_) != rows_) return false;
        ++rows_;
        bytes_ = rows_ * (row_.size() * sizeof(std::uint32_t) + 24);
        return true;
    }

    std::vector<Choice> choices() {
        std::vector<Choice> out;
        for (std::uint32_t process = 0; process < processes_.size(); ++process) {
            const Item* item = next_of(process);
            if (!item) continue;
            const bool pure = parts_[item->part].is_pure(item->call);
            if (!pure && guide_ && item->access != no_access && !guide_->allows(item->access))
                continue;
            const std::size_t before = out.size();
            parts_[item->part].step(state_[item->part], item->call,
                                    [&](std::uint32_t state) { out.push_back({process, state}); });
            if (pure && out.size() > before) return {out.back()};
        }
        std::ranges::stable_sort(
            out, {}, [this](const Choice& choice) { return next_of(choice.process)->returned; });
        return out;
    }

    /// The longest order so far, and what did not fit after it.
    void remember() {
        deepest_ = frames_.size();
        best_.order = path_;
        best_.blocked.clear();
        for (std::uint32_t process = 0; process < processes_.size(); ++process)
            if (const Item* item = next_of(process); item && item->returned != SIZE_MAX)
                best_.blocked.push_back(item->id);
    }

    SequentialAnswer stopped() const {
        SequentialAnswer answer;
        answer.explored = explored_;
        answer.reason = limits_.reason();
        return answer;
    }

    const JudgeOptions& options_;
    Limits& limits_;
    std::deque<S> parts_;
    std::map<std::optional<core::Value>, std::uint32_t> part_of_;
    std::unordered_map<std::int64_t, std::uint32_t> process_of_;
    std::unordered_map<std::size_t, std::uint32_t> access_of_;
    std::optional<Guide> guide_;
    std::vector<std::vector<Item>> processes_;
    std::vector<std::uint32_t> position_;
    std::vector<std::uint32_t> state_;
    std::vector<Frame> frames_;
    std::vector<std::size_t> path_;  // ids of what was taken
    Rows visited_;
    std::size_t rows_ = 0;
    std::size_t bytes_ = 0;
    std::vector<std::uint32_t> row_;
    std::size_t left_ = 0;  // calls that must still be taken
    std::uint64_t explored_ = 0;
    std::size_t deepest_ = 0;
    SequentialAnswer best_;
};

template <typename S>
SequentialAnswer judge_sequential(const std::vector<core::Operation>& operations,
                                  const JudgeOptions& options, const Hints& hints, Limits& limits) {
    return SequentialSearch<S>(operations, options, hints, limits).run();
}

}  // namespace ordeal::linearizability
