#include "core/history/key_tuples.hpp"

#include <utility>

namespace ordeal::core {

namespace {

bool is_pair(const Event& event) {
    return !event.key && event.value.is_list() && event.value.as_list().size() == 2;
}

/// A client's question about a key. That of a cas, [null 5], is an ordinary value.
bool asks(const Event& event) {
    return event.type == EventType::invoke && event.f != "cas" &&
           event.value.as_list()[1].is_null();
}

/// A completion that lost its value, as Jepsen's timeouts do, says nothing either way.
bool lost_value(const Event& event) {
    return event.type != EventType::invoke && event.type != EventType::ok && event.value.is_null();
}

bool has_key_tuples(const History& history) {
    bool any_asks = false;
    for (const Event& event : history) {
        if (!event.process.is_client() || lost_value(event)) continue;
        if (!is_pair(event)) return false;
        any_asks |= asks(event);
    }
    return any_asks;
}

}  // namespace

void split_key_tuples(History& history) {
    if (!has_key_tuples(history)) return;
    for (Event& event : history) {
        if (!event.process.is_client() || !is_pair(event)) continue;
        Value::List pair = std::move(event.value.as_list());
        event.key = std::move(pair[0]);
        event.value = std::move(pair[1]);
    }
}

}  // namespace ordeal::core
