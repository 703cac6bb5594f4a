#include "core/value.hpp"

#include <algorithm>
#include <bit>
#include <compare>
#include <utility>

#include "core/check.hpp"
#include "core/hash.hpp"

namespace ordeal::core {

Value::Value() = default;
Value::Value(std::nullptr_t) {}
Value::Value(bool value) : data_(value) {}
Value::Value(int value) : data_(std::int64_t{value}) {}
Value::Value(unsigned value) : data_(std::int64_t{value}) {}
Value::Value(long value) : data_(std::int64_t{value}) {}
Value::Value(unsigned long value) : data_(static_cast<std::int64_t>(value)) {
    CHECK(value <= static_cast<unsigned long>(INT64_MAX));
}
Value::Value(double value) : data_(value) {}
Value::Value(const char* value) : data_(std::string(value)) {}
Value::Value(std::string_view value) : data_(std::string(value)) {}
Value::Value(std::string value) : data_(std::move(value)) {}
Value::Value(List value) : data_(std::move(value)) {}
Value::Value(Object value) : data_(std::move(value)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value Value::object(std::initializer_list<Member> members) {
    return Object(members);
}

Value Value::list(std::initializer_list<Value> items) {
    return List(items);
}

std::string_view Value::kind() const {
    constexpr std::string_view names[] = {"null",   "boolean", "integer", "number",
                                          "string", "list",    "object"};
    return names[data_.index()];
}

bool Value::as_bool() const {
    CHECK(is_bool(), "a value is {}, not boolean", kind());
    return std::get<bool>(data_);
}

std::int64_t Value::as_int() const {
    CHECK(is_int(), "a value is {}, not integer", kind());
    return std::get<std::int64_t>(data_);
}

double Value::as_double() const {
    if (is_int()) return static_cast<double>(as_int());
    CHECK(is_double(), "a value is {}, not number", kind());
    return std::get<double>(data_);
}

const std::string& Value::as_string() const {
    CHECK(is_string(), "a value is {}, not string", kind());
    return std::get<std::string>(data_);
}

const Value::List& Value::as_list() const {
    CHECK(is_list(), "a value is {}, not list", kind());
    return std::get<List>(data_);
}

Value::List& Value::as_list() {
    return const_cast<List&>(std::as_const(*this).as_list());
}

const Value::Object& Value::as_object() const {
    CHECK(is_object(), "a value is {}, not object", kind());
    return std::get<Object>(data_);
}

Value::Object& Value::as_object() {
    return const_cast<Object&>(std::as_const(*this).as_object());
}

const Value* Value::find(std::string_view name) const {
    if (!is_object()) return nullptr;
    for (const Member& member : std::get<Object>(data_))
        if (member.name == name) return &member.value;
    return nullptr;
}

Value& Value::set(std::string_view name, Value value) {
    if (is_null()) data_ = Object{};
    if (const Value* present = find(name))
        const_cast<Value&>(*present) = std::move(value);
    else
        as_object().push_back({std::string(name), std::move(value)});
    return *this;
}

Value& Value::push(Value value) {
    if (is_null()) data_ = List{};
    as_list().push_back(std::move(value));
    return *this;
}

namespace {

std::uint64_t hash_of(std::nullptr_t) {
    return 1;
}
std::uint64_t hash_of(bool value) {
    return value ? 2 : 3;
}
std::uint64_t hash_of(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}
std::uint64_t hash_of(double value) {
    return std::bit_cast<std::uint64_t>(value);
}
std::uint64_t hash_of(const std::string& value) {
    return hash_text(value);
}
std::uint64_t hash_of(const Value::List& list) {
    std::uint64_t hash = list.size();
    for (const Value& item : list)
        hash = hash_combine(hash, item.hash());
    return hash;
}
std::uint64_t hash_of(const Value::Object& object) {
    std::uint64_t hash = object.size();  // a sum: the order of members does not matter
    for (const auto& member : object)
        hash += hash_combine(hash_text(member.name), member.value.hash());
    return hash;
}

std::strong_ordering order(std::nullptr_t, std::nullptr_t) {
    return std::strong_ordering::equal;
}
std::strong_ordering order(bool a, bool b) {
    return a <=> b;
}
std::strong_ordering order(std::int64_t a, std::int64_t b) {
    return a <=> b;
}
std::strong_ordering order(double a, double b) {
    return std::strong_order(a, b);
}
std::strong_ordering order(const std::string& a, const std::string& b) {
    return a <=> b;
}
std::strong_ordering order(const Value::List& a, const Value::List& b) {
    return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
}

std::vector<const Value::Member*> by_name(const Value::Object& object) {
    std::vector<const Value::Member*> members;
    for (const auto& member : object)
        members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return a->name < b->name; });
    return members;
}

std::strong_ordering order(const Value::Object& a, const Value::Object& b) {
    if (const auto sizes = a.size() <=> b.size(); sizes != 0) return sizes;
    const auto left = by_name(a);
    const auto right = by_name(b);
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (const auto names = left[i]->name <=> right[i]->name; names != 0) return names;
        if (const auto values = left[i]->value <=> right[i]->value; values != 0) return values;
    }
    return std::strong_ordering::equal;
}

}  // namespace

std::uint64_t Value::hash() const {
    const std::uint64_t content = std::visit([](const auto& x) { return hash_of(x); }, data_);
    return hash_combine(data_.index(), content);
}

std::strong_ordering operator<=>(const Value& a, const Value& b) {
    if (const auto kinds = a.data_.index() <=> b.data_.index(); kinds != 0) return kinds;
    if (a.is_string()) return *std::get_if<std::string>(&a.data_) <=> b.as_string();  // most often
    return std::visit(
        [&b](const auto& x) { return order(x, std::get<std::decay_t<decltype(x)>>(b.data_)); },
        a.data_);
}

bool operator==(const Value& a, const Value& b) {
    return (a <=> b) == 0;
}

}  // namespace ordeal::core
