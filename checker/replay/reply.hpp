// What an answer means to the client that asked, by the conventions of the Maelstrom protocol: the
// same table that clients go by when they record a history (a test compares the two).
#pragma once

#include <optional>
#include <string>

#include "core/history/event.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

struct Reply {
    core::EventType type = core::EventType::ok;
    core::Value value;  // of an ok; null: that of the invocation
    bool has_value = false;
};

/// `f`: of the operation that is answered. An answer that nobody can read is `info`.
Reply meaning_of(const core::Value& body, const std::string& f, bool missing_key_is_null);

}  // namespace ordeal::checker
