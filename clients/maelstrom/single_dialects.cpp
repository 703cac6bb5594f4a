// Kinds of one function: echo, and unique-ids.
#include "clients/maelstrom/dialect_fields.hpp"
#include "clients/maelstrom/dialects.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::Value;

class EchoDialect final : public Dialect {
  public:
    core::Result<void> ask(const Invocation& invocation, Value::Object& body) const override {
        if (invocation.f != "echo") return no_such_function("echo", invocation.f, {"echo"});
        body.emplace_back("echo", invocation.value);
        return {};
    }

    core::Result<Value> answer(const Invocation&, const Value& body) override {
        return any_field(body, "echo");
    }
};

class UniqueIdsDialect final : public Dialect {
  public:
    core::Result<void> ask(const Invocation& invocation, Value::Object&) const override {
        if (invocation.f != "generate")
            return no_such_function("unique-ids", invocation.f, {"generate"});
        return {};
    }

    core::Result<Value> answer(const Invocation&, const Value& body) override {
        return any_field(body, "id");
    }
};

}  // namespace

std::unique_ptr<Dialect> make_echo() {
    return std::make_unique<EchoDialect>();
}

std::unique_ptr<Dialect> make_unique_ids() {
    return std::make_unique<UniqueIdsDialect>();
}

}  // namespace ordeal::clients::maelstrom
