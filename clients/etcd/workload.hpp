// What the functions of each kind of workload are in etcd.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/client.hpp"
#include "clients/etcd/gateway.hpp"
#include "clients/etcd/messages.hpp"

namespace ordeal::clients::etcd {

struct Settings {
    bool serializable_reads = false;
    std::int64_t lease_seconds = 10;
    std::int64_t accounts = 8;  // of a bank, and what they hold at the start together
    std::int64_t total = 80;
};

class Workload {
  public:
    virtual ~Workload() = default;
    /// Nothing when the kind has no such function.
    virtual std::optional<Answered<core::Value>> invoke(const Invocation& invocation,
                                                        Gateway& gateway, Deadline deadline) = 0;
};

/// Null for a kind that is not in workload_kinds().
std::unique_ptr<Workload> make_workload(std::string_view kind, Settings settings);
std::vector<std::string_view> workload_kinds();

std::unique_ptr<Workload> make_register(Settings settings);
std::unique_ptr<Workload> make_set(Settings settings);
std::unique_ptr<Workload> make_counter(Settings settings);
std::unique_ptr<Workload> make_bank(Settings settings);
std::unique_ptr<Workload> make_lock(Settings settings);

/// "ordeal/k0": where the key of an invocation is; "ordeal/" when it has none.
std::string key_of(const Invocation& invocation);

/// The keys that a range names.
Answered<std::vector<KeyValue>> read_keys(Gateway& gateway, const core::Value& range,
                                          Deadline deadline);

/// As the step before the one that changes something: whatever goes wrong is fail.
template <typename T>
Answered<T> nothing_done_yet(Answered<T> answer) {
    if (!answer) answer.error().outcome = core::EventType::fail;
    return answer;
}

/// Whether the comparisons of a transaction held.
Answered<bool> commit(Gateway& gateway, const core::Value& transaction, Deadline deadline);

}  // namespace ordeal::clients::etcd
