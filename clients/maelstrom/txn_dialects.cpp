// Transactions: a list of [f, key, value] of which the reads come back with their values.
#include <utility>

#include "clients/maelstrom/dialect_fields.hpp"
#include "clients/maelstrom/dialects.hpp"
#include "core/json.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::Value;

bool is_micro_operation(const Value& value, std::string_view writes) {
    if (!value.is_list() || value.as_list().size() != 3) return false;
    const Value& f = value.as_list()[0];
    return f.is_string() && (f.as_string() == "r" || f.as_string() == writes);
}

bool is_read(const Value& operation) {
    return operation.as_list()[0].as_string() == "r";
}

class TxnDialect final : public Dialect {
  public:
    /// `lists`: what is read is a list (or null, where there is none yet).
    TxnDialect(std::string_view writes, bool lists) : writes_(writes), lists_(lists) {}

    core::Result<void> ask(const Invocation& invocation, Value::Object& body) const override {
        if (invocation.f != "txn")
            return no_such_function("a transactional workload", invocation.f, {"txn"});
        if (!invocation.value.is_list()) return misfit(invocation.value);
        for (const Value& operation : invocation.value.as_list())
            if (!is_micro_operation(operation, writes_)) return misfit(invocation.value);
        body.emplace_back("txn", invocation.value);
        return {};
    }

    core::Result<Value> answer(const Invocation& invocation, const Value& body) override {
        auto answered = list_field(body, "txn");
        if (!answered) return answered;
        const Value::List& asked = invocation.value.as_list();
        const Value::List& done = answered->as_list();
        if (done.size() != asked.size())
            return core::fail("txn with {} operations, as asked", asked.size());
        for (std::size_t i = 0; i < asked.size(); ++i)
            if (!completes(asked[i], done[i]))
                return core::fail("txn with {} completed as its operation {}",
                                  core::to_json(asked[i]), i + 1);
        return answered;
    }

  private:
    tl::unexpected<core::Error> misfit(const Value& value) const {
        return core::fail(R"(the value of a txn is a list of ["r", key, null] and ["{}", key, )"
                          R"(value], not {})",
                          writes_, core::to_json(value));
    }

    bool completes(const Value& asked, const Value& done) const {
        if (!is_micro_operation(done, writes_)) return false;
        const Value::List& before = asked.as_list();
        const Value::List& after = done.as_list();
        if (before[0] != after[0] || before[1] != after[1]) return false;
        if (!is_read(asked)) return before[2] == after[2];
        return !lists_ || after[2].is_null() || after[2].is_list();
    }

    std::string_view writes_;
    bool lists_;
};

}  // namespace

std::unique_ptr<Dialect> make_list_append() {
    return std::make_unique<TxnDialect>("append", true);
}

std::unique_ptr<Dialect> make_rw_register() {
    return std::make_unique<TxnDialect>("w", false);
}

}  // namespace ordeal::clients::maelstrom
