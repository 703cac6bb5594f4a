#include "harness/checks/kafka.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/text/words.hpp"
#include "harness/checks/kafka_log.hpp"
#include "harness/checks/kafka_steps.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Operation;
using core::Value;
using core::Verdict;

namespace {

void find_duplicates(const std::string& key, const KafkaLog& log, Findings& found) {
    std::map<std::int64_t, const Value*> twice;  // by the first of their offsets
    for (const auto& [value, seen] : log.values)
        if (seen.offsets.size() > 1) twice[seen.offsets.begin()->first] = &value;
    for (const auto& [offset, value] : twice) {
        const auto first = log.values.at(*value).offsets.begin();
        const auto second = std::next(first);
        found.add("duplicated", *second->second, [&, &value = value] {
            return Evidence{
                .explanation = fmt::format(
                    "{} of {} was seen at offset {} by {} and at offset {} by {}", told(*value),
                    key, first->first, told(*first->second), second->first, told(*second->second)),
                .remark = fmt::format("{} lies at offset {}", told(*value), first->first),
                .broken = second->second,
                .with = {first->second}};
        });
    }
}

std::int64_t offset_of(const KafkaLog& log, const Operation& send) {
    return *log.values.at(send.argument.as_list()[1]).acknowledged_at;
}

void find_reordered(const std::string& key, const KafkaLog& log, Findings& found) {
    Operations ended = log.acknowledged;
    std::ranges::sort(ended, {}, [](const Operation* send) { return *send->completed; });
    auto next = ended.begin();
    const Operation* greatest = nullptr;
    for (const Operation* send : log.acknowledged) {
        for (; next != ended.end() && *(*next)->completed < send->invoked; ++next)
            if (greatest == nullptr || offset_of(log, **next) > offset_of(log, *greatest))
                greatest = *next;
        if (greatest == nullptr || offset_of(log, *send) > offset_of(log, *greatest)) continue;
        found.add("reordered", *send, [&] {
            const std::int64_t before = offset_of(log, *greatest);
            return Evidence{.explanation = fmt::format(
                                "{} was put at offset {} of {}, after {} had got offset {}",
                                told(*send), offset_of(log, *send), key, told(*greatest), before),
                            .remark = fmt::format("only more than {} was possible", before),
                            .broken = send,
                            .with = {greatest}};
        });
    }
}

/// Follows each process through its polls.
class Readers {
  public:
    Readers(const KafkaLogs& logs, Findings& found) : logs_(logs), found_(found) {}

    void see(const Operation& operation) {
        if (!is_ok(operation)) return;
        Reader& reader = readers_[operation.process];
        if (operation.f == "assign") {
            reader = {};
            if (operation.argument.is_list())
                for (const Value& key : operation.argument.as_list())
                    if (key.is_string()) reader.assigned.insert(key.as_string());
        } else if (operation.f == "poll") {
            poll(operation, reader);
        }
    }

    /// The last poll that found nothing more of the key, by those who had it assigned.
    const Operation* caught_up(const std::string& key) const {
        const Operation* latest = nullptr;
        for (const auto& [process, reader] : readers_) {
            if (!reader.last_poll || !reader.assigned.contains(key)) continue;
            const Value* messages = reader.last_poll->result.find(key);
            const bool nothing =
                messages == nullptr || (messages->is_list() && messages->as_list().empty());
            if (nothing && (!latest || reader.last_poll->invoked > latest->invoked))
                latest = reader.last_poll;
        }
        return latest;
    }

  private:
    struct Reader {
        std::set<std::string> assigned;
        std::map<std::string, std::int64_t> position;  // the last offset of each key
        const Operation* last_poll = nullptr;
    };

    void poll(const Operation& poll, Reader& reader) {
        const auto messages = polled_messages(poll.result);
        if (!messages) return;
        const Operation* const before = std::exchange(reader.last_poll, &poll);
        for (const auto& [key, list] : *messages)
            for (const KafkaMessage& message : list) {
                const auto [position, fresh] = reader.position.try_emplace(key, message.offset);
                if (!fresh) step(poll, before, key, position->second, message.offset);
                position->second = message.offset;
            }
    }

    /// `before`: the reader's poll before this one, or null.
    void step(const Operation& poll, const Operation* before, const std::string& key,
              std::int64_t from, std::int64_t to) {
        if (to <= from) {
            found_.add("nonmonotonic", poll, [&] {
                return Evidence{.explanation = fmt::format("{} polled offset {} of {} after offset "
                                                           "{}",
                                                           told(poll), to, key, from),
                                .remark = fmt::format("it had been at offset {}", from),
                                .broken = &poll,
                                .with = {before}};
            });
            return;
        }
        if (to == from + 1) return;
        const auto& offsets = logs_.logs().at(key).offsets;
        const auto between = offsets.upper_bound(from);
        if (between->first >= to) return;
        found_.add("skipped", poll, [&] {
            const auto& [offset, left_out] = *between;
            return Evidence{
                .explanation = fmt::format(
                    "{} polled offset {} of {} after offset {}; {} lies at {}, by {}", told(poll),
                    to, key, from, told(left_out.value), offset, told(*left_out.by)),
                .remark = fmt::format("{} at offset {} is left out", told(left_out.value), offset),
                .broken = &poll,
                .with = {before, left_out.by}};
        });
    }

    const KafkaLogs& logs_;
    Findings& found_;
    std::map<std::int64_t, Reader> readers_;
};

/// When all that was sent is over, by position in the history.
std::size_t end_of_sends(const std::vector<Operation>& operations) {
    std::size_t end = 0;
    for (const Operation& operation : operations)
        if (operation.f == "send")
            end = std::max(end, operation.completed.value_or(operation.invoked));
    return end;
}

struct Ending {
    std::optional<Nanoseconds> settled;
    std::size_t end_of_sends = 0;

    bool sees_all(const Operation& poll, const Operation& send) const {
        if (poll.invoked < *send.completed) return false;
        return settled ? poll.invoke_time >= *settled : poll.invoked > end_of_sends;
    }
};

/// `passed`: a greater offset was polled. `caught_up`: the poll that should have seen it, or null.
Evidence never_polled(const std::string& key, const KafkaLog& log, const Operation& send,
                      bool passed, const Operation* caught_up) {
    const Value& value = send.argument.as_list()[1];
    const std::string why = passed ? fmt::format(", though offset {} was", *log.greatest_polled)
                            : caught_up
                                ? fmt::format(", and {} found nothing more", told(*caught_up))
                                : std::string();
    Evidence evidence{
        .explanation = fmt::format("{}, sent by {}, was put at offset {} of {} and never polled{}",
                                   told(value), told(send), offset_of(log, send), key, why),
        .remark = told(value) + " is not there",
        .broken = caught_up ? caught_up : &send,
        .with = {&send}};
    if (caught_up)
        evidence.conditions = {{send.id, caught_up->id, told(value) + " must be there"}};
    else
        evidence.remark = "nobody polled it";
    return evidence;
}

void find_lost(const std::string& key, const KafkaLog& log, const Operation* caught_up,
               const Ending& ending, Findings& found) {
    for (const Operation* send : log.acknowledged) {
        const KafkaValue& value = log.values.at(send->argument.as_list()[1]);
        if (value.polled != nullptr) continue;
        const std::int64_t offset = *value.acknowledged_at;
        const bool passed = log.greatest_polled && *log.greatest_polled > offset;
        const bool ended = caught_up != nullptr && ending.sees_all(*caught_up, *send);
        found.add(passed || ended ? "lost" : "unseen", *send, [&] {
            return never_polled(key, log, *send, passed, ended ? caught_up : nullptr);
        });
    }
}

}  // namespace

CheckResult check_kafka(const std::vector<Operation>& operations,
                        std::optional<Nanoseconds> settled) {
    if (has_kafka_steps(operations)) return check_kafka(split_kafka_steps(operations), settled);
    Findings found({{"lost"},
                    {"unexpected"},
                    {"inconsistent-offsets"},
                    {"duplicated"},
                    {"reordered"},
                    {"nonmonotonic"},
                    {"skipped"},
                    {"malformed"},
                    {"unseen", false}});
    const KafkaLogs logs(operations, found);
    Readers readers(logs, found);
    for (const Operation& operation : operations)
        readers.see(operation);
    const Ending ending{settled, end_of_sends(operations)};
    for (const auto& [key, log] : logs.logs()) {
        find_lost(key, log, readers.caught_up(key), ending, found);
        find_duplicates(key, log, found);
        find_reordered(key, log, found);
    }
    const bool both = logs.sends() > 0 && logs.polls() > 0;
    CheckResult result =
        found.conclude("kafka", both ? Verdict::valid : Verdict::unknown,
                       fmt::format("{} acknowledged, {}", core::plural(logs.sends(), "send"),
                                   core::plural(logs.polls(), "poll")));
    result.details.set("sends", logs.sends());
    result.details.set("polls", logs.polls());
    return result;
}

}  // namespace ordeal::harness
