#include <map>

#include "clients/base64.hpp"
#include "clients/etcd/workload.hpp"
#include "core/json.hpp"

namespace ordeal::clients::etcd {

namespace {

using core::Value;

/// Etcd's lock service: who waits has a key under the lock's name, and the lock belongs to the
/// oldest of them. A lease that ends takes the key, and with it the lock, away: who is slow loses
/// it without a word, so what it protects must look at the token. That is the store's revision when
/// the lock was had: each holder's key is deleted, which is a revision, before the next has it. A
/// release is tried once: when it does not arrive the lease ends the hold.
class Lock final : public Workload {
  public:
    explicit Lock(Settings settings) : settings_(settings) {}

    std::optional<Answered<Value>> invoke(const Invocation& invocation, Gateway& gateway,
                                          Deadline deadline) override {
        if (invocation.f == "acquire") return acquire(invocation, gateway, deadline);
        if (invocation.f == "release") return release(invocation, gateway, deadline);
        return std::nullopt;
    }

  private:
    Answered<Value> acquire(const Invocation& invocation, Gateway& gateway, Deadline deadline) {
        const std::string name = key_of(invocation);
        const auto lease = nothing_done_yet(gateway.call(
            "/v3/lease/grant", Value::object({{"TTL", std::to_string(settings_.lease_seconds)}}),
            deadline));
        if (!lease) return tl::unexpected(lease.error());
        const Value* id = lease->find("ID");
        if (!id) return certainly_not("an answer without a lease: " + core::to_json(*lease));
        const auto lock = gateway.call(
            "/v3/lock/lock", Value::object({{"name", to_base64(name)}, {"lease", *id}}), deadline);
        if (!lock) return tl::unexpected(lock.error());
        const auto token = revision_of(*lock);
        const Value* key = lock->find("key");
        if (!token || !key) return in_doubt("an answer without a lock: " + core::to_json(*lock));
        held_.insert_or_assign(name, *key);
        return Value(*token);
    }

    Answered<Value> release(const Invocation& invocation, Gateway& gateway, Deadline deadline) {
        const auto held = held_.extract(key_of(invocation));
        if (held.empty()) return certainly_not("this process does not hold it");
        const Value request = Value::object({{"key", held.mapped()}});
        const auto done = gateway.call("/v3/lock/unlock", request, deadline);
        if (!done) return tl::unexpected(done.error());
        return invocation.value;
    }

    Settings settings_;
    std::map<std::string, Value> held_;  // name of the lock -> the key that holds it, in base64
};

}  // namespace

std::unique_ptr<Workload> make_lock(Settings settings) {
    return std::make_unique<Lock>(settings);
}

}  // namespace ordeal::clients::etcd
