// Breadth first, level by level: all states of one depth are expanded before any of the next, by as
// many threads as are asked for. So unique states, verdicts and the lengths of counterexamples do
// not depend on the threads: a level in which the last property is settled is finished, too.
//
// What was seen is shared. What a thread finds it keeps itself: the links, and the rows of the next
// level (with fingerprints, which cannot be turned back; exact, they are in the set). A level is
// worked through in chunks, each taken by whoever is free.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "checker/search/discoveries.hpp"
#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "checker/search/tally.hpp"
#include "checker/search/visited.hpp"

namespace ordeal::checker {

template <Model M, typename Set>
class BreadthFirst {
  public:
    using State = typename M::State;

    BreadthFirst(const M& model, const SearchOptions& options, Limits& limits,
                 Discoveries<M>& discoveries)
        : options_(options), limits_(limits), discoveries_(discoveries) {
        const unsigned threads = std::clamp(options.threads, 1U, 255U);
        for (unsigned i = 0; i < threads; ++i)
            workers_.push_back(
                std::make_unique<Worker>(model, limits, set_, static_cast<std::uint8_t>(i)));
    }

    void run() {
        Worker& first = *workers_[0];
        const auto initial = first.expander.initial();
        first.generated.add(initial.size());
        for (const auto& state : initial)
            if (!offer(first, state, {0, Link::none})) return;
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

    std::uint64_t generated() const { return total(workers_, &Worker::generated); }
    std::uint64_t unique() const { return total(workers_, &Worker::unique); }
    std::size_t visited_bytes() const {
        std::size_t sum = set_.bytes();
        for (const auto& worker : workers_)
            sum += worker->links.bytes();
        return sum;
    }
    std::size_t frontier_bytes() const { return frontier_bytes_; }

    Link link(StateNumber number) const { return workers_[number.shard]->links.get(number.place); }

  private:
    using Unit = typename Rows<M>::Unit;

    /// The rows of one level that a thread found, where the set does not keep them.
    struct LevelRows {
        Rows<M> rows;
        typename Rows<M>::Writer writer{rows};
    };
    struct Worker {
        Worker(const M& model, Limits& limits, Set& set, std::uint8_t number_of_worker)
            : number(number_of_worker), expander(model), pulse(limits), writer(set) {}

        std::uint8_t number;
        Expander<M> expander;
        Pulse pulse;
        typename Set::Writer writer;
        Links links;
        std::unique_ptr<LevelRows> level;  // fingerprints: what is being expanded
        std::unique_ptr<LevelRows> next;   // fingerprints: what is found
        State from;
        Tally generated;
        Tally unique;
    };
    struct Task {
        std::uint8_t worker = 0;  // who found them
        Chunk<Unit> chunk;
    };

    /// False: it is one more than the limit on states allows.
    bool offer(Worker& worker, const Successor<M>& successor, StateNumber parent) {
        const M& model = worker.expander.model();
        Offered offered;
        {
            std::unique_lock<SpinLock> lock;
            if (workers_.size() > 1) lock = set_.lock(successor.print);
            offered = set_.offer(model, successor.state, successor.print, worker.writer,
                                 [this] { return limits_.admit_state(); });
        }
        if (!offered.added) return !offered.refused;
        const std::uint32_t place = worker.links.append({parent, successor.action});
        if constexpr (!Set::exact) next_rows(worker).append(model, successor.state);
        worker.unique.add(1);
        discoveries_.look(model, successor.state, {worker.number, place});
        return true;
    }

    typename Rows<M>::Writer& next_rows(Worker& worker) {
        if constexpr (Set::exact) {
            return worker.writer.rows;
        } else {
            if (!worker.next) {
                worker.next = std::make_unique<LevelRows>();
                worker.next->writer.count_from(worker.links.size() - 1);
            }
            return worker.next->writer;
        }
    }

    void expand(Worker& worker, const Task& task) {
        StateNumber number{task.worker, task.chunk.first_number};
        const Unit* place = task.chunk.begin;
        for (; place != task.chunk.end; ++number.place) {
            place = Rows<M>::read(worker.expander.model(), place, worker.from);
            const auto successors = worker.expander.expand(worker.from);
            discoveries_.look_at_steps(worker.expander, worker.from, successors, number);
            for (const auto& successor : successors)
                set_.prefetch(successor.print);
            for (const auto& successor : successors)
                if (!offer(worker, successor, number)) return;
            worker.generated.add(successors.size());
            if (!worker.pulse.beat()) return;
        }
        if (worker.number == 0 && limits_.progress_due()) tell();
    }

    /// The states that were added become the level. False: there are none.
    bool begin_level() {
        tasks_.clear();
        next_task_ = 0;
        std::size_t bytes = 0;
        for (auto& worker : workers_) {
            if constexpr (!Set::exact) worker->level = std::move(worker->next);
            for (const auto& chunk : level_of(*worker))
                tasks_.push_back({worker->number, chunk});
            if (worker->level) bytes += worker->level->rows.bytes();
            if (worker->links.full()) limits_.stop("a thread can number no more states");
        }
        frontier_bytes_ = std::max(frontier_bytes_, bytes + tasks_.size() * sizeof(Task));
        const std::uint64_t unique = this->unique();
        if (tasks_.empty()) return false;
        levels_.push_back(unique - unique_before_level_);
        unique_before_level_ = unique;
        ++depth_;
        return true;
    }

    std::vector<Chunk<Unit>> level_of(Worker& worker) {
        if constexpr (Set::exact)
            return worker.writer.rows.take();
        else
            return worker.level ? worker.level->writer.take() : std::vector<Chunk<Unit>>{};
    }

    void work_through_level() {
        const auto work = [this](Worker& worker) {
            for (std::size_t i = next_task_++; i < tasks_.size() && !limits_.stopped();
                 i = next_task_++) {
                expand(worker, tasks_[i]);
                if (set_.full()) limits_.stop("no more states can be numbered");
            }
        };
        std::vector<std::jthread> helpers;
        constexpr std::size_t worth_a_thread = 1000;
        if (levels_.back() >= worth_a_thread)
            for (std::size_t i = 1; i < workers_.size(); ++i)
                helpers.emplace_back([&work, &worker = *workers_[i]] { work(worker); });
        work(*workers_[0]);
    }

    void tell() {
        const std::size_t done = std::min(next_task_.load(), tasks_.size());
        const std::uint64_t unique = this->unique();
        const std::uint64_t here =
            levels_.back() - levels_.back() * done / std::max<std::size_t>(tasks_.size(), 1);
        Progress progress{.generated = generated(), .unique = unique, .depth = depth_};
        progress.frontier = here + (unique - unique_before_level_);
        progress.remaining = estimate_remaining(levels_);
        if (progress.remaining)
            *progress.remaining -= std::min(*progress.remaining, unique - unique_before_level_);
        limits_.tell(progress);
    }

    const SearchOptions& options_;
    Limits& limits_;
    Discoveries<M>& discoveries_;
    Set set_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<Task> tasks_;
    std::atomic<std::size_t> next_task_ = 0;
    std::vector<std::uint64_t> levels_;  // how many states each had
    std::uint64_t unique_before_level_ = 0;
    std::uint32_t depth_ = 0;
    std::size_t frontier_bytes_ = 0;
    bool exhausted_ = false;
};

}  // namespace ordeal::checker
