#include "clients/etcd/workload.hpp"

namespace ordeal::clients::etcd {

namespace {

using core::Value;

/// The value of a key, null while it has none.
class Register final : public Workload {
  public:
    explicit Register(Settings settings) : settings_(settings) {}

    std::optional<Answered<Value>> invoke(const Invocation& invocation, Gateway& gateway,
                                          Deadline deadline) override {
        if (invocation.f == "read") return read(invocation, gateway, deadline);
        if (invocation.f == "write") return write(invocation, gateway, deadline);
        if (invocation.f == "cas") return cas(invocation, gateway, deadline);
        return std::nullopt;
    }

  private:
    Answered<Value> read(const Invocation& invocation, Gateway& gateway, Deadline deadline) const {
        const Value request = range(key_of(invocation), settings_.serializable_reads);
        const auto keys = read_keys(gateway, request, deadline);
        if (!keys) return tl::unexpected(keys.error());
        return keys->empty() ? Value() : value_of(keys->front().text);
    }

    static Answered<Value> write(const Invocation& invocation, Gateway& gateway,
                                 Deadline deadline) {
        const Value set = set_to(key_of(invocation), invocation.value);
        const auto done = commit(gateway, transaction({}, {set}), deadline);
        if (!done) return tl::unexpected(done.error());
        return invocation.value;
    }

    static Answered<Value> cas(const Invocation& invocation, Gateway& gateway, Deadline deadline) {
        const Value& value = invocation.value;
        if (!value.is_list() || value.as_list().size() != 2)
            return certainly_not("the value of a cas is [from, to]");
        const std::string key = key_of(invocation);
        const auto done = commit(
            gateway,
            transaction({value_is(key, value.as_list()[0])}, {set_to(key, value.as_list()[1])}),
            deadline);
        if (!done) return tl::unexpected(done.error());
        if (!*done) return certainly_not("another value");
        return value;
    }

    Settings settings_;
};

}  // namespace

std::unique_ptr<Workload> make_register(Settings settings) {
    return std::make_unique<Register>(settings);
}

}  // namespace ordeal::clients::etcd
