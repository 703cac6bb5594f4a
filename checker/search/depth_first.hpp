// Depth first: stacks of states whose successors were not looked at, one for each thread. It needs
// less memory than breadth first where the space is wide, and its counterexamples are not the
// shortest. What was seen is shared; a thread that has nothing to do is given the lower half of
// another's stack, where the large subtrees are (Rao & Kumar 1987).
//
// With a limit on depth a state that was first reached by a long way, and is reached again by a
// shorter one, is expanded again: otherwise what lies within the limit behind it would be missed.
// So every state within the limit ends with its least depth, whatever the order: if the state
// before it on a shortest way is expanded at its least depth, then it is offered at its own, and
// initial states have theirs from the start.
#pragma once

#include <array>
#include <condition_variable>
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
class DepthFirst {
  public:
    using State = typename M::State;

    DepthFirst(const M& model, const SearchOptions& options, Limits& limits,
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
            if (!offer(first, state, {{0, Link::none}, state.action}, 1)) return;
        {
            std::vector<std::jthread> helpers;
            for (std::size_t i = 1; i < workers_.size(); ++i)
                helpers.emplace_back([this, &worker = *workers_[i]] { work(worker); });
            work(first);
        }
        if (limits_.stopped() || left_open_) return;
        exhausted_ = beyond_ == 0;
        if (!exhausted_) limits_.stop("the limit on depth");
    }

    bool exhausted() const { return exhausted_; }
    std::uint32_t depth() const {
        std::uint32_t depth = 0;
        for (const auto& worker : workers_)
            depth = std::max(depth, worker->depth);
        return depth;
    }
    std::uint64_t generated() const { return total(workers_, &Worker::generated); }
    std::uint64_t unique() const { return total(workers_, &Worker::unique); }
    std::size_t visited_bytes() const {
        std::size_t sum = set_.bytes();
        for (const auto& worker : workers_)
            sum += worker->links.bytes();
        for (const auto& reached : *reached_)
            sum += reached.size() * (sizeof(Reached) + 9);
        return sum;
    }
    std::size_t frontier_bytes() const {
        std::size_t sum = 0;
        for (const auto& worker : workers_)
            sum += worker->stack.capacity() * sizeof(Entry);
        return sum;
    }
    Link link(StateNumber number) const { return workers_[number.shard]->links.get(number.place); }

  private:
    struct Entry {
        State state;
        StateNumber number;
        std::uint32_t depth = 0;
        bool again = false;  // its successors were counted before
    };
    /// Kept only when there is a limit on depth.
    struct Reached {
        StateNumber number;
        std::uint32_t depth = 0;
        bool expanded = false;
    };
    struct Worker {
        Worker(const M& model, Limits& limits, Set& set, std::uint8_t number_of_worker)
            : number(number_of_worker), expander(model), pulse(limits), writer(set) {}

        std::uint8_t number;
        Expander<M> expander;
        Pulse pulse;
        typename Set::Writer writer;
        Links links;
        std::vector<Entry> stack;  // what is above height is kept for its memory
        std::size_t height = 0;
        Entry from;
        Tally generated;
        Tally unique;
        std::uint32_t depth = 0;
    };

    void push(Worker& worker, const State& state, StateNumber number, std::uint32_t depth,
              bool again) {
        if (worker.height == worker.stack.size()) worker.stack.emplace_back();
        Entry& entry = worker.stack[worker.height++];
        entry.state = state;
        entry.number = number;
        entry.depth = depth;
        entry.again = again;
    }

    /// False: it is one more than the limit on states allows.
    bool offer(Worker& worker, const Successor<M>& successor, const Link& link,
               std::uint32_t depth) {
        std::unique_lock<SpinLock> lock;
        if (workers_.size() > 1) lock = set_.lock(successor.print);
        const M& model = worker.expander.model();
        const auto offered = set_.offer(model, successor.state, successor.print, worker.writer,
                                        [this] { return limits_.admit_state(); });
        if (offered.refused) return false;
        if (!offered.added) {
            if (options_.max_depth) reached_again(worker, successor, offered.key, link, depth);
            return true;
        }
        const StateNumber number{worker.number, worker.links.append(link)};
        bool expand = true;
        if (options_.max_depth) {
            expand = depth < *options_.max_depth;
            reached_of(successor.print)[offered.key] = {number, depth, expand};
        }
        if (lock) lock.unlock();
        worker.unique.add(1);
        worker.depth = std::max(worker.depth, depth);
        discoveries_.look(model, successor.state, number);
        if (expand)
            push(worker, successor.state, number, depth, false);
        else
            ++beyond_;
        return true;
    }

    auto& reached_of(std::uint64_t print) { return (*reached_)[print % reached_->size()]; }

    /// Requires: the lock of the state's shard.
    void reached_again(Worker& worker, const Successor<M>& successor, std::uint64_t key,
                       const Link& link, std::uint32_t depth) {
        Reached& reached = reached_of(successor.print)[key];
        if (depth >= reached.depth) return;
        reached.depth = depth;
        workers_[reached.number.shard]->links.set(reached.number.place, link);
        push(worker, successor.state, reached.number, depth, reached.expanded);
        if (!reached.expanded) --beyond_;
        reached.expanded = true;
    }

    /// False: the limit on states.
    bool expand(Worker& worker) {
        std::swap(worker.from, worker.stack[--worker.height]);
        const Entry& from = worker.from;
        const auto successors = worker.expander.expand(from.state);
        discoveries_.look_at_steps(worker.expander, from.state, successors, from.number);
        for (const auto& successor : successors)
            set_.prefetch(successor.print);
        for (const auto& successor : successors)
            if (!offer(worker, successor, {from.number, successor.action}, from.depth + 1))
                return false;
        if (!from.again) worker.generated.add(successors.size());
        return true;
    }

    void work(Worker& worker) {
        while (worker.height > 0 || take_work(worker)) {
            if (discoveries_.all_settled() && !options_.explore_all) {
                left_open_ = true;
                return end();
            }
            if (!worker.pulse.beat() || !expand(worker)) return end();
            if (idle_.load(std::memory_order_relaxed) > 0 && worker.height > 1) give_work(worker);
            if (worker.number == 0 && ++since_look_ % 64 == 0 && limits_.progress_due()) tell();
        }
    }

    void end() {
        const std::lock_guard lock(mutex_);
        done_ = true;
        wake_.notify_all();
    }

    /// Waits until there is some. False: there will be none.
    bool take_work(Worker& worker) {
        std::unique_lock lock(mutex_);
        if (++idle_ == workers_.size() && offered_.empty()) {
            done_ = true;
            wake_.notify_all();
        }
        wake_.wait(lock, [this] { return done_ || !offered_.empty(); });
        if (done_) return false;
        --idle_;
        worker.stack = std::move(offered_.back());
        worker.height = worker.stack.size();
        offered_.pop_back();
        return true;
    }

    void give_work(Worker& worker) {
        const std::lock_guard lock(mutex_);
        if (done_ || offered_.size() >= idle_) return;
        const auto begin = worker.stack.begin();
        const auto middle = begin + static_cast<std::ptrdiff_t>(worker.height / 2);
        const auto top = begin + static_cast<std::ptrdiff_t>(worker.height);
        offered_.emplace_back(std::make_move_iterator(begin), std::make_move_iterator(middle));
        std::move(middle, top, begin);
        worker.height -= worker.height / 2;
        wake_.notify_one();
    }

    void tell() {
        limits_.tell({.generated = generated(),
                      .unique = unique(),
                      .frontier = workers_[0]->height * workers_.size(),
                      .depth = workers_[0]->from.depth,
                      .settled = discoveries_.settled()});
    }

    const SearchOptions& options_;
    Limits& limits_;
    Discoveries<M>& discoveries_;
    Set set_;
    std::vector<std::unique_ptr<Worker>> workers_;
    using ReachedMaps = std::array<boost::unordered_flat_map<std::uint64_t, Reached>, 256>;
    std::unique_ptr<ReachedMaps> reached_ = std::make_unique<ReachedMaps>();
    std::atomic<std::int64_t> beyond_ = 0;  // states at the limit on depth, not expanded

    std::mutex mutex_;  // of what follows
    std::condition_variable wake_;
    std::vector<std::vector<Entry>> offered_;  // parts of stacks, for whoever is idle
    std::atomic<std::size_t> idle_ = 0;
    bool done_ = false;
    std::atomic<bool> left_open_ = false;  // all was settled before all was seen
    std::uint32_t since_look_ = 0;         // expansions of the first thread
    bool exhausted_ = false;
};

}  // namespace ordeal::checker
