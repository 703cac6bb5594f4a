#include "linearizability/incremental.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "core/hash.hpp"
#include "linearizability/models.hpp"
#include "linearizability/specifications/interner.hpp"
#include "linearizability/specifications/rows.hpp"

namespace ordeal::linearizability {

namespace {

/// An operation under way, by numbers: the process's, the key's, and that of what it asks.
struct UnderWay {
    std::uint32_t process = 0;
    std::uint32_t key = 0;
    std::uint32_t asked = 0;
    friend auto operator<=>(const UnderWay&, const UnderWay&) = default;
};

/// What is the case for one key: a number for what its tracker saved.
struct OfKey {
    std::uint32_t key = 0;
    std::uint32_t saved = 0;
};

/// Both in order; keys that are as they were at the start are left out.
struct Situation {
    std::vector<UnderWay> under_way;
    std::vector<OfKey> keys;
};

std::vector<std::uint32_t> to_row(const Situation& situation) {
    std::vector<std::uint32_t> row{static_cast<std::uint32_t>(situation.under_way.size())};
    for (const UnderWay& one : situation.under_way)
        row.insert(row.end(), {one.process, one.key, one.asked});
    for (const OfKey& one : situation.keys)
        row.insert(row.end(), {one.key, one.saved});
    return row;
}

Situation from_row(Rows::Row row) {
    Situation situation;
    std::size_t at = 1;
    for (std::uint32_t i = 0; i < row[0]; ++i, at += 3)
        situation.under_way.push_back({row[at], row[at + 1], row[at + 2]});
    for (; at < row.size(); at += 2)
        situation.keys.push_back({row[at], row[at + 1]});
    return situation;
}

}  // namespace

class IncrementalTables {
  public:
    static constexpr std::uint32_t illegal = 0;
    static constexpr std::uint32_t start = 1;

    IncrementalTables(const Model& model, const JudgeOptions& options, std::uint64_t most_steps)
        : model_(model),
          most_steps_(most_steps),
          tracker_(model.track(options.initial, options.failed_cas, SIZE_MAX)) {
        saved_.intern(tracker_->save());
        situations_.intern({});  // no situation: the number of all that are illegal
        situations_.intern(to_row({}));
    }

    core::Result<std::uint32_t> invoke(std::uint32_t number, std::int64_t process,
                                       core::Operation operation) {
        if (auto checked = check_operation(model_, operation); !checked)
            return tl::unexpected(checked.error());
        if (number == illegal) return number;
        const std::uint32_t slot = processes_.intern(process);
        if (slot >= Tracker::most_slots)
            return core::fail("process {}: there are more than {}", process, Tracker::most_slots);
        if (find(situations_.row(number), slot))
            return core::fail("process {} invokes {} while another operation is under way", process,
                              operation.f);
        const UnderWay one{slot, key_number(operation.key), asked_number(operation)};
        const std::uint64_t step = step_of(number, {0, slot, one.key, one.asked});
        const auto [place, fresh] = known_.try_emplace(step);
        if (fresh) place->second = invoke(from_row(situations_.row(number)), one);
        return place->second;
    }

    core::Result<std::uint32_t> complete(std::uint32_t number, std::int64_t process,
                                         core::EventType type, const core::Value& result) {
        if (number == illegal) return number;
        const std::uint32_t slot = processes_.intern(process);
        const auto one = find(situations_.row(number), slot);
        if (!one) return core::fail("process {} completes what it did not invoke", process);
        const std::uint32_t answer = values_.intern(result);
        const auto kind = static_cast<std::uint32_t>(type);
        const std::uint64_t step = step_of(number, {1, slot, kind, answer});
        if (const auto found = known_.find(step); found != known_.end()) return found->second;
        core::Operation operation = asked_[one->asked];
        operation.outcome = type;
        if (type == core::EventType::ok) operation.result = result;
        const auto after = complete(from_row(situations_.row(number)), *one, operation);
        if (after) known_[step] = *after;
        return after;
    }

    std::size_t situations() const { return situations_.size(); }

  private:
    std::uint32_t invoke(Situation situation, const UnderWay& one) {
        load(situation, one.key);
        tracker_->invoke(one.process, asked_[one.asked]);
        save(situation, one.key);
        auto& all = situation.under_way;
        all.insert(std::ranges::lower_bound(all, one), one);
        return situations_.intern(to_row(situation));
    }

    core::Result<std::uint32_t> complete(Situation situation, const UnderWay& one,
                                         const core::Operation& operation) {
        if (auto checked = check_operation(model_, operation); !checked)
            return tl::unexpected(checked.error());
        load(situation, one.key);
        Limits limits = Limits().with_steps(most_steps_);
        const auto step = tracker_->complete(one.process, operation, limits);
        if (!step) return tl::unexpected(step.error());
        if (*step == Tracker::Step::stopped) return core::fail("{}", limits.reason());
        if (*step == Tracker::Step::illegal) return illegal;
        save(situation, one.key);
        std::erase(situation.under_way, one);
        return situations_.intern(to_row(situation));
    }

    static std::optional<UnderWay> find(Rows::Row row, std::uint32_t process) {
        for (const UnderWay& one : from_row(row).under_way)
            if (one.process == process) return one;
        return std::nullopt;
    }

    void load(const Situation& situation, std::uint32_t key) {
        const auto place = std::ranges::lower_bound(situation.keys, key, {}, &OfKey::key);
        const bool touched = place != situation.keys.end() && place->key == key;
        tracker_->load(saved_.row(touched ? place->saved : untouched));
    }

    void save(Situation& situation, std::uint32_t key) {
        const std::uint32_t number = saved_.intern(tracker_->save());
        auto place = std::ranges::lower_bound(situation.keys, key, {}, &OfKey::key);
        if (place != situation.keys.end() && place->key == key)
            place->saved = number;
        else
            place = situation.keys.insert(place, {key, number});
        if (number == untouched) situation.keys.erase(place);
    }

    std::uint32_t key_number(const std::optional<core::Value>& key) {
        return values_.intern(key ? core::Value::list({*key}) : core::Value());
    }
    std::uint32_t asked_number(const core::Operation& operation) {
        const std::uint32_t number =
            asked_values_.intern(core::Value::list({operation.f, operation.argument}));
        if (number == asked_.size()) asked_.push_back(operation);
        return number;
    }
    std::uint64_t step_of(std::uint32_t number, const std::array<std::uint32_t, 4>& event) {
        return std::uint64_t{number} << 32 | events_.intern(event);
    }

    static constexpr std::uint32_t untouched = 0;

    const Model& model_;
    std::uint64_t most_steps_;
    std::unique_ptr<Tracker> tracker_;
    Interner processes_;  // their numbers are slots, so that it does not matter who came first
    Interner values_;     // answers; and keys, as lists of one, or null for no key
    Interner asked_values_;
    std::vector<core::Operation> asked_;
    Rows saved_;
    Rows situations_;
    Rows events_;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> known_;  // what comes of each step
};

core::Result<Incremental> Incremental::start(const JudgeOptions& options,
                                             std::uint64_t most_steps) {
    const auto model = known_model(options.model);
    if (!model) return tl::unexpected(model.error());
    return Incremental(std::make_shared<IncrementalTables>(**model, options, most_steps),
                       IncrementalTables::start);
}

core::Result<void> Incremental::invoke(std::int64_t process, const std::string& f,
                                       const core::Value& argument,
                                       const std::optional<core::Value>& key) {
    core::Operation operation;
    operation.f = f;
    operation.argument = argument;
    operation.key = key;
    const auto number = tables_->invoke(number_, process, std::move(operation));
    if (!number) return tl::unexpected(number.error());
    number_ = *number;
    return {};
}

core::Result<void> Incremental::complete(std::int64_t process, core::EventType type,
                                         const core::Value& result) {
    const auto number = tables_->complete(number_, process, type, result);
    if (!number) return tl::unexpected(number.error());
    number_ = *number;
    return {};
}

std::uint64_t Incremental::hash() const {
    return core::hash_number(number_);
}

std::size_t Incremental::situations() const {
    return tables_->situations();
}

}  // namespace ordeal::linearizability
