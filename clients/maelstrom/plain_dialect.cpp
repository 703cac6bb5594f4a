// Any function, its key and its value: registers as Maelstrom's lin-kv has them, and every kind
// that Maelstrom has not.
#include "clients/maelstrom/dialect_fields.hpp"
#include "clients/maelstrom/dialects.hpp"
#include "core/json.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::Value;

class PlainDialect final : public Dialect {
  public:
    core::Result<void> ask(const Invocation& invocation, Value::Object& body) const override {
        if (invocation.key) body.emplace_back("key", *invocation.key);
        if (invocation.f == "cas") return ask_cas(invocation.value, body);
        if (invocation.f != "read") body.emplace_back("value", invocation.value);
        return {};
    }

    core::Result<Value> answer(const Invocation& invocation, const Value& body) override {
        if (invocation.f == "read") return any_field(body, "value");
        const Value* value = body.find("value");
        return value != nullptr ? *value : invocation.value;
    }

  private:
    static core::Result<void> ask_cas(const Value& value, Value::Object& body) {
        if (!value.is_list() || value.as_list().size() != 2)
            return core::fail("the value of a cas is [from, to], not {}", core::to_json(value));
        body.emplace_back("from", value.as_list()[0]);
        body.emplace_back("to", value.as_list()[1]);
        return {};
    }
};

}  // namespace

std::unique_ptr<Dialect> make_plain() {
    return std::make_unique<PlainDialect>();
}

}  // namespace ordeal::clients::maelstrom
