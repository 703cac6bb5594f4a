// What the checks of workloads have in common: operations by key, words for an operation, and the
// collecting of what is wrong. Each check counts what it finds under a few names ("lost",
// "duplicated", ...), keeps the first examples of each, and tells them so that a person sees whose
// promise was broken, and by which operation.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

using Operations = std::vector<const core::Operation*>;  // in order of invocation

/// By key, in the order of the keys; those without a key are together under null.
std::map<core::Value, Operations> by_key(const std::vector<core::Operation>& operations);

bool is_ok(const core::Operation& operation);
/// ok or info: it may have happened.
bool may_have_happened(const core::Operation& operation);

/// "process 3 (operation 12)"
std::string told(const core::Operation& operation);
/// The value as JSON, cut when it is long.
std::string told(const core::Value& value);
/// " of key k0", or nothing when the operations have no keys.
std::string of_key(const core::Value& key);
/// "first", "first; second": pieces of a sentence, empty ones left out.
std::string joined(const std::string& first, const std::string& second);

/// What shows that something is wrong, for a person.
struct Evidence {
    std::string explanation;                  // a sentence without its full stop
    std::string remark;                       // beneath the broken operation in a picture
    const core::Operation* broken = nullptr;  // whose answer cannot be
    Operations with = {};                     // others that it takes to see why
    std::vector<Condition> conditions = {};
};

/// Requires: the broken operation is known.
Example to_example(const Evidence& evidence);

class Findings {
  public:
    static constexpr std::size_t most_examples = 5;

    struct Name {
        std::string_view name;
        bool breaks = true;  // a promise; else it is only worth telling
    };

    /// The names that may be found, the most serious first.
    explicit Findings(std::vector<Name> names);

    /// `began`: the operation with which the case began; cases are told in the order of these.
    /// `tell` is called for some cases only, the earliest among them. Requires: a name of the
    /// constructor (checked).
    void add(std::string_view name, const core::Operation& began,
             const std::function<Evidence()>& tell);

    std::size_t count(std::string_view name) const;
    bool broken() const;

    /// How often each name was found, for a check's details.
    core::Value details() const;
    /// Of each name that breaks a promise, or of the others if none does, the first case, and how
    /// many there are; empty when nothing was found.
    std::string sentence() const;

    /// Invalid and what was found when a promise was broken; else `otherwise`, followed by what is
    /// worth telling.
    CheckResult conclude(std::string_view check, core::Verdict otherwise,
                         const std::string& explanation) const;

  private:
    struct Case {
        const core::Operation* began = nullptr;
        Evidence evidence;
    };
    struct Row {
        Name name;
        std::size_t count = 0;
        core::Nanoseconds first{0};
        core::Nanoseconds last{0};
        std::vector<Case> cases;  // the earliest
    };
    const Row& row(std::string_view name) const;

    std::vector<Row> rows_;
};

}  // namespace ordeal::harness
