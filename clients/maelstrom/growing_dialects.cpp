// Kinds in which something is added and all of it is read: broadcast, sets, counters.
#include <utility>

#include "clients/maelstrom/dialect_fields.hpp"
#include "clients/maelstrom/dialects.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::Value;

struct Words {
    std::string_view kind;
    std::string_view add;    // the function that adds
    std::string_view added;  // the field of its value
    std::string_view read;   // the field of what a read brings
    core::Result<Value> (*field)(const Value& body, std::string_view name);
};

class GrowingDialect final : public Dialect {
  public:
    explicit GrowingDialect(Words words) : words_(words) {}

    core::Result<void> ask(const Invocation& invocation, Value::Object& body) const override {
        if (invocation.f == words_.add)
            body.emplace_back(std::string(words_.added), invocation.value);
        else if (invocation.f != "read")
            return no_such_function(words_.kind, invocation.f, {words_.add, "read"});
        return {};
    }

    core::Result<Value> answer(const Invocation& invocation, const Value& body) override {
        if (invocation.f == words_.add) return invocation.value;
        return words_.field(body, words_.read);
    }

  private:
    Words words_;
};

}  // namespace

std::unique_ptr<Dialect> make_broadcast() {
    return std::make_unique<GrowingDialect>(
        Words{"broadcast", "broadcast", "message", "messages", list_field});
}

std::unique_ptr<Dialect> make_grow_only_set() {
    return std::make_unique<GrowingDialect>(Words{"a set", "add", "element", "value", list_field});
}

std::unique_ptr<Dialect> make_replicated_counter() {
    return std::make_unique<GrowingDialect>(
        Words{"a counter", "add", "delta", "value", integer_field});
}

}  // namespace ordeal::clients::maelstrom
