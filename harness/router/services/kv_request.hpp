// A request to one of the key-value services, and what it does to the one key that it names: the
// same for all of them; they differ in which state it meets.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "core/value.hpp"

namespace ordeal::harness {

struct KvRequest {
    enum class Kind : std::uint8_t { read, write, cas };
    Kind kind = Kind::read;
    core::Value key;
    core::Value from;         // of a cas
    core::Value to;           // of a cas, and the value of a write
    bool may_create = false;  // of a cas
};

/// The request, or the answer that refuses it.
std::variant<KvRequest, core::Value> read_kv_request(const core::Value& body);

/// What a request does where the key has this value, or none.
struct KvEffect {
    core::Value answer;
    std::optional<core::Value> written;  // none: the state stays
};
KvEffect apply(const KvRequest& request, const core::Value* present);

}  // namespace ordeal::harness
