#include "clients/etcd/workload.hpp"

namespace ordeal::clients::etcd {

namespace {

using core::Value;

struct Count {
    std::int64_t number = 0;
    std::int64_t mod_revision = 0;
};

/// A number in one key. An addition is read and compare-and-set until nobody has come between;
/// what did not hold was certainly not done, so trying again is safe.
class Counter final : public Workload {
  public:
    explicit Counter(Settings settings) : settings_(settings) {}

    std::optional<Answered<Value>> invoke(const Invocation& invocation, Gateway& gateway,
                                          Deadline deadline) override {
        if (invocation.f == "read") return read(invocation, gateway, deadline);
        if (invocation.f == "add") return add(invocation, gateway, deadline);
        return std::nullopt;
    }

  private:
    static Answered<Count> count(const Invocation& invocation, bool serializable, Gateway& gateway,
                                 Deadline deadline) {
        const auto keys = read_keys(gateway, range(key_of(invocation), serializable), deadline);
        if (!keys) return tl::unexpected(keys.error());
        if (keys->empty()) return Count{};
        const Value number = value_of(keys->front().text);
        if (!number.is_int()) return in_doubt("the counter holds " + keys->front().text);
        return Count{number.as_int(), keys->front().mod_revision};
    }

    Answered<Value> read(const Invocation& invocation, Gateway& gateway, Deadline deadline) const {
        const auto now = count(invocation, settings_.serializable_reads, gateway, deadline);
        if (!now) return tl::unexpected(now.error());
        return Value(now->number);
    }

    static Answered<Value> add(const Invocation& invocation, Gateway& gateway, Deadline deadline) {
        if (!invocation.value.is_int()) return certainly_not("what is added is an integer");
        const std::string key = key_of(invocation);
        for (;;) {
            const auto now = nothing_done_yet(count(invocation, false, gateway, deadline));
            if (!now) return tl::unexpected(now.error());
            const Value next(now->number + invocation.value.as_int());
            const auto done =
                commit(gateway,
                       transaction({unchanged_since(key, now->mod_revision)}, {set_to(key, next)}),
                       deadline);
            if (!done) return tl::unexpected(done.error());
            if (*done) return invocation.value;
        }
    }

    Settings settings_;
};

}  // namespace

std::unique_ptr<Workload> make_counter(Settings settings) {
    return std::make_unique<Counter>(settings);
}

}  // namespace ordeal::clients::etcd
