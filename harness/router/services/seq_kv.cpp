// `seq-kv`: the states that the store has had stand in a row, and every asker has a place in it
// that only goes forward. A request that changes nothing may be served anywhere from its asker's
// place on; one that changes something is carried out at the end of the row.
//
// That is sequential consistency (Lamport 1979): put every request behind the write that made the
// state which it met, in the order of the row; each then meets what the ones before it left, and
// those of one asker stand in its own order. It is not linearizable: an answer may be out of date.
#include <algorithm>
#include <cstdint>
#include <map>
#include <unordered_map>

#include "harness/router/services/kv_request.hpp"
#include "harness/router/services/service.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

class SeqKv final : public Service {
  public:
    explicit SeqKv(core::Random random) : random_(random) {}

    Value answer(std::string_view asker, const Value& body, core::Nanoseconds) override {
        auto read = read_kv_request(body);
        if (auto* refused = std::get_if<Value>(&read)) return std::move(*refused);
        const auto& request = std::get<KvRequest>(read);
        std::uint64_t& place = places_[std::string(asker)];
        const std::uint64_t oldest = std::max(place, latest_ > memory ? latest_ - memory : 0);
        const std::uint64_t chosen = oldest + random_.below(latest_ - oldest + 1);
        KvEffect effect = apply(request, at(request.key, chosen));
        place = chosen;
        if (!effect.written) return std::move(effect.answer);
        effect = apply(request, at(request.key, latest_));
        if (effect.written) write(request.key, *std::move(effect.written));
        place = latest_;
        return std::move(effect.answer);
    }

  private:
    /// How many writes an answer may be behind.
    static constexpr std::uint64_t memory = 1000;
    /// The values of a key, by the number of the state in which it came to have it.
    using Versions = std::map<std::uint64_t, Value>;

    const Value* at(const Value& key, std::uint64_t state) const {
        const auto found = versions_.find(key);
        if (found == versions_.end()) return nullptr;
        const auto after = found->second.upper_bound(state);
        return after == found->second.begin() ? nullptr : &std::prev(after)->second;
    }

    void write(const Value& key, Value value) {
        Versions& versions = versions_[key];
        versions.insert_or_assign(++latest_, std::move(value));
        // Nobody is served a state before this one: of the versions up to it the last will do.
        const std::uint64_t oldest = latest_ > memory ? latest_ - memory : 0;
        const auto first_needed = versions.upper_bound(oldest);
        if (first_needed != versions.begin())
            versions.erase(versions.begin(), std::prev(first_needed));
    }

    core::Random random_;
    std::unordered_map<Value, Versions> versions_;
    std::unordered_map<std::string, std::uint64_t> places_;  // by asker
    std::uint64_t latest_ = 0;
};

}  // namespace

std::unique_ptr<Service> make_seq_kv(core::Random random) {
    return std::make_unique<SeqKv>(random);
}

}  // namespace ordeal::harness
