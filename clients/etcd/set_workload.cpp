#include "clients/etcd/workload.hpp"
#include "core/json.hpp"

namespace ordeal::clients::etcd {

namespace {

using core::Value;

/// "ordeal/k0/5" is there when 5 is in the set of k0.
class Set final : public Workload {
  public:
    explicit Set(Settings settings) : settings_(settings) {}

    std::optional<Answered<Value>> invoke(const Invocation& invocation, Gateway& gateway,
                                          Deadline deadline) override {
        if (invocation.f == "read") return read(invocation, gateway, deadline);
        if (invocation.f == "add") return add(invocation, gateway, deadline);
        return std::nullopt;
    }

  private:
    Answered<Value> read(const Invocation& invocation, Gateway& gateway, Deadline deadline) const {
        const auto keys = read_keys(
            gateway, range_of_prefix(key_of(invocation) + "/", settings_.serializable_reads),
            deadline);
        if (!keys) return tl::unexpected(keys.error());
        Value::List elements;
        for (const KeyValue& key : *keys)
            elements.push_back(value_of(key.text));
        return Value(std::move(elements));
    }

    static Answered<Value> add(const Invocation& invocation, Gateway& gateway, Deadline deadline) {
        const std::string key = key_of(invocation) + "/" + core::to_json(invocation.value);
        const auto done =
            commit(gateway, transaction({}, {set_to(key, invocation.value)}), deadline);
        if (!done) return tl::unexpected(done.error());
        return invocation.value;
    }

    Settings settings_;
};

}  // namespace

std::unique_ptr<Workload> make_set(Settings settings) {
    return std::make_unique<Set>(settings);
}

}  // namespace ordeal::clients::etcd
