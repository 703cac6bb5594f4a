#include "harness/checks/kafka_log.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ordeal::harness {

using core::Operation;
using core::Value;

namespace {

/// Of [offset, value].
std::optional<KafkaMessage> message_in(const Value& value) {
    if (!value.is_list() || value.as_list().size() != 2 || !value.as_list()[0].is_int())
        return std::nullopt;
    return KafkaMessage{value.as_list()[0].as_int(), value.as_list()[1]};
}

struct KeyAndRest {
    std::string key;
    Value rest;
};

/// Of [key, rest].
std::optional<KeyAndRest> keyed(const Value& value) {
    if (!value.is_list() || value.as_list().size() != 2 || !value.as_list()[0].is_string())
        return std::nullopt;
    return KeyAndRest{value.as_list()[0].as_string(), value.as_list()[1]};
}

}  // namespace

std::optional<std::map<std::string, std::vector<KafkaMessage>>> polled_messages(
    const Value& answer) {
    if (!answer.is_object()) return std::nullopt;
    std::map<std::string, std::vector<KafkaMessage>> messages;
    for (const auto& [key, list] : answer.as_object()) {
        if (!list.is_list()) return std::nullopt;
        auto& of_key = messages[key];
        for (const Value& item : list.as_list()) {
            auto message = message_in(item);
            if (!message) return std::nullopt;
            of_key.push_back(std::move(*message));
        }
    }
    return messages;
}

KafkaValue& KafkaLog::see(const KafkaMessage& message, const Operation& by, Findings& found) {
    const auto [at, fresh] = offsets.try_emplace(message.offset);
    KafkaOffset& known = at->second;
    if (!fresh && known.value == message.value) return *known.known;
    KafkaValue& value = values[message.value];
    value.offsets.try_emplace(message.offset, &by);
    if (fresh)
        known = {message.value, &by, &value};
    else
        found.add("inconsistent-offsets", by, [&] {
            return Evidence{
                .explanation =
                    fmt::format("offset {} held {} for {} and {} for {}", message.offset,
                                told(known.value), told(*known.by), told(message.value), told(by)),
                .remark = fmt::format("offset {} held {}", message.offset, told(known.value)),
                .broken = &by,
                .with = {known.by}};
        });
    return value;
}

KafkaLogs::KafkaLogs(const std::vector<Operation>& operations, Findings& found) {
    for (const Operation& operation : operations)
        if (operation.f == "send" && may_have_happened(operation)) send(operation, found);
    for (const Operation& operation : operations)
        if (operation.f == "poll" && is_ok(operation)) poll(operation, found);
}

void KafkaLogs::send(const Operation& send, Findings& found) {
    const auto asked = keyed(send.argument);
    if (!asked) {
        found.add("malformed", send, [&] {
            return Evidence{.explanation = fmt::format("{} sent {}, which is not [key, value]",
                                                       told(send), told(send.argument)),
                            .remark = "not [key, value]",
                            .broken = &send};
        });
        return;
    }
    KafkaLog& log = logs_[asked->key];
    KafkaValue& value = log.values[asked->rest];
    if (value.sent == nullptr) value.sent = &send;
    if (is_ok(send)) acknowledge(log, send, found);
}

void KafkaLogs::acknowledge(KafkaLog& log, const Operation& send, Findings& found) {
    ++sends_;
    const auto asked = keyed(send.argument);
    const auto answer = keyed(send.result);
    const auto message = answer ? message_in(answer->rest) : std::nullopt;
    if (!message || answer->key != asked->key || message->value != asked->rest) {
        found.add("malformed", send, [&] {
            return Evidence{.explanation = fmt::format(
                                "{} sent {} and was answered {}, which is not [key, [offset, "
                                "value]]",
                                told(send), told(send.argument), told(send.result)),
                            .remark = "not [key, [offset, value]]",
                            .broken = &send};
        });
        return;
    }
    log.acknowledged.push_back(&send);
    log.see(*message, send, found).acknowledged_at = message->offset;
}

void KafkaLogs::poll(const Operation& poll, Findings& found) {
    ++polls_;
    const auto messages = polled_messages(poll.result);
    if (!messages) {
        found.add("malformed", poll, [&] {
            return Evidence{.explanation = fmt::format(
                                "{} polled {}, which is not lists of [offset, value] by key",
                                told(poll), told(poll.result)),
                            .remark = "not lists of [offset, value]",
                            .broken = &poll};
        });
        return;
    }
    for (const auto& [key, list] : *messages) {
        KafkaLog& log = logs_[key];
        for (const KafkaMessage& message : list) {
            KafkaValue& value = log.see(message, poll, found);
            if (value.polled == nullptr) value.polled = &poll;
            log.greatest_polled =
                std::max(log.greatest_polled.value_or(message.offset), message.offset);
            if (value.sent == nullptr || value.sent->invoked > *poll.completed)
                found.add("unexpected", poll, [&, &key = key] {
                    return Evidence{
                        .explanation = fmt::format("{} polled {} of {}, which nobody had sent",
                                                   told(poll), told(message.value), key),
                        .remark = "nobody had sent " + told(message.value),
                        .broken = &poll};
                });
        }
    }
}

}  // namespace ordeal::harness
