#include "harness/checks/findings.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

using core::EventType;
using core::Operation;
using core::Value;
using core::Verdict;

namespace {

constexpr std::size_t longest_value_bytes = 80;

}  // namespace

std::map<Value, Operations> by_key(const std::vector<Operation>& operations) {
    std::map<Value, Operations> keys;
    Operations* last = nullptr;
    Value key;
    for (const Operation& operation : operations) {
        const Value own = operation.key.value_or(Value());
        if (last == nullptr || own != key) last = &keys[own];
        key = own;
        last->push_back(&operation);
    }
    return keys;
}

bool is_ok(const Operation& operation) {
    return operation.outcome == EventType::ok;
}

bool may_have_happened(const Operation& operation) {
    return operation.outcome != EventType::fail;
}

std::string told(const Operation& operation) {
    return fmt::format("process {} (operation {})", operation.process, operation.id);
}

std::string told(const Value& value) {
    std::string text = core::to_json(value);
    if (text.size() <= longest_value_bytes) return text;
    std::size_t end = longest_value_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;  // not in the middle of a character
    return text.substr(0, end) + "...";
}

std::string of_key(const Value& key) {
    if (key.is_null()) return "";
    return " of key " + (key.is_string() ? key.as_string() : told(key));
}

std::string joined(const std::string& first, const std::string& second) {
    return first.empty() || second.empty() ? first + second : first + "; " + second;
}

Findings::Findings(std::vector<Name> names) {
    for (const Name& name : names)
        rows_.push_back({name, 0, {}});
}

const Findings::Row& Findings::row(std::string_view name) const {
    const auto found =
        std::ranges::find(rows_, name, [](const Row& candidate) { return candidate.name.name; });
    CHECK(found != rows_.end(), "there is no finding {}", name);
    return *found;
}

void Findings::add(std::string_view name, const std::function<std::string()>& tell) {
    Row& found = rows_[static_cast<std::size_t>(&row(name) - rows_.data())];
    ++found.count;
    if (found.examples.size() < most_examples) found.examples.push_back(tell());
}

std::size_t Findings::count(std::string_view name) const {
    return row(name).count;
}

bool Findings::broken() const {
    return std::ranges::any_of(rows_,
                               [](const Row& found) { return found.name.breaks && found.count; });
}

Value Findings::details() const {
    Value details{Value::Object{}};
    Value examples{Value::Object{}};
    for (const Row& found : rows_) {
        details.set(found.name.name, found.count);
        if (found.count > 0)
            examples.set(found.name.name,
                         Value::List(found.examples.begin(), found.examples.end()));
    }
    details.set("examples", std::move(examples));
    return details;
}

std::string Findings::sentence() const {
    std::string text;
    for (const bool breaks : {true, false})
        for (const Row& found : rows_)
            if (found.name.breaks == breaks && found.count > 0)
                text = joined(text, fmt::format("{} {}: {}", core::with_commas(found.count),
                                                found.name.name, found.examples.front()));
    return text;
}

CheckResult Findings::conclude(std::string_view check, Verdict otherwise,
                               const std::string& explanation) const {
    const bool wrong = broken();
    return {std::string(check),
            wrong ? Verdict::invalid : otherwise,
            details(),
            wrong ? sentence() : joined(explanation, sentence()),
            {}};
}

}  // namespace ordeal::harness
