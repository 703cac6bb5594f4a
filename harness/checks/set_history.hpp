// What the reads of a growing set say about each of its values: who added it, since when it is
// known to be there, which reads saw it. The checks of sets and of broadcasts are questions to
// this.
//
// After set-full of Jepsen (K. Kingsbury 2018), with duplicates counted. Built in one pass over all
// lists that were read, so in time linear in the size of the history.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/checks/findings.hpp"

namespace ordeal::harness {

/// Since when a value must be there: its addition was acknowledged, or somebody has read it.
struct Known {
    std::size_t position = 0;  // in the history
    core::Nanoseconds time{0};
    const core::Operation* by = nullptr;
};

struct SetElement {
    core::Value value;
    const core::Operation* added = nullptr;  // the first addition that may have happened
    std::optional<Known> known;
    std::vector<std::uint32_t> seen;  // by these of the reads, in their order, each once
};

class SetHistory {
  public:
    /// Of one set. What is wrong with single reads goes to `found`: "unexpected", "duplicated",
    /// "malformed". Any operation but `read` that carries a value adds it.
    SetHistory(const Operations& operations, Findings& found);

    const std::vector<SetElement>& elements() const { return elements_; }
    const Operations& reads() const { return reads_; }

    /// The last read before the given one (a place in reads()) that did not see the element.
    static std::optional<std::size_t> last_absent(const SetElement& element, std::size_t before);
    static std::optional<std::size_t> last_present(const SetElement& element);
    /// The first read that should have seen the element and after which none saw it; null: there is
    /// no such read. Requires: it is known.
    const core::Operation* first_without(const SetElement& element) const;
    static bool sees(const SetElement& element, std::size_t read);

    /// How long the value was known before the last read that missed it began; zero when none did.
    core::Nanoseconds time_until_visible(const SetElement& element) const;

  private:
    void add(const core::Operation& addition);
    void read(const core::Operation& read, Findings& found);
    /// The place of a value in elements(); `guess` is looked at first, for reads list much the same
    /// values in much the same order.
    std::size_t place_of(const core::Value& value, std::size_t guess = 0);
    void note_known(SetElement& element, const core::Operation& by);

    std::vector<SetElement> elements_;
    std::unordered_map<core::Value, std::size_t> places_;
    Operations reads_;
};

}  // namespace ordeal::harness
