// A value of an operation, a field of a message, a document: what JSON can say. Objects keep the
// order in which their members were added, but two objects with the same members are equal.
// Integers and floating-point numbers are different values (1 is not 1.0), as in EDN.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ordeal::core {

class Value {
  public:
    struct Member;
    using List = std::vector<Value>;
    using Object = std::vector<Member>;

    Value();
    Value(std::nullptr_t);
    Value(bool value);
    Value(int value);
    Value(unsigned value);
    Value(long value);
    Value(unsigned long value);
    Value(double value);
    Value(const char* value);
    Value(std::string_view value);
    Value(std::string value);
    Value(List value);
    Value(Object value);
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ~Value();

    /// Value::object({{"a", 1}, {"b", nullptr}}) and Value::list({1, 2}).
    static Value object(std::initializer_list<Member> members);
    static Value list(std::initializer_list<Value> items);

    bool is_null() const { return data_.index() == 0; }
    bool is_bool() const { return data_.index() == 1; }
    bool is_int() const { return data_.index() == 2; }
    bool is_double() const { return data_.index() == 3; }
    bool is_string() const { return data_.index() == 4; }
    bool is_list() const { return data_.index() == 5; }
    bool is_object() const { return data_.index() == 6; }

    /// Requires: the value is of that kind (checked).
    bool as_bool() const;
    std::int64_t as_int() const;
    double as_double() const;  // also of an integer
    const std::string& as_string() const;
    const List& as_list() const;
    List& as_list();
    const Object& as_object() const;
    Object& as_object();

    /// The member of that name, or null pointer; also when this is no object.
    const Value* find(std::string_view name) const;
    /// Adds or replaces a member. A null value becomes an object first.
    Value& set(std::string_view name, Value value);
    /// Appends to a list. A null value becomes a list first.
    Value& push(Value value);

    /// "null", "boolean", "integer", "number", "string", "list" or "object".
    std::string_view kind() const;

    std::uint64_t hash() const;
    friend bool operator==(const Value& a, const Value& b);
    /// A total order: by kind, then by content; of objects without regard to member order.
    friend std::strong_ordering operator<=>(const Value& a, const Value& b);

  private:
    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, List, Object> data_;
};

struct Value::Member {
    std::string name;
    Value value;
};

}  // namespace ordeal::core

template <>
struct std::hash<ordeal::core::Value> {
    std::size_t operator()(const ordeal::core::Value& value) const { return value.hash(); }
};
