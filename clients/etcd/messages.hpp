// The requests and answers of etcd's JSON gateway as values. Bytes are base64, 64-bit integers are
// strings. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/trouble.hpp"
#include "core/value.hpp"

namespace ordeal::clients::etcd {

/// What one key holds: the text of its value, and the revision at which it was last written.
struct KeyValue {
    std::string key;
    std::string text;
    std::int64_t mod_revision = 0;  // 0: the key is absent
};

/// Of one key, or of all that begin with `prefix`.
core::Value range(std::string_view key, bool serializable);
core::Value range_of_prefix(std::string_view prefix, bool serializable);

/// Operations of a transaction. Null takes the key away.
core::Value set_to(std::string_view key, const core::Value& value);

/// Comparisons of a transaction. Null is compared with the absence of the key.
core::Value value_is(std::string_view key, const core::Value& value);
core::Value unchanged_since(std::string_view key, std::int64_t mod_revision);

core::Value transaction(core::Value::List compare, core::Value::List success);

/// The keys of the answer to a range. Nothing when it is no such answer.
std::optional<std::vector<KeyValue>> keys_of(const core::Value& answer);
bool succeeded(const core::Value& transaction_answer);
/// The revision in an answer's header.
std::optional<std::int64_t> revision_of(const core::Value& answer);

/// Text that set_to wrote; what is no JSON is given as a string, as nobody wrote it.
core::Value value_of(const std::string& text);

/// What an answer means that is not one of success; see the table in client.hpp.
Trouble trouble_of(unsigned status, const std::string& body);

}  // namespace ordeal::clients::etcd
