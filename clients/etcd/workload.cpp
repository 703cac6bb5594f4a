#include "clients/etcd/workload.hpp"

#include <array>

#include "clients/options.hpp"
#include "core/json.hpp"

namespace ordeal::clients::etcd {

namespace {

struct Kind {
    std::string_view name;
    std::unique_ptr<Workload> (*make)(Settings);
};

constexpr std::array kinds = {
    Kind{"register", make_register}, Kind{"cas-register", make_register},
    Kind{"lin-kv", make_register},   Kind{"set", make_set},
    Kind{"g-set", make_set},         Kind{"counter", make_counter},
    Kind{"g-counter", make_counter}, Kind{"pn-counter", make_counter},
    Kind{"bank", make_bank},         Kind{"lock", make_lock},
    Kind{"mutex", make_lock},
};

}  // namespace

std::unique_ptr<Workload> make_workload(std::string_view kind, Settings settings) {
    for (const Kind& known : kinds)
        if (known.name == kind) return known.make(settings);
    return nullptr;
}

std::vector<std::string_view> workload_kinds() {
    return names_of(kinds);
}

std::string key_of(const Invocation& invocation) {
    std::string key = "ordeal/";
    if (!invocation.key) return key;
    return key +
           (invocation.key->is_string() ? invocation.key->as_string() : to_json(*invocation.key));
}

Answered<std::vector<KeyValue>> read_keys(Gateway& gateway, const core::Value& range,
                                          Deadline deadline) {
    const auto answer = gateway.call("/v3/kv/range", range, deadline);
    if (!answer) return tl::unexpected(answer.error());
    auto keys = keys_of(*answer);
    if (!keys) return in_doubt("an answer that is none to a range: " + core::to_json(*answer));
    return std::move(*keys);
}

Answered<bool> commit(Gateway& gateway, const core::Value& transaction, Deadline deadline) {
    const auto answer = gateway.call("/v3/kv/txn", transaction, deadline);
    if (!answer) return tl::unexpected(answer.error());
    if (!answer->find("header"))
        return in_doubt("an answer that is none to a transaction: " + core::to_json(*answer));
    return succeeded(*answer);
}

}  // namespace ordeal::clients::etcd
