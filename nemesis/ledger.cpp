#include "nemesis/ledger.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace ordeal::nemesis {

Ledger::Ledger(Target& target, const core::Clock& clock, LedgerCallbacks callbacks)
    : target_(target), clock_(clock), callbacks_(std::move(callbacks)) {}

Ledger::~Ledger() {
    heal_all();
}

core::Result<void> Ledger::begin(FaultId id, const Fault& fault, core::Nanoseconds asked) {
    const std::scoped_lock turn(turn_);
    return begin_in_turn({.id = id, .fault = fault, .asked = asked}, nullptr);
}

core::Result<void> Ledger::begin(FaultId id, const FaultOnRole& fault, core::Nanoseconds asked) {
    const std::scoped_lock turn(turn_);
    return begin_in_turn({.id = id, .fault = fault.unresolved, .asked = asked}, &fault);
}

core::Result<void> Ledger::begin_in_turn(FaultRecord record, const FaultOnRole* on_role) {
    if (healed_)
        return core::fail("{}: everything is healed, nothing may begin", to_text(record.fault));
    CHECK(std::ranges::count(records_, record.id, &FaultRecord::id) == 0, "fault {} began before",
          record.id);
    core::Result<void> resolved;
    if (on_role != nullptr) resolved = resolve(record, *on_role);
    auto evidence = resolved ? target_.begin(record.id, record.fault)
                             : core::Result<Evidence>(tl::unexpected(resolved.error()));
    const core::Nanoseconds time = clock_.now();
    const std::string text =
        resolved ? to_text(record.fault)
                 : fmt::format("{} of the {}", kind(record.fault), record.role->name);
    if (evidence) {
        record.began = time;
        record.at_begin = std::move(*evidence);
    } else {
        record.errors.push_back(evidence.error().message);
    }
    tell(write_down(std::move(record)), Phase::begin, time);
    if (!evidence) return core::fail("{}: {}", text, evidence.error().message);
    return {};
}

/// Makes the record's fault one on those who hold the role.
core::Result<void> Ledger::resolve(FaultRecord& record, const FaultOnRole& on_role) {
    record.role = AskedRole{on_role.role, {}, core::Value::object({})};
    auto holders = target_.holders_of(on_role.role);
    if (!holders) return tl::unexpected(holders.error());
    record.role->holders = holders->nodes;
    record.role->answers = std::move(holders->answers);
    auto fault = on_role.on(holders->nodes);
    if (!fault) return tl::unexpected(fault.error());
    record.fault = *std::move(fault);
    return {};
}

core::Result<void> Ledger::end(FaultId id, core::Nanoseconds due) {
    const std::scoped_lock turn(turn_);
    const auto found =
        std::ranges::find(active_, id, [&](std::size_t i) { return records_[i].id; });
    if (found == active_.end()) return {};
    return end_active(*found, due);
}

std::vector<core::Error> Ledger::heal_all() {
    healed_ = true;  // first, so that whoever waits for a turn begins nothing
    const std::scoped_lock turn(turn_);
    std::vector<core::Error> errors;
    const std::vector<std::size_t> still_active = active_;
    for (auto record = still_active.rbegin(); record != still_active.rend(); ++record)
        if (auto ended = end_active(*record, std::nullopt); !ended)
            errors.push_back(std::move(ended.error()));
    const std::scoped_lock books(books_);
    active_.clear();
    return errors;
}

core::Result<void> Ledger::end_active(std::size_t position, std::optional<core::Nanoseconds> due) {
    const FaultId id = records_[position].id;
    const Fault& fault = records_[position].fault;
    auto evidence = target_.end(id, fault);
    const core::Nanoseconds time = clock_.now();
    {
        const std::scoped_lock books(books_);
        FaultRecord& record = records_[position];
        if (due) record.due = due;
        if (evidence) {
            record.ended = time;
            record.at_end = std::move(*evidence);
            std::erase(active_, position);
        } else {
            record.errors.push_back(evidence.error().message);
        }
    }
    tell(position, Phase::end, time);
    if (!evidence) return core::fail("{}: {}", end_kind(fault), evidence.error().message);
    return {};
}

std::size_t Ledger::write_down(FaultRecord record) {
    const std::scoped_lock books(books_);
    if (record.began) active_.push_back(records_.size());
    records_.push_back(std::move(record));
    return records_.size() - 1;
}

void Ledger::tell(std::size_t record, Phase phase, core::Nanoseconds time) const {
    if (callbacks_.sink) callbacks_.sink(to_value(records_[record], phase));
    if (callbacks_.observer) callbacks_.observer(to_event(records_[record], phase, time));
}

std::vector<FaultRecord> Ledger::records() const {
    const std::scoped_lock books(books_);
    return records_;
}

std::size_t Ledger::active() const {
    const std::scoped_lock books(books_);
    return active_.size();
}

}  // namespace ordeal::nemesis
