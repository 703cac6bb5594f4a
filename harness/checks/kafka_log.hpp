// What sends and polls tell about one log (a key of the kafka workload): which value lies at which
// offset, who sent it, who polled it. Malformed answers go to the findings.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/checks/findings.hpp"

namespace ordeal::harness {

struct KafkaMessage {
    std::int64_t offset = 0;
    core::Value value;
};

/// The messages of each key in the answer to a poll, or none when it is malformed: not
/// {"k0": [[offset, value], ...], ...}.
std::optional<std::map<std::string, std::vector<KafkaMessage>>> polled_messages(
    const core::Value& answer);

struct KafkaValue {
    const core::Operation* sent = nullptr;                     // may have happened
    std::optional<std::int64_t> acknowledged_at{};             // the offset that the send returned
    const core::Operation* polled = nullptr;                   // by the first that did
    std::map<std::int64_t, const core::Operation*> offsets{};  // where it was seen, first by whom
};

/// What an offset holds, as the first said who saw it.
struct KafkaOffset {
    core::Value value;
    const core::Operation* by = nullptr;
    KafkaValue* known = nullptr;  // of the value
};

struct KafkaLog {
    std::unordered_map<core::Value, KafkaValue> values;
    std::map<std::int64_t, KafkaOffset> offsets;
    std::optional<std::int64_t> greatest_polled;
    Operations acknowledged;  // sends, in order of invocation

    /// A value was seen at an offset. Another value at the same offset is "inconsistent-offsets".
    KafkaValue& see(const KafkaMessage& message, const core::Operation& by, Findings& found);
};

/// By key, of a whole history.
class KafkaLogs {
  public:
    KafkaLogs(const std::vector<core::Operation>& operations, Findings& found);

    const std::map<std::string, KafkaLog>& logs() const { return logs_; }
    std::size_t polls() const { return polls_; }
    std::size_t sends() const { return sends_; }  // acknowledged

  private:
    void send(const core::Operation& send, Findings& found);
    void acknowledge(KafkaLog& log, const core::Operation& send, Findings& found);
    void poll(const core::Operation& poll, Findings& found);

    std::map<std::string, KafkaLog> logs_;
    std::size_t polls_ = 0;
    std::size_t sends_ = 0;
};

}  // namespace ordeal::harness
