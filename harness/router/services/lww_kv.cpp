// `lww-kv`: three replicas with clocks that differ by up to a second. Any of them answers a request
// from what it has; a write gets the time of the replica that took it. From time to time two
// replicas exchange what they have, and for each key the later time wins, whoever truly was last.
#include <array>
#include <chrono>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "harness/router/services/kv_request.hpp"
#include "harness/router/services/service.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

class LwwKv final : public Service {
  public:
    explicit LwwKv(core::Random random) : random_(random) {
        for (Replica& replica : replicas_)
            replica.ahead = core::Nanoseconds(random_.between(0, most_ahead.count()));
    }

    Value answer(std::string_view, const Value& body, core::Nanoseconds now) override {
        auto read = read_kv_request(body);
        if (auto* refused = std::get_if<Value>(&read)) return std::move(*refused);
        const auto& request = std::get<KvRequest>(read);
        if (random_.below(requests_between_merges) == 0) merge_two();
        const std::size_t chosen = random_.below(replicas);
        Replica& replica = replicas_[chosen];
        const auto found = replica.state.find(request.key);
        KvEffect effect =
            apply(request, found == replica.state.end() ? nullptr : &found->second.value);
        if (effect.written)
            put(replica, request.key, {*std::move(effect.written), {now + replica.ahead, chosen}});
        return std::move(effect.answer);
    }

  private:
    static constexpr std::size_t replicas = 3;
    static constexpr std::chrono::nanoseconds most_ahead = std::chrono::seconds(1);
    static constexpr std::uint64_t requests_between_merges = 8;  // on average

    struct Entry {
        Value value;
        std::pair<core::Nanoseconds, std::size_t> written;  // when, by whose clock
    };
    struct Replica {
        core::Nanoseconds ahead{0};
        std::unordered_map<Value, Entry> state;
    };

    /// The later one stays.
    static void put(Replica& replica, const Value& key, const Entry& entry) {
        const auto [place, fresh] = replica.state.try_emplace(key, entry);
        if (!fresh && place->second.written <= entry.written) place->second = entry;
    }

    void merge_two() {
        const std::size_t a = random_.below(replicas);
        const std::size_t b = (a + 1 + random_.below(replicas - 1)) % replicas;
        for (const auto& [key, entry] : replicas_[a].state)
            put(replicas_[b], key, entry);
        for (const auto& [key, entry] : replicas_[b].state)
            put(replicas_[a], key, entry);
    }

    core::Random random_;
    std::array<Replica, replicas> replicas_;
};

}  // namespace

std::unique_ptr<Service> make_lww_kv(core::Random random) {
    return std::make_unique<LwwKv>(random);
}

}  // namespace ordeal::harness
