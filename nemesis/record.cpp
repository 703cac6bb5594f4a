#include "nemesis/record.hpp"

#include <algorithm>
#include <iterator>

namespace ordeal::nemesis {

namespace {

void set_time(core::Value& line, std::string_view name, std::optional<core::Nanoseconds> time) {
    if (time) line.set(name, time->count());
}

core::Value to_value(const AskedRole& role) {
    const core::Value holders(core::Value::List(role.holders.begin(), role.holders.end()));
    return core::Value::object(
        {{"name", role.name}, {"holders", holders}, {"answers", role.answers}});
}

bool succeeded(const FaultRecord& record, Phase phase) {
    return phase == Phase::begin ? record.began.has_value() : record.ended.has_value();
}

}  // namespace

core::Value to_value(const FaultRecord& record, Phase phase) {
    const bool ends = phase == Phase::end;
    core::Value line = core::Value::object(
        {{"phase", to_text(phase)}, {"id", record.id}, {"fault", kind(record.fault)}});
    if (const auto* partition = std::get_if<Partition>(&record.fault))
        line.set("shape", partition->shape);
    line.set("value", to_value(record.fault));
    if (record.role) line.set("role", to_value(*record.role));
    line.set("asked", record.asked.count());
    set_time(line, "began", record.began);
    if (ends) set_time(line, "due", record.due);
    if (ends) set_time(line, "ended", record.ended);
    line.set("bit", record.bit());
    core::Value evidence = core::Value::object({{"begin", record.at_begin.details}});
    if (ends) evidence.set("end", record.at_end.details);
    line.set("evidence", std::move(evidence));
    if (!record.errors.empty())
        line.set("errors", core::Value::List(record.errors.begin(), record.errors.end()));
    return line;
}

core::Event to_event(const FaultRecord& record, Phase phase, core::Nanoseconds time) {
    core::Event event;
    event.time = time;
    event.process = core::Process::nemesis();
    event.type = core::EventType::info;
    event.f = phase == Phase::begin ? kind(record.fault) : end_kind(record.fault);
    event.value = to_value(record.fault);
    if (!succeeded(record, phase) && !record.errors.empty()) event.error = record.errors.back();
    event.extra.push_back({"fault", record.id});
    if (record.role) {
        event.extra.push_back({"role", record.role->name});
        event.extra.push_back({"holders", to_value(*record.role).find("holders")->as_list()});
    }
    return event;
}

std::vector<FaultRecord> toothless(const std::vector<FaultRecord>& records) {
    std::vector<FaultRecord> result;
    std::ranges::copy_if(records, std::back_inserter(result), [](const FaultRecord& record) {
        return record.began && record.ended && !record.bit();
    });
    return result;
}

}  // namespace ordeal::nemesis
