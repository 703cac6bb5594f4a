// What happened around a moment of a run: operations, faults, messages and the nodes' lines on one
// axis of time.
#include <algorithm>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/report/faults_around.hpp"
#include "harness/report/messages.hpp"
#include "harness/show/faults.hpp"
#include "harness/show/log_lines.hpp"
#include "harness/show/operations_of.hpp"
#include "harness/show/parts.hpp"
#include "harness/show/text.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Operation;
using core::Result;
using core::Value;

namespace {

struct Row {
    Nanoseconds time{0};
    std::string kind;  // "operation", "fault", "message", "log"
    std::string who;
    std::string what;
};

/// What is within a stretch of time, from all that a run's directory tells.
class Gathering {
  public:
    Gathering(const PartRequest& request, Nanoseconds from, Nanoseconds to)
        : request_(request), from_(from), to_(to) {}

    Result<void> gather() {
        if (auto read = operations(); !read) return read;
        if (auto read = faults(); !read) return read;
        for (const SentMessage& message :
             read_messages(request_.run, zero_of(request_.run, "steady")))
            add_message(message);
        return lines();
    }

    std::vector<Row> rows() && {
        std::ranges::stable_sort(rows_, {}, &Row::time);
        return std::move(rows_);
    }
    const std::string& in_force() const { return in_force_; }

  private:
    void add(Nanoseconds time, std::string kind, std::string who, std::string what) {
        if (time >= from_ && time <= to_)
            rows_.push_back({time, std::move(kind), std::move(who), std::move(what)});
    }

    Result<void> operations() {
        OperationFilter filter = request_.options.filter;
        filter.time = {from_, to_};
        OperationVisitor visitor;
        visitor.wanted = [filter](const Operation& operation) { return filter.fits(operation); };
        visitor.take = [this](const Operation& operation) {
            add_operation(operation);
            return true;
        };
        return visit_operations(request_.run / "history.jsonl", visitor);
    }

    void add_operation(const Operation& operation) {
        const std::string process = fmt::format("process {}", operation.process);
        Operation invoked = operation;
        invoked.outcome = core::EventType::info;
        invoked.error.reset();
        add(operation.invoke_time, "operation", process,
            fmt::format("invokes {} (operation {})", deed_of(invoked), operation.id));
        if (!operation.complete_time) return;
        add(*operation.complete_time, "operation", process,
            fmt::format("{} {} (operation {}, after {})", to_text(operation.outcome),
                        deed_of(operation), operation.id,
                        as_duration(*operation.complete_time - operation.invoke_time)));
    }

    Result<void> faults() {
        std::error_code ignored;
        const bool kept = std::filesystem::exists(request_.run / "faults.jsonl", ignored);
        const Result<Value> list = kept ? read_faults(request_.run) : Value(Value::List{});
        if (!list) return tl::unexpected(list.error());
        const auto spans = fault_spans(*list);
        in_force_ = faults_around(spans, from_, to_);
        for (const FaultSpan& span : spans) {
            add(span.began, "fault", "nemesis", printable(span.name, 200) + " has taken hold");
            if (span.ended)
                add(*span.ended, "fault", "nemesis", printable(span.name, 200) + " is over");
        }
        return {};
    }

    void add_message(const SentMessage& message) {
        const std::string body = printable(message.body, 120);
        add(message.sent, "message", printable(message.src),
            message.arrived ? fmt::format("sends to {}: {}", printable(message.dest), body)
                            : fmt::format("sends to {} in vain ({}): {}", printable(message.dest),
                                          printable(message.fate), body));
        if (message.arrived)
            add(*message.arrived, "message", printable(message.dest),
                fmt::format("gets from {} after {}: {}", printable(message.src),
                            as_duration(*message.arrived - message.sent), body));
    }

    Result<void> lines() {
        const auto zero = zero_of(request_.run, "wall");
        if (!zero) return {};
        return for_each_log_line(
            request_.run, nodes_with_output(request_.run), zero, [this](const NodeLine& line) {
                if (line.time)
                    add(*line.time, "log", printable(line.node), printable(line.text, 200));
            });
    }

    const PartRequest& request_;
    Nanoseconds from_;
    Nanoseconds to_;
    std::vector<Row> rows_;
    std::string in_force_;
};

/// Those nearest to the moment, in order; how many are not among them.
std::size_t keep_nearest(std::vector<Row>& rows, Nanoseconds moment, std::size_t limit) {
    if (limit == 0 || rows.size() <= limit) return 0;
    const std::size_t more = rows.size() - limit;
    std::ranges::stable_sort(rows, {}, [moment](const Row& row) {
        return row.time < moment ? moment - row.time : row.time - moment;
    });
    rows.resize(limit);
    std::ranges::stable_sort(rows, {}, &Row::time);
    return more;
}

Value to_value(const std::vector<Row>& rows) {
    Value list{Value::List{}};
    for (const Row& row : rows)
        list.push(Value::object({{"time", row.time.count()},
                                 {"kind", row.kind},
                                 {"who", row.who},
                                 {"what", row.what}}));
    return list;
}

std::string table(const std::vector<Row>& rows, Nanoseconds moment) {
    std::string text;
    bool before = true;
    for (const Row& row : rows) {
        if (before && row.time > moment) {
            text += fmt::format("{:->14}\n", "");
            before = false;
        }
        text += fmt::format("{:>12.6f} s  {:<10} {:<12} {}\n",
                            std::chrono::duration<double>(row.time).count(), row.kind, row.who,
                            row.what);
    }
    return text;
}

}  // namespace

Result<void> show_around(const PartRequest& request) {
    const auto moment = parse_moment(request.argument);
    if (!moment) return tl::unexpected(moment.error());
    const Nanoseconds from = *moment - request.options.within;
    const Nanoseconds to = *moment + request.options.within;
    Gathering gathering(request, from, to);
    if (auto gathered = gathering.gather(); !gathered) return gathered;
    const std::string in_force = gathering.in_force();
    std::vector<Row> rows = std::move(gathering).rows();
    const std::size_t more = keep_nearest(rows, *moment, request.options.limit);
    if (request.options.json) {
        request.sink(core::to_json(Value::object({{"time", moment->count()},
                                                  {"from", from.count()},
                                                  {"to", to.count()},
                                                  {"faults", in_force},
                                                  {"rows", to_value(rows)},
                                                  {"left_out", more}})));
        return {};
    }
    request.sink(fmt::format("around {}, from {} to {}\n{}\n\n", core::in_seconds(*moment),
                             core::in_seconds(from), core::in_seconds(to), printable(in_force)));
    request.sink(rows.empty() ? "nothing; --within 1s looks further\n" : table(rows, *moment));
    request.sink(left_out(more));
    return {};
}

}  // namespace ordeal::harness
