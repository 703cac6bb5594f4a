#include "tests/linearizability/piles.hpp"

#include <algorithm>
#include <numeric>

#include "tests/linearizability/reference.hpp"

namespace ordeal::testing {

PileKinds::PileKinds(std::string model, std::size_t values)
    : model_(std::move(model)), values_(values) {
    const bool stack = model_ == "stack";
    const bool priority = model_ == "priority-queue";
    const std::string in = stack ? "push" : priority ? "insert" : "enqueue";
    const std::string out = stack ? "pop" : priority ? "remove-min" : "dequeue";
    for (std::size_t value = 1; value <= values; ++value) {
        kinds_.push_back(make_kind(in, value));
        kinds_.push_back(make_kind(in, value, nullptr, "info"));
    }
    for (std::size_t value = 1; value <= values; ++value)
        kinds_.push_back(make_kind(out, nullptr, value));
    kinds_.push_back(make_kind(out, nullptr, nullptr));
    kinds_.push_back(make_kind(out, nullptr, nullptr, "info"));
}

namespace {

/// No value twice; in their order, if there is one order only.
bool puts_fit(const PileKinds& kinds, const std::vector<Placed>& history) {
    std::vector<bool> there(kinds.values());
    std::size_t next = 0;
    for (const Placed& placed : history) {
        if (!kinds.is_put(placed.kind)) continue;
        const std::size_t value = placed.kind / 2;
        if (there[value]) return false;
        if (kinds.model() != "priority-queue" && value != next++) return false;
        there[value] = true;
    }
    return true;
}

}  // namespace

void for_all_piles(const PileKinds& kinds, std::size_t count, std::size_t processes,
                   const std::function<void(const std::vector<Placed>&)>& use) {
    const auto overlaps = all_overlaps(count, processes);
    std::size_t combinations = 1;
    for (std::size_t i = 0; i < count; ++i)
        combinations *= kinds.kinds().size();
    for (std::size_t number = 0; number < combinations; ++number) {
        std::vector<Placed> chosen(count);
        std::size_t rest = number;
        for (Placed& placed : chosen) {
            placed.kind = rest % kinds.kinds().size();
            rest /= kinds.kinds().size();
        }
        if (!puts_fit(kinds, chosen)) continue;
        for (auto history : overlaps) {
            for (std::size_t i = 0; i < count; ++i)
                history[i].kind = chosen[i].kind;
            forget_returns(history, kinds.kinds());
            use(history);
        }
    }
}

namespace {

/// Takes effect in a random order that real time allows.
class Simulated {
  public:
    Simulated(core::Random& random, const PileKinds& kinds, std::size_t crashes)
        : random_(random),
          kinds_(kinds),
          crashes_(crashes),
          values_(kinds.values()),
          state_(core::Value::List{}) {
        std::iota(values_.begin(), values_.end(), std::size_t{0});
        random.shuffle(values_);
    }

    void run(std::vector<Placed>& history) {
        std::vector<std::pair<double, std::size_t>> moments;
        for (std::size_t i = 0; i < history.size(); ++i) {
            const double length = static_cast<double>(*history[i].returned - history[i].invoked);
            moments.emplace_back(static_cast<double>(history[i].invoked) + random_.unit() * length,
                                 i);
        }
        std::sort(moments.begin(), moments.end());
        for (const auto& [moment, i] : moments)
            apply(history[i]);
    }

  private:
    void apply(Placed& placed) {
        const bool crashed = random_.below(100) < crashes_;
        const bool happens = !crashed || random_.chance(0.5);
        if (!values_.empty() && random_.chance(0.5)) {
            placed.kind = kinds_.put(values_.back(), crashed);
            values_.pop_back();
            if (happens) state_ = next(placed.kind);
            return;
        }
        placed.kind = crashed ? kinds_.taker() : kinds_.look();
        if (crashed && happens) state_ = next(placed.kind);
        if (crashed || state_.as_list().empty()) return;
        const std::size_t turn = random_.below(kinds_.values());
        for (std::size_t i = 0; i < kinds_.values(); ++i) {
            placed.kind = kinds_.take((i + turn) % kinds_.values());
            if (can(placed.kind)) break;
        }
        state_ = next(placed.kind);
    }

    bool can(std::size_t kind) const {
        return !reference_next(kinds_.model(), state_, kinds_.kinds()[kind]).empty();
    }
    core::Value next(std::size_t kind) {
        const auto states = reference_next(kinds_.model(), state_, kinds_.kinds()[kind]);
        return states[random_.below(states.size())];
    }

    core::Random& random_;
    const PileKinds& kinds_;
    std::size_t crashes_;
    std::vector<std::size_t> values_;
    core::Value state_;
};

/// Another kind, that puts no value in: or those of two takes changed.
void change(core::Random& random, const PileKinds& kinds, std::vector<Placed>& history) {
    Placed& one = history[random.below(history.size())];
    Placed& other = history[random.below(history.size())];
    if (kinds.is_put(one.kind) || kinds.is_put(other.kind)) return;
    if (random.chance(0.7))
        std::swap(one.kind, other.kind);
    else
        one.kind = random.chance(0.2) ? kinds.look() : kinds.take(random.below(kinds.values()));
}

}  // namespace

std::vector<Placed> random_pile(core::Random& random, const PileKinds& kinds, std::size_t count,
                                std::size_t processes, std::size_t crashes, std::size_t changes) {
    auto history = random_history(random, count, processes, 1);
    Simulated(random, kinds, crashes).run(history);
    for (std::size_t i = 0; i < changes; ++i)
        change(random, kinds, history);
    forget_returns(history, kinds.kinds());
    return history;
}

}  // namespace ordeal::testing
