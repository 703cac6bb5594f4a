#include "harness/show/faults.hpp"

#include <fstream>
#include <map>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "harness/report/faults_around.hpp"
#include "harness/show/evidence.hpp"
#include "harness/show/parts.hpp"
#include "harness/show/text.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Result;
using core::Value;

namespace {

/// "from 1.012 s to 3.000 s (1.99 s)", or that it never took hold.
std::string times_of(const Value& fault) {
    const auto began = moment_of(fault, "began");
    const auto ended = moment_of(fault, "ended");
    if (!began) return "asked for, and never took hold";
    if (!ended) return fmt::format("from {}, never ended", core::in_seconds(*began));
    return fmt::format("from {} to {} ({})", core::in_seconds(*began), core::in_seconds(*ended),
                       as_duration(*ended - *began));
}

std::string lines_of(const Value& fault) {
    const Value* bit = fault.find("bit");
    const auto spans = fault_spans(Value::list({fault}));
    const std::string name =
        spans.empty() ? core::string_at(fault, "fault").value_or("fault") : spans.front().name;
    std::string out =
        fmt::format("#{} {}: {}{}\n", core::int_at(fault, "id").value_or(0), printable(name, 200),
                    times_of(fault), bit && *bit == Value(true) ? "" : ", touched nothing");
    for (const std::string& line : evidence_lines(fault))
        out += "    " + line + "\n";
    return out;
}

bool within(const Value& fault, const TimeFilter& time) {
    const auto began = moment_of(fault, "began");
    if (!began) return !time.from && !time.to;
    return time.meets(*began, moment_of(fault, "ended").value_or(Nanoseconds::max()));
}

}  // namespace

Result<Value> read_faults(const std::filesystem::path& run) {
    const std::string path = (run / "faults.jsonl").string();
    std::ifstream file(path);
    if (!file) return core::fail("cannot read {}: {}", path, core::errno_text());
    std::map<std::int64_t, Value> by_id;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.empty()) continue;
        auto fault = core::parse_json(line);
        if (!fault) return core::fail("{}:{}: {}", path, number, fault.error().message);
        const auto id = core::int_at(*fault, "id");
        if (!id) return core::fail("{}:{}: {}", path, number, id.error().message);
        by_id.insert_or_assign(*id, std::move(*fault));
    }
    Value list{Value::List{}};
    for (auto& [id, fault] : by_id)
        list.push(std::move(fault));
    return list;
}

Result<void> show_faults(const PartRequest& request) {
    const auto faults = read_faults(request.run);
    if (!faults) return tl::unexpected(faults.error());
    Value shown{Value::List{}};
    for (const Value& fault : faults->as_list())
        if (within(fault, request.options.filter.time)) shown.push(fault);
    if (request.options.json) {
        request.sink(core::to_json(shown));
        return {};
    }
    for (const Value& fault : shown.as_list())
        request.sink(lines_of(fault));
    if (shown.as_list().empty()) request.sink("no faults\n");
    return {};
}

}  // namespace ordeal::harness
