// Breadth first, level by level: all states of one depth are expanded before any of the next, by as
// many threads as are asked for. So unique states, verdicts and the lengths of counterexamples do
// not depend on the threads: a level in which the last property is settled is finished, too.
//
// What was seen is shared. What a thread finds it keeps itself: the links, and the rows of the next
// level (with fingerprints, which cannot be turned back; exact, they are in the set). A level is
// worked through in chunks, each taken by whoever is free.
//
// Between two states the search can be put on disk and, from there, be continued: tasks_ is what is
// left of a level at any time that no thread works. A state of which some successors were offered
// when the search ended is expanded again, which adds none of them twice, and counts them once.
#pragma once

#include <array>
#include <memory>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

#include "checker/search/discoveries.hpp"
#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "checker/search/tally.hpp"
#include "checker/search/visited.hpp"
#include "checker/store/keeper.hpp"
#include "checker/store/rewalk.hpp"

namespace ordeal::checker {

template <Model M, typename Set>
class BreadthFirst {
  public:
    using State = typename M::State;

    BreadthFirst(const M& model, const SearchOptions& options, Limits& limits,
                 Discoveries<M>& discoveries)
        : options_(options),
          limits_(limits),
          discoveries_(discoveries),
          keeper_(options.checkpoint),
          threads_(std::clamp(options.threads, 1U, 255U)) {
        const auto& resume = options.checkpoint.resume;
        const std::size_t shards = resume ? resume->shards() : 0;
        for (std::size_t i = 0; i < std::max<std::size_t>(threads_, shards); ++i)
            workers_.push_back(
                std::make_unique<Worker>(model, limits, set_, static_cast<std::uint8_t>(i)));
    }

    void run() {
        const bool begun =
            options_.checkpoint.resume ? resume(*options_.checkpoint.resume) : begin();
        if (begun) search();
        if (keeper_.wanted() && !torn_) save();
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
    const Keeper& keeper() const { return keeper_; }

    Link link(StateNumber number) const { return workers_[number.shard]->links.get(number.place); }

  private:
    using Unit = typename Rows<M>::Unit;

    /// The rows of one level that a thread found, where the set does not keep them.
    struct LevelRows {
        Rows<M> rows;
        typename Rows<M>::Writer writer{rows};
    };
    struct Task {
        std::uint8_t worker = 0;  // who found them
        Chunk<Unit> chunk;
    };
    /// A state's successors, before they are offered.
    struct Expanded {
        std::pair<const Unit*, StateNumber> from;  // its row
        std::vector<Successor<M>> buffer;
        std::span<Successor<M>> successors;
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
        std::vector<Task> left;  // what it was stopped in
        std::array<Expanded, 8> group;
        Tally generated;
        Tally unique;
    };

    /// False: the initial states are more than the limit on states allows, or there are none.
    bool begin() {
        Worker& first = *workers_[0];
        const auto initial = first.expander.initial();
        first.generated.add(initial.size());
        for (const auto& state : initial)
            if (!offer(first, state, {0, Link::none})) return false;
        if (begin_level()) return true;
        exhausted_ = true;
        return false;
    }

    /// Requires: a level has begun.
    void search() {
        do {
            if (ends_here()) return;
            level_begun_ = true;
            work_through_level();
            if (limits_.stopped()) return;
        } while (begin_level());
        exhausted_ = true;
    }

    /// A level that was begun is finished, whatever has been settled in it.
    bool is_settled() const {
        return !level_begun_ && discoveries_.all_settled() && !options_.explore_all;
    }

    bool ends_here() {
        if (is_settled()) return true;
        if (!options_.max_depth || depth_ < *options_.max_depth) return false;
        limits_.stop("the limit on depth");
        return true;
    }

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
        if constexpr (!Set::exact) next_rows(worker, place).append(model, successor.state);
        worker.unique.add(1);
        discoveries_.look(model, successor.state, {worker.number, place});
        return true;
    }

    /// `number` is that of the row which is to be written.
    typename Rows<M>::Writer& next_rows(Worker& worker, std::uint32_t number) {
        if constexpr (Set::exact) {
            return worker.writer.rows;
        } else {
            if (!worker.next) {
                worker.next = std::make_unique<LevelRows>();
                worker.next->writer.count_from(number);
            }
            return worker.next->writer;
        }
    }

    /// A few states at a time: what the offers of their successors will touch comes from memory
    /// while the next ones are expanded. Until something ends the search; then what is left is
    /// noted.
    void expand(Worker& worker, const Task& task) {
        StateNumber number{task.worker, task.chunk.first_number};
        const Unit* place = task.chunk.begin;
        while (place != task.chunk.end) {
            std::size_t size = 0;
            for (; size < worker.group.size() && place != task.chunk.end && worker.pulse.beat();
                 ++size, ++number.place)
                place = expand_state(worker, worker.group[size], place, number);
            std::size_t done = 0;
            while (done < size && offer_all(worker, worker.group[done]))
                ++done;
            if (done == size && size > 0) continue;
            if (done < size) std::tie(place, number) = worker.group[done].from;
            worker.left.push_back({task.worker, {place, task.chunk.end, number.place}});
            break;
        }
        if (worker.number != 0) return;
        if (limits_.progress_due()) tell();
        if (keeper_.due()) pause_ = true;
    }

    /// Of the row at `place`. Returns where the next one is.
    const Unit* expand_state(Worker& worker, Expanded& expanded, const Unit* place,
                             StateNumber number) {
        const Unit* const next = Rows<M>::read(worker.expander.model(), place, worker.from);
        expanded.from = {place, number};
        expanded.successors = worker.expander.expand(worker.from, expanded.buffer);
        discoveries_.look_at_steps(worker.expander, worker.from, expanded.successors, number);
        for (const auto& successor : expanded.successors)
            set_.prefetch(successor.print);
        return next;
    }

    /// False: the limit on states.
    bool offer_all(Worker& worker, const Expanded& expanded) {
        for (const auto& successor : expanded.successors)
            if (!offer(worker, successor, expanded.from.second)) return false;
        worker.generated.add(expanded.successors.size());
        return true;
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
        level_begun_ = false;
        if (tasks_.empty()) return false;
        levels_.push_back(unique - unique_before_level_);
        unique_before_level_ = unique;
        ++depth_;
        tasks_of_level_ = tasks_.size();
        auto& begins = begins_.emplace_back();
        for (const auto& worker : workers_)
            begins.push_back(worker->links.size());
        return true;
    }

    std::vector<Chunk<Unit>> level_of(Worker& worker) {
        if constexpr (Set::exact)
            return worker.writer.rows.take();
        else
            return worker.level ? worker.level->writer.take() : std::vector<Chunk<Unit>>{};
    }

    void work_through_level() {
        for (;;) {
            work_on_tasks();
            gather_left();
            if (tasks_.empty() || limits_.stopped()) return;
            save();
            pause_ = false;
        }
    }

    void work_on_tasks() {
        const auto work = [this](Worker& worker) {
            for (std::size_t i = next_task_++; i < tasks_.size(); i = next_task_++) {
                if (limits_.stopped() || pause_.load(std::memory_order_relaxed)) {
                    worker.left.push_back(tasks_[i]);
                    return;
                }
                expand(worker, tasks_[i]);
                if (set_.full()) limits_.stop("no more states can be numbered");
            }
        };
        std::vector<std::jthread> helpers;
        constexpr std::size_t worth_a_thread = 1000;
        if (levels_.back() >= worth_a_thread)
            for (std::size_t i = 1; i < threads_; ++i)
                helpers.emplace_back([&work, &worker = *workers_[i]] { work(worker); });
        work(*workers_[0]);
    }

    /// What was not worked through becomes the tasks.
    void gather_left() {
        const std::size_t begun = std::min(next_task_.load(), tasks_.size());
        tasks_.erase(tasks_.begin(), tasks_.begin() + static_cast<std::ptrdiff_t>(begun));
        next_task_ = 0;
        for (auto& worker : workers_) {
            tasks_.insert(tasks_.end(), worker->left.begin(), worker->left.end());
            worker->left.clear();
        }
    }

    /// Requires: no thread works.
    void save() {
        const M& model = workers_[0]->expander.model();
        if (!complaint_of(model).empty()) return;
        Checkpoint out;
        out.configuration = configuration_of(options_);
        out.generated = generated();
        out.frontier_bytes = frontier_bytes_;
        out.seconds = limits_.seconds();
        out.exhausted = exhausted_;
        out.level_begun = level_begun_;
        for (const auto& worker : workers_)
            out.merged = merged_of(worker->expander.model());
        out.begins = begins_;
        for (const Task& task : tasks_)
            out.left.push_back({task.worker, task.chunk.first_number, rows_of(task.chunk)});
        for (std::uint32_t i = 0; i < discoveries_.properties().size(); ++i)
            if (const auto found = discoveries_.found(i))
                out.settled.push_back({i, found->state, found->action});
        std::vector<const Links*> links;
        for (const auto& worker : workers_) {
            links.push_back(&worker->links);
            out.sizes.push_back(worker->links.size());
        }
        keeper_.write(std::move(out), links);
    }

    std::uint32_t rows_of(const Chunk<Unit>& chunk) {
        std::uint32_t count = 0;
        for (const Unit* place = chunk.begin; place != chunk.end; ++count)
            place = Rows<M>::read(workers_[0]->expander.model(), place, workers_[0]->from);
        return count;
    }

    /// Puts the search where it was. False: it is over, or the checkpoint is not of this model.
    bool resume(const Checkpoint& checkpoint) {
        if (checkpoint.depth() == 0) return begin();
        std::vector<Links*> links;
        for (std::size_t i = 0; i < checkpoint.shards(); ++i)
            links.push_back(&workers_[i]->links);
        if (!checkpoint.read_links(links)) return misfits();
        limits_.count_seconds(checkpoint.seconds);
        for (const auto& settled : checkpoint.settled) {
            if (settled.property >= discoveries_.properties().size()) return misfits();
            discoveries_.restore(settled.property, {settled.state, settled.action});
        }
        frontier_bytes_ = checkpoint.frontier_bytes;
        exhausted_ = checkpoint.exhausted;
        level_begun_ = checkpoint.level_begun;
        const bool over = exhausted_ || is_settled();
        restore_levels(checkpoint);
        if (!over && !walk_again(checkpoint)) return misfits();
        if (over)
            for (std::size_t i = 0; i < checkpoint.shards(); ++i)
                workers_[i]->unique.add(checkpoint.sizes[i]);
        tasks_of_level_ = tasks_.size();
        workers_[0]->generated.add(checkpoint.generated);
        for (const auto& worker : workers_)
            set_merged(worker->expander.model(), checkpoint.merged);
        return !over;
    }

    /// Unless a limit has ended the walk.
    bool misfits() {
        torn_ = true;
        if (limits_.stopped()) return false;
        discoveries_.forget();
        limits_.stop(fmt::format("the checkpoint {} is not of this model: its states are not there",
                                 options_.checkpoint.resume->path));
        return false;
    }

    void restore_levels(const Checkpoint& checkpoint) {
        depth_ = checkpoint.depth();
        begins_ = checkpoint.begins;
        for (auto& begins : begins_) {
            const std::uint64_t seen = std::accumulate(begins.begin(), begins.end(), 0ULL);
            levels_.push_back(seen - std::exchange(unique_before_level_, seen));
            begins.resize(workers_.size());
        }
    }

    /// To all states. False: the model has no such step, or one leads to a state that was seen.
    bool walk_again(const Checkpoint& checkpoint) {
        std::vector<LevelIndex<M>> before;
        std::vector<std::uint32_t> from(checkpoint.shards());
        for (const auto& begins : checkpoint.begins) {
            if (!walk_level(before, from, begins)) return false;
            before.clear();
            for (std::size_t i = 0; i < checkpoint.shards(); ++i) {
                if constexpr (!Set::exact) workers_[i]->level = std::move(workers_[i]->next);
                before.emplace_back(level_of(*workers_[i]));
            }
            from = begins;
        }
        const M& model = workers_[0]->expander.model();
        for (const auto& [shard, first, count] : checkpoint.left) {
            if (shard >= before.size()) return false;
            for (const auto& chunk : before[shard].stretch(model, first, count))
                tasks_.push_back({shard, chunk});
        }
        return walk_level(before, from, checkpoint.sizes);
    }

    /// To the states of each shard between these numbers, by several threads.
    bool walk_level(const std::vector<LevelIndex<M>>& before,
                    const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to) {
        std::atomic<std::size_t> next = 0;
        std::atomic<bool> good = true;
        const auto work = [&] {
            for (std::size_t i = next++; i < from.size() && good; i = next++)
                if (!walk_shard(*workers_[i], before, from[i], to[i])) good = false;
        };
        {
            std::vector<std::jthread> helpers;
            for (std::size_t i = 1; i < std::min<std::size_t>(threads_, from.size()); ++i)
                helpers.emplace_back(work);
            work();
        }
        return good;
    }

    bool walk_shard(Worker& worker, const std::vector<LevelIndex<M>>& before, std::uint32_t from,
                    std::uint32_t to) {
        if (to > worker.links.size()) return false;
        const M& model = worker.expander.model();
        Rewalk<M> walk(model, before);
        std::array<Successor<M>, 16> batch;
        while (from < to) {
            const auto count = std::min<std::size_t>(batch.size(), to - from);
            for (std::uint32_t i = 0; i < count; ++i) {
                if (!walk.follow(worker.links.get(from + i), batch[i].state)) return false;
                batch[i].print = fingerprint(model, batch[i].state);
                set_.prefetch(batch[i].print);
            }
            for (std::size_t i = 0; i < count; ++i)
                if (!offer_again(worker, batch[i], from++)) return false;
            if (!worker.pulse.beat()) return false;
        }
        return true;
    }

    /// False: it was seen, or is one more than the limit on states allows.
    bool offer_again(Worker& worker, const Successor<M>& found, std::uint32_t number) {
        const M& model = worker.expander.model();
        std::unique_lock<SpinLock> lock;
        if (workers_.size() > 1) lock = set_.lock(found.print);
        const auto offered = set_.offer(model, found.state, found.print, worker.writer,
                                        [this] { return limits_.admit_state(); });
        if (!offered.added) return false;
        if constexpr (!Set::exact) next_rows(worker, number).append(model, found.state);
        worker.unique.add(1);
        return true;
    }

    void tell() {
        const std::size_t left = tasks_.size() - std::min(next_task_.load(), tasks_.size());
        const std::uint64_t unique = this->unique();
        const std::uint64_t here =
            levels_.back() * left / std::max<std::size_t>(tasks_of_level_, 1);
        Progress progress{.generated = generated(), .unique = unique, .depth = depth_};
        progress.frontier = here + (unique - unique_before_level_);
        progress.remaining = estimate_remaining(levels_);
        if (progress.remaining)
            *progress.remaining -= std::min(*progress.remaining, unique - unique_before_level_);
        progress.settled = discoveries_.settled();
        limits_.tell(progress);
    }

    const SearchOptions& options_;
    Limits& limits_;
    Discoveries<M>& discoveries_;
    Keeper keeper_;
    std::size_t threads_;
    Set set_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<Task> tasks_;
    std::size_t tasks_of_level_ = 0;  // when it began
    std::atomic<std::size_t> next_task_ = 0;
    std::atomic<bool> pause_ = false;    // for a checkpoint
    std::vector<std::uint64_t> levels_;  // how many states each had
    std::uint64_t unique_before_level_ = 0;
    std::uint32_t depth_ = 0;
    std::vector<std::vector<std::uint32_t>> begins_;  // as Checkpoint::begins
    std::size_t frontier_bytes_ = 0;
    bool level_begun_ = false;  // being expanded
    bool exhausted_ = false;
    bool torn_ = false;  // not all of the checkpoint was restored
};

}  // namespace ordeal::checker
