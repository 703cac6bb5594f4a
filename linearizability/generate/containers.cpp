#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "linearizability/generate/system.hpp"

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Random;
using core::Value;

// Values that only an episode uses.
constexpr auto first = "first!";
constexpr auto second = "second!";

enum class Order : std::uint8_t { fifo, lifo, any, least };

/// Queues and stacks: what is put in, in which order it comes out, and null when empty.
template <Order order>
class PileSystem final : public SimulatedSystem {
  public:
    explicit PileSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random, std::size_t) override {
        turn_ = random.next();
        if (random.chance(0.5)) return {in, mixed(values_.draw(random))};
        return {out, nullptr};
    }
    void apply(Request& request) override {
        if (request.f == in && order == Order::least) {
            const auto place = std::upper_bound(items_.begin(), items_.end(), request.argument);
            items_.insert(place, request.result = request.argument);
        } else if (request.f == in) {
            items_.push_back(request.result = request.argument);
        } else if (!items_.empty()) {
            const std::size_t size = items_.size();
            const std::size_t at = order == Order::lifo  ? size - 1
                                   : order == Order::any ? turn_ % size
                                                         : 0;
            request.result = items_[at];
            items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }
    /// duplicated: put in once, taken out twice. reordered: the second is put in after the first,
    /// and comes out before it (queue) or after it, having been above it all the time (stack); the
    /// first is less than the second (priority queue).
    Episode episode(std::string_view kind) const override {
        if (kind == "unwritten") return {{{out, nullptr, always("never put in")}}};
        if (kind == "duplicated")
            return {{{in, first, {}}, {out, {}, always(first)}, {out, {}, always(first)}}};
        const bool queue = order == Order::fifo || order == Order::least;
        return {{{in, first, {}},
                 {in, second, {}},
                 {out, nullptr, always(queue ? second : first)},
                 {out, nullptr, always(queue ? first : second)}}};
    }

  private:
    static constexpr auto in = order == Order::lifo    ? "push"
                               : order == Order::least ? "insert"
                                                       : "enqueue";
    static constexpr auto out = order == Order::lifo    ? "pop"
                                : order == Order::least ? "remove-min"
                                                        : "dequeue";

    /// Values of a priority queue that are all different come in no order.
    Value mixed(Value value) const {
        if (order != Order::least || !values_.all_different()) return value;
        constexpr std::uint64_t odd = 2'654'435'761;  // so different ones stay different
        return Value(static_cast<std::int64_t>(odd * static_cast<std::uint64_t>(value.as_int()) %
                                               (std::uint64_t{1} << 32)));
    }

    ValueSource values_;
    std::deque<Value> items_;
    std::uint64_t turn_ = 0;
};

/// Asks for everything only where there are few values.
class SetSystem final : public SimulatedSystem {
  public:
    explicit SetSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random, std::size_t) override {
        const double choice = random.unit();
        if (values_.all_different()) return draw_different(random, choice);
        if (choice < 0.1) return {"read", nullptr};
        const auto* f = choice < 0.35 ? "add" : choice < 0.6 ? "remove" : "contains";
        return {f, values_.draw(random)};
    }
    void apply(Request& request) override {
        const Value& item = request.argument;
        if (request.f == "add") items_.insert(item);
        if (request.f == "remove") items_.erase(item);
        request.result = request.f == "contains" ? Value(items_.contains(item))
                         : request.f == "read"   ? Value::List(items_.begin(), items_.end())
                                                 : item;
    }
    /// stale: it was added once, and removed after that. lost: it was added and never removed.
    Episode episode(std::string_view kind) const override {
        if (kind == "unwritten") return {{{"contains", "never added", always(true)}}};
        if (kind == "lost") return {{{"add", first, {}}, {"contains", first, always(false)}}};
        return {{{"add", first, {}}, {"remove", first, {}}, {"contains", first, always(true)}}};
    }

  private:
    /// Each element is added once, looked for, and removed once at most.
    Request draw_different(Random& random, double choice) {
        constexpr std::size_t most_recent = 64;
        if (choice < 0.35 || recent_.empty()) {
            if (recent_.size() == most_recent) recent_.erase(recent_.begin());
            recent_.push_back(values_.draw(random));
            return {"add", recent_.back()};
        }
        const auto at = recent_.begin() + static_cast<std::ptrdiff_t>(random.below(recent_.size()));
        const Request request{choice < 0.6 ? "remove" : "contains", *at};
        if (request.f == "remove") recent_.erase(at);
        return request;
    }

    ValueSource values_;
    std::vector<Value> recent_;  // added, and not removed
    std::set<Value> items_;
};

class CounterSystem final : public SimulatedSystem {
  public:
    explicit CounterSystem(std::size_t) {}

    Request draw(Random& random, std::size_t) override {
        if (random.chance(0.5)) return {"read", nullptr};
        return {"add", 1 + random.below(3)};
    }
    void apply(Request& request) override {
        if (request.f == "add") count_ += request.argument.as_int();
        request.result = request.f == "add" ? request.argument : Value(count_);
    }
    /// unwritten: nobody takes anything away. lost: one addition was more than all others can be.
    Episode episode(std::string_view kind) const override {
        constexpr std::int64_t much = 1'000'000'000'000;
        const auto without = [](const Value& truth) { return Value(truth.as_int() - much); };
        if (kind == "lost") return {{{"add", much, {}}, {"read", nullptr, without}}};
        return {{{"read", nullptr, always(-1)}}};
    }

  private:
    std::int64_t count_ = 0;
};

/// Clients release what they hold, or may hold after a crash. Who cannot acquire it fails.
class MutexSystem final : public SimulatedSystem {
  public:
    explicit MutexSystem(std::size_t) {}

    Request draw(Random&, std::size_t worker) override {
        const bool holds = may_hold_.contains(worker);
        releases_ += holds;
        return {holds ? "release" : "acquire", nullptr};
    }
    void apply(Request& request) override {
        const bool acquire = request.f == "acquire";
        request.outcome = held_ == acquire ? EventType::fail : EventType::ok;
        held_ = acquire;
    }
    void completed(std::size_t worker, const Request& request, EventType type) override {
        const bool acquire = request.f == "acquire";
        acquired_ += acquire && type == EventType::ok;
        releases_ -= !acquire && type == EventType::fail;
        if (type == (acquire ? EventType::fail : EventType::ok))
            may_hold_.erase(worker);
        else if (acquire)
            may_hold_.insert(worker);
    }
    /// duplicated: it is acquired, with nothing but acquisitions beside, until it was acquired more
    /// than once more often than anybody can have released it.
    Episode episode(std::string_view) const override {
        Episode episode{{}, false};
        for (std::int64_t more = acquired_; more < releases_ + 2; ++more)
            episode.steps.push_back({"acquire", nullptr, {}});
        return episode;
    }

  private:
    bool held_ = false;
    std::int64_t acquired_ = 0;  // for certain
    std::int64_t releases_ = 0;  // invoked, and not failed
    std::set<std::size_t> may_hold_;
};

/// The longer it gets the less often it is read.
class LogSystem final : public SimulatedSystem {
  public:
    explicit LogSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random, std::size_t) override {
        const double length = static_cast<double>(items_.size());
        if (random.chance(std::min(0.5, 20 / (1 + length)))) return {"read", nullptr};
        return {"append", values_.draw(random)};
    }
    void apply(Request& request) override {
        if (request.f == "append") items_.push_back(request.argument);
        request.result = request.f == "append" ? request.argument : Value(items_);
    }
    /// lost: something was appended, and nothing is there. reordered: they were appended once each,
    /// in the other order.
    Episode episode(std::string_view kind) const override {
        if (kind == "lost")
            return {{{"append", first, {}}, {"read", nullptr, always(Value::List{})}}};
        if (kind == "unwritten")
            return {{{"read", nullptr, [](Value seen) { return seen.push("never appended"); }}}};
        const auto reorder = [](const Value& seen) {
            Value::List out;
            for (const Value& item : seen.as_list())
                out.push_back(item == Value(first) ? second : item == Value(second) ? first : item);
            return Value(out);
        };
        return {{{"append", first, {}}, {"append", second, {}}, {"read", nullptr, reorder}}};
    }

  private:
    ValueSource values_;
    Value::List items_;
};

template <typename System>
std::unique_ptr<SimulatedSystem> make(std::size_t values) {
    return std::make_unique<System>(values);
}

}  // namespace

std::vector<SystemKind> container_systems() {
    return {{"counter", make<CounterSystem>, {"unwritten", "lost"}},
            {"set", make<SetSystem>, {"unwritten", "stale", "lost"}},
            {"fifo-queue", make<PileSystem<Order::fifo>>, {"unwritten", "duplicated", "reordered"}},
            {"unordered-queue", make<PileSystem<Order::any>>, {"unwritten", "duplicated"}},
            {"stack", make<PileSystem<Order::lifo>>, {"unwritten", "duplicated", "reordered"}},
            {"priority-queue",
             make<PileSystem<Order::least>>,
             {"unwritten", "duplicated", "reordered"}},
            {"mutex", make<MutexSystem>, {"duplicated"}},
            {"log", make<LogSystem>, {"unwritten", "lost", "reordered"}}};
}

}  // namespace ordeal::linearizability
