#include <map>
#include <utility>

#include "core/json.hpp"
#include "linearizability/generate/system.hpp"

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Random;
using core::Value;

// Values that only an episode uses.
constexpr auto first = "first!";
constexpr auto second = "second!";
constexpr auto third = "third!";

template <bool with_cas, bool with_delete>
class RegisterSystem final : public SimulatedSystem {
  public:
    explicit RegisterSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random, std::size_t) override {
        const double choice = random.unit();
        if (choice < 0.5) return {"read", nullptr};
        if (with_delete && choice < 0.55) return {"delete", nullptr};
        if (choice < 0.75 || !with_cas) return {"write", values_.draw(random)};
        const Value from = random.chance(0.5) ? state_ : values_.draw(random);
        return {"cas", Value::list({from, values_.draw(random)})};
    }
    void apply(Request& request) override {
        request.result = request.f == "read" ? state_ : request.argument;
        if (request.f == "cas") {
            const auto& pair = request.argument.as_list();
            const bool equal = pair[0] == state_;
            request.outcome = equal ? EventType::ok : EventType::fail;
            if (equal) state_ = pair[1];
        } else if (request.f != "read") {
            state_ = request.argument;
        }
    }
    /// stale: the first value was written once, and the second after that. lost: the first was left
    /// for the second, and is not there again; or a write was acknowledged, and the register is as
    /// if nothing had ever been written.
    Episode episode(std::string_view kind) const override {
        if (kind == "stale")
            return {{{"write", first, {}}, {"write", second, {}}, {"read", {}, always(first)}}};
        if (kind == "unwritten") return {{{"read", nullptr, always("never written")}}};
        if (!with_cas) return {{{"write", first, {}}, {"read", nullptr, always(nullptr)}}};
        return {{{"write", first, {}},
                 {"cas", Value::list({first, second}), {}},
                 {"cas", Value::list({first, third}), {}}}};
    }

  private:
    ValueSource values_;
    Value state_;
};

class WriteOnceSystem final : public SimulatedSystem {
  public:
    explicit WriteOnceSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random, std::size_t) override {
        if (random.chance(0.5)) return {"read", nullptr};
        return {"write", values_.draw(random)};
    }
    void apply(Request& request) override {
        if (request.f == "write") {
            if (state_.is_null()) state_ = request.argument;
            request.outcome = state_ == request.argument ? EventType::ok : EventType::fail;
        }
        request.result = request.f == "read" ? state_ : request.argument;
    }
    /// stale: a write had succeeded, so it is not null. lost: two values cannot both be written.
    Episode episode(std::string_view kind) const override {
        if (kind == "stale") return {{{"write", first, {}}, {"read", nullptr, always(nullptr)}}};
        if (kind == "lost") return {{{"write", first, {}}, {"write", second, {}}}};
        return {{{"read", nullptr, always("never written")}}};
    }

  private:
    ValueSource values_;
    Value state_;
};

/// Texts are put often enough to stay short.
class AppendSystem final : public SimulatedSystem {
  public:
    explicit AppendSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random, std::size_t) override {
        const double choice = random.unit();
        if (choice < 0.5) return {"get", nullptr};
        return {choice < 0.6 ? "put" : "append", core::to_json(values_.draw(random))};
    }
    void apply(Request& request) override {
        if (request.f == "put") text_.clear();
        if (request.f != "get") text_ += request.argument.as_string();
        request.result = request.f == "get" ? Value(text_) : request.argument;
    }
    /// stale, lost: there was nothing but the first text only between its put and what came after
    /// that. reordered: they were appended once each, in the other order.
    Episode episode(std::string_view kind) const override {
        if (kind == "stale")
            return {{{"put", first, {}}, {"put", second, {}}, {"get", {}, always(first)}}};
        if (kind == "lost")
            return {{{"put", first, {}}, {"append", second, {}}, {"get", {}, always(first)}}};
        if (kind == "unwritten") return {{{"get", nullptr, always("never put")}}};
        return {{{"append", first, {}},
                 {"append", second, {}},
                 {"get", nullptr, always(std::string(second) + first)}}};
    }

  private:
    ValueSource values_;
    std::string text_;
};

/// Transactions of one to three steps on two registers.
class TransactionSystem final : public SimulatedSystem {
  public:
    explicit TransactionSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random, std::size_t) override {
        Value::List steps;
        for (std::size_t i = 1 + random.below(3); i > 0; --i) {
            const char* key = random.chance(0.5) ? "x" : "y";
            steps.push_back(random.chance(0.5) ? read(key) : write(key, values_.draw(random)));
        }
        return {"txn", steps};
    }
    void apply(Request& request) override {
        request.result = request.argument;
        for (Value& step : request.result.as_list()) {
            auto& parts = step.as_list();
            Value& place = values_of_[parts[1].as_string()];
            (parts[0] == Value("read") ? parts[2] : place) =
                parts[0] == Value("read") ? place : parts[2];
        }
    }
    /// stale, lost: as for one register. torn: the first values were there together, then the
    /// second ones; never one of each.
    Episode episode(std::string_view kind) const override {
        if (kind == "unwritten") return {{saw({read("x", "never written")})}};
        if (kind == "stale")
            return {
                {done({write("x", first)}), done({write("x", second)}), saw({read("x", first)})}};
        if (kind == "lost")
            return {{done({write("x", first)}), saw({read("x", first), write("x", second)}),
                     saw({read("x", first), write("x", third)})}};
        return {{done({write("x", first), write("y", first)}),
                 done({write("x", second), write("y", second)}),
                 saw({read("x", first), read("y", second)})}};
    }

  private:
    static Value read(const char* key, Value value = nullptr) {
        return Value::list({"read", key, std::move(value)});
    }
    static Value write(const char* key, Value value) {
        return Value::list({"write", key, std::move(value)});
    }
    static ForgedStep done(std::initializer_list<Value> steps) {
        return {"txn", Value::list(steps), {}};
    }
    /// Asked without what is then claimed to have been read.
    static ForgedStep saw(std::initializer_list<Value> steps) {
        Value::List asked = steps;
        for (Value& step : asked)
            if (step.as_list()[0] == Value("read")) step.as_list()[2] = nullptr;
        return {"txn", asked, always(Value::list(steps))};
    }

    ValueSource values_;
    std::map<std::string, Value> values_of_;
};

template <typename System>
std::unique_ptr<SimulatedSystem> make(std::size_t values) {
    return std::make_unique<System>(values);
}

}  // namespace

std::vector<SystemKind> register_systems() {
    const std::vector<std::string_view> three{"unwritten", "stale", "lost"};
    return {{"register", make<RegisterSystem<false, false>>, three},
            {"cas-register", make<RegisterSystem<true, false>>, three},
            {"kv", make<RegisterSystem<true, true>>, three},
            {"append-kv", make<AppendSystem>, {"unwritten", "stale", "lost", "reordered"}},
            {"multi-register", make<TransactionSystem>, {"unwritten", "stale", "lost", "torn"}},
            {"write-once-register", make<WriteOnceSystem>, three}};
}

}  // namespace ordeal::linearizability
