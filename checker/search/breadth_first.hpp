// Breadth first, level by level: all states of one depth are expanded before any of the next, by as
// many threads as are asked for. So unique states, verdicts and the lengths of counterexamples do
// not depend on the threads: a level in which the last property is settled is finished, too.
//
// The states are spread over shards by their fingerprint; each shard has a lock, a set of what was
// seen, the links, and (with fingerprints, which cannot be turned back) the states of two levels.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "checker/search/discoveries.hpp"
#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "checker/search/visited.hpp"

namespace ordeal::checker {

template <Model M, typename Set>
class BreadthFirst {
  public:
    using State = typename M::State;

    BreadthFirst(const M& model, const SearchOptions& options, Limits& limits,
                 Discoveries<M>& discoveries)
        : options_(options), limits_(limits), discoveries_(discoveries) {
        const unsigned threads = std::max(1U, options.threads);
        shards_ = std::vector<Shard>(threads == 1 ? 1 : 64);
        for (unsigned i = 0; i < threads; ++i)
            workers_.push_back(std::make_unique<Worker>(model));
    }

    void run() {
        Worker& first = *workers_[0];
        const auto initial = first.expander.initial();
        first.generated += initial.size();
        for (const auto& state : initial)
            offer(first, state, {0, Link::none});
        flush(first);
        while (begin_level()) {
            if (discoveries_.all_settled() && !options_.explore_all) return;
            if (options_.max_depth && depth_ == *options_.max_depth) {
                limits_.stop("the limit on depth");
                return;
            }
            work_through_level();
            if (limits_.stopped()) return;
        }
        exhausted_ = true;
    }

    bool exhausted() const { return exhausted_; }
    std::uint32_t depth() const { return depth_; }

    std::uint64_t generated() const {
        std::uint64_t sum = 0;
        for (const auto& worker : workers_)
            sum += worker->generated;
        return sum;
    }
    std::uint64_t unique() const { return unique_.load(); }
    std::size_t visited_bytes() const {
        std::size_t sum = 0;
        for (const Shard& shard : shards_)
            sum += shard.set.bytes() + shard.links.bytes();
        return sum;
    }
    std::size_t frontier_bytes() const { return frontier_bytes_; }

    Link link(StateNumber number) const { return shards_[number.shard].links.get(number.place); }

  private:
    static constexpr bool exact = requires(const Set& set) { set.rows(); };
    using Unit = typename Rows<M>::Unit;

    struct Shard {
        std::mutex mutex;
        Set set;
        Links links;
        Rows<M> level;                   // fingerprints: the states being expanded
        Rows<M> next;                    // fingerprints: those of the next level
        RowRef level_begin = 0;          // exact: where the level begins in the set's rows
        std::uint32_t level_number = 0;  // number of the first state of the level
    };
    struct Worker {
        explicit Worker(const M& model) : expander(model) {}
        Expander<M> expander;
        State from;
        std::uint64_t generated = 0;
        std::uint64_t added = 0;  // not yet in unique_
    };
    struct Task {
        std::uint8_t shard = 0;
        Chunk<Unit> chunk;
    };

    std::uint8_t shard_of(std::uint64_t print) const {
        return static_cast<std::uint8_t>(print & (shards_.size() - 1));
    }

    void offer(Worker& worker, const Successor<M>& successor, StateNumber parent) {
        const std::uint8_t index = shard_of(successor.print);
        Shard& shard = shards_[index];
        StateNumber number{index, 0};
        {
            std::unique_lock lock(shard.mutex, std::defer_lock);
            if (shards_.size() > 1) lock.lock();
            const M& model = worker.expander.model();
            if (!shard.set.offer(model, successor.state, successor.print).added) return;
            number.place = shard.links.append({parent, successor.action});
            if constexpr (!exact) shard.next.append(model, successor.state);
            if (shard.set.full() || shard.next.full()) limits_.stop("a shard is full");
        }
        ++worker.added;
        discoveries_.look(worker.expander.model(), successor.state, number);
    }

    bool flush(Worker& worker) {
        const std::uint64_t unique = unique_ += worker.added;
        worker.added = 0;
        return limits_.states(unique);
    }

    void expand(Worker& worker, const Task& task) {
        StateNumber number{task.shard, task.chunk.first_number};
        const Unit* place = task.chunk.begin;
        for (; place != task.chunk.end; ++number.place) {
            place = Rows<M>::read(worker.expander.model(), place, worker.from);
            const auto successors = worker.expander.expand(worker.from);
            worker.generated += successors.size();
            for (const auto& successor : successors)
                shards_[shard_of(successor.print)].set.prefetch(successor.print);
            for (const auto& successor : successors)
                offer(worker, successor, number);
            if (!flush(worker) || !limits_.look()) return;
        }
    }

    /// The states that were added become the level. False: there are none.
    bool begin_level() {
        tasks_.clear();
        std::size_t states = 0;
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < shards_.size(); ++i) {
            Shard& shard = shards_[i];
            for (const auto& chunk : level_of(shard))
                tasks_.push_back({static_cast<std::uint8_t>(i), chunk});
            states += shard.links.size() - shard.level_number;
            bytes += shard.level.bytes();
            shard.level_number = shard.links.size();
            if constexpr (!exact) shard.next.clear(shard.level_number);
        }
        level_states_ = states;
        frontier_bytes_ = std::max(frontier_bytes_, bytes);
        if (states > 0) ++depth_;
        return states > 0;
    }

    std::vector<Chunk<Unit>> level_of(Shard& shard) {
        if constexpr (exact) {
            const auto chunks = shard.set.rows().chunks(shard.level_begin, shard.level_number);
            shard.level_begin = shard.set.rows().end();
            return chunks;
        } else {
            std::swap(shard.level, shard.next);
            return shard.level.chunks(0, shard.level_number);
        }
    }

    void work_through_level() {
        std::atomic<std::size_t> next = 0;
        const auto work = [&](Worker& worker) {
            for (std::size_t i = next++; i < tasks_.size() && !limits_.stopped(); i = next++)
                expand(worker, tasks_[i]);
        };
        std::vector<std::jthread> helpers;
        constexpr std::size_t worth_a_thread = 1000;
        if (level_states_ >= worth_a_thread)
            for (std::size_t i = 1; i < workers_.size(); ++i)
                helpers.emplace_back([&work, &worker = *workers_[i]] { work(worker); });
        work(*workers_[0]);
    }

    const SearchOptions& options_;
    Limits& limits_;
    Discoveries<M>& discoveries_;
    std::vector<Shard> shards_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<Task> tasks_;
    std::size_t level_states_ = 0;
    std::atomic<std::uint64_t> unique_ = 0;
    std::uint32_t depth_ = 0;
    std::size_t frontier_bytes_ = 0;
    bool exhausted_ = false;
};

}  // namespace ordeal::checker
