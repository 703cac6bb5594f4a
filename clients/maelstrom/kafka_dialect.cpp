// Logs with offsets. The client remembers, for each key that it is assigned, the offset at which
// its next poll goes on: one after the highest that it was given, and after an assign one after
// what was committed (0 where nothing was). A poll whose value is a list of keys assigns to the
// client those of them that it has not yet, from 0.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "clients/maelstrom/dialect_fields.hpp"
#include "clients/maelstrom/dialects.hpp"
#include "core/json.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::Value;

bool is_pair_with_offset(const Value& value) {
    return value.is_list() && value.as_list().size() == 2 && value.as_list()[0].is_int();
}

bool is_string(const Value& value) {
    return value.is_string();
}

bool are_keys(const Value& value) {
    return value.is_list() && std::ranges::all_of(value.as_list(), is_string);
}

/// "msgs": {"k0": [[0, 5], [1, 7]]}.
core::Result<Value> messages_field(const Value& body) {
    const auto of_pairs = [](const Value::Member& member) {
        return member.value.is_list() &&
               std::ranges::all_of(member.value.as_list(), is_pair_with_offset);
    };
    const Value* field = body.find("msgs");
    if (field == nullptr || !field->is_object() ||
        !std::ranges::all_of(field->as_object(), of_pairs))
        return core::fail("msgs, an object from keys to lists of [offset, message]");
    return *field;
}

class KafkaDialect final : public Dialect {
  public:
    std::string type_of(std::string_view f) const override {
        if (f == "commit") return "commit_offsets";
        if (f == "committed" || f == "assign") return "list_committed_offsets";
        return std::string(f);
    }

    core::Result<void> ask(const Invocation& invocation, Value::Object& body) const override {
        const Value& value = invocation.value;
        if (invocation.f == "send") return ask_send(value, body);
        if (invocation.f == "poll") return ask_poll(value, body);
        if (invocation.f == "commit") {
            if (!value.is_object())
                return core::fail("the value of a commit is {{key: offset}}, not {}",
                                  core::to_json(value));
            body.emplace_back("offsets", value);
            return {};
        }
        if (invocation.f != "committed" && invocation.f != "assign")
            return no_such_function("kafka", invocation.f,
                                    {"send", "poll", "commit", "committed", "assign"});
        if (!are_keys(value))
            return core::fail("the value of {} is a list of keys, not {}", invocation.f,
                              core::to_json(value));
        body.emplace_back("keys", value);
        return {};
    }

    core::Result<Value> answer(const Invocation& invocation, const Value& body) override {
        if (invocation.f == "commit") return invocation.value;
        if (invocation.f == "committed") return offsets_field(body, "offsets");
        if (invocation.f == "assign") return answer_assign(invocation.value, body);
        if (invocation.f == "poll") return answer_poll(invocation.value, body);
        auto offset = integer_field(body, "offset");
        if (!offset) return offset;
        const Value::List& sent = invocation.value.as_list();
        return Value::list({sent[0], Value::list({*offset, sent[1]})});
    }

  private:
    static core::Result<void> ask_send(const Value& value, Value::Object& body) {
        if (!value.is_list() || value.as_list().size() != 2 || !value.as_list()[0].is_string())
            return core::fail("the value of a send is [key, message], not {}",
                              core::to_json(value));
        body.emplace_back("key", value.as_list()[0]);
        body.emplace_back("msg", value.as_list()[1]);
        return {};
    }

    core::Result<void> ask_poll(const Value& value, Value::Object& body) const {
        if (!value.is_null() && !are_keys(value))
            return core::fail("the value of a poll is null or a list of keys, not {}",
                              core::to_json(value));
        std::map<std::string, std::int64_t> from = next_;
        if (value.is_list())
            for (const Value& key : value.as_list())
                from.try_emplace(key.as_string(), 0);
        Value::Object offsets;
        for (const auto& [key, offset] : from)
            offsets.emplace_back(key, offset);
        body.emplace_back("offsets", Value(std::move(offsets)));
        return {};
    }

    core::Result<Value> answer_poll(const Value& keys, const Value& body) {
        auto messages = messages_field(body);
        if (!messages) return messages;
        if (keys.is_list())
            for (const Value& key : keys.as_list())
                next_.try_emplace(key.as_string(), 0);
        for (const auto& [key, pairs] : messages->as_object())
            for (const Value& pair : pairs.as_list()) {
                std::int64_t& next = next_[key];
                const std::int64_t offset = pair.as_list()[0].as_int();
                if (offset < INT64_MAX) next = std::max(next, offset + 1);
            }
        return messages;
    }

    core::Result<Value> answer_assign(const Value& keys, const Value& body) {
        auto offsets = offsets_field(body, "offsets");
        if (!offsets) return offsets;
        next_.clear();
        for (const Value& key : keys.as_list()) {
            const Value* committed = offsets->find(key.as_string());
            const bool any = committed != nullptr && committed->as_int() < INT64_MAX;
            next_[key.as_string()] = any ? committed->as_int() + 1 : 0;
        }
        return keys;
    }

    std::map<std::string, std::int64_t> next_;
};

}  // namespace

std::unique_ptr<Dialect> make_kafka() {
    return std::make_unique<KafkaDialect>();
}

}  // namespace ordeal::clients::maelstrom
