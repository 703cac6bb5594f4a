// The template behind tracker.hpp, for the file of each specification to instantiate.
#pragma once

#include <algorithm>
#include <utility>

#include "linearizability/search/online.hpp"
#include "linearizability/tracker.hpp"

namespace ordeal::linearizability {

template <OnlineSpecification S>
class TrackerOf final : public Tracker {
  public:
    TrackerOf(const core::Value& initial, FailedCas failed_cas, std::size_t widest)
        : initial_(initial), failed_cas_(failed_cas), widest_(widest), tables_(make_tables()) {
        frontier_ = tables_->search.start();
    }

    void invoke(std::uint32_t slot, const core::Operation& operation) override {
        const bool known = operation.outcome != core::EventType::info;
        const std::size_t due = known ? *operation.completed : not_known;
        tables_->search.invoke(frontier_, slot, tables_->search.kind(operation), due);
    }

    core::Result<Step> complete(std::uint32_t slot, const core::Operation& operation,
                                Limits& limits) override {
        Search& search = tables_->search;
        if (operation.outcome == core::EventType::info) {
            search.crash(frontier_, slot);
            return Step::explained;
        }
        if (!search.fits(frontier_, slot, operation))
            return core::fail("what {} was told does not fit what it asked", operation.f);
        if (search.complete(frontier_, slot, operation, limits)) return Step::explained;
        return search.stopped() ? Step::stopped : Step::illegal;
    }

    std::vector<std::uint32_t> save() const override {
        std::vector<std::uint32_t> out;
        append(out, frontier_.taken);
        frontier_.taken.for_each([&](std::uint32_t slot) { out.push_back(frontier_.kinds[slot]); });
        std::vector<std::vector<std::uint32_t>> configs;
        for (const auto& config : frontier_.configs) {
            auto& saved = configs.emplace_back();
            saved = {config.state, config.left, config.memory};
            append(saved, config.done);
            append(saved, config.absorbable);
        }
        std::sort(configs.begin(), configs.end());
        for (const auto& saved : configs)
            out.insert(out.end(), saved.begin(), saved.end());
        return out;
    }

    void load(std::span<const std::uint32_t> saved) override {
        const std::uint32_t* at = saved.data();
        take(at, frontier_.taken);
        frontier_.kinds.resize(Search::Set::capacity);
        frontier_.due.assign(Search::Set::capacity, not_known);
        frontier_.taken.for_each([&](std::uint32_t slot) { frontier_.kinds[slot] = *at++; });
        frontier_.configs.clear();
        while (at != saved.data() + saved.size()) {
            auto& config = frontier_.configs.emplace_back();
            config.state = *at++;
            config.left = *at++;
            config.memory = *at++;
            take(at, config.done);
            take(at, config.absorbable);
        }
    }

    void forget() override {
        auto fresh = make_tables();
        frontier_ = fresh->search.adopt(tables_->search, frontier_);
        explored_before_ += tables_->search.explored();
        tables_ = std::move(fresh);
    }

    bool complete() const override { return frontier_.complete; }
    std::optional<core::Value> fresh_start() const override {
        const auto state = tables_->search.only_state(frontier_);
        return state ? tables_->spec.as_initial(*state) : std::nullopt;
    }

    std::vector<std::string> possible() const override { return tables_->search.possible(); }
    std::size_t configurations() const override { return frontier_.configs.size(); }
    std::uint64_t explored() const override {
        return explored_before_ + tables_->search.explored();
    }
    std::size_t bytes() const override {
        return tables_->search.bytes() +
               frontier_.configs.capacity() * sizeof(typename Search::Config);
    }

  private:
    static constexpr std::size_t words = most_slots / 64;
    using Search = OnlineSearch<S, words>;

    /// A search refers to its specification's object, so they stay where they are.
    struct Tables {
        Tables(const core::Value& initial, FailedCas failed_cas, std::size_t widest)
            : spec(initial, failed_cas), search(spec, widest) {}
        S spec;
        Search search;
    };

    std::unique_ptr<Tables> make_tables() const {
        return std::make_unique<Tables>(initial_, failed_cas_, widest_);
    }

    /// As the number of words up to the last that is not empty, and those.
    static void append(std::vector<std::uint32_t>& out, const typename Search::Set& set) {
        std::size_t count = words;
        while (count > 0 && set.words[count - 1] == 0)
            --count;
        out.push_back(static_cast<std::uint32_t>(count));
        for (std::size_t i = 0; i < count; ++i) {
            out.push_back(static_cast<std::uint32_t>(set.words[i]));
            out.push_back(static_cast<std::uint32_t>(set.words[i] >> 32));
        }
    }
    static void take(const std::uint32_t*& at, typename Search::Set& set) {
        set = {};
        const std::uint32_t count = *at++;
        for (std::uint32_t i = 0; i < count; ++i, at += 2)
            set.words[i] = std::uint64_t{at[1]} << 32 | at[0];
    }

    core::Value initial_;
    FailedCas failed_cas_;
    std::size_t widest_;
    std::unique_ptr<Tables> tables_;
    typename Search::Frontier frontier_;
    std::uint64_t explored_before_ = 0;
};

template <typename S>
std::unique_ptr<Tracker> make_tracker(const core::Value& initial, FailedCas failed_cas,
                                      std::size_t widest) {
    return std::make_unique<TrackerOf<S>>(initial, failed_cas, widest);
}

}  // namespace ordeal::linearizability
