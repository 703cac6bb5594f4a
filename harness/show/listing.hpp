// A part of a run that is a list, printed as it comes: so many items as are wanted, one a line or
// as one JSON document, and how many more there are. Nothing is kept of what is printed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/json.hpp"
#include "harness/show/parts.hpp"

namespace ordeal::harness {

class Listing {
  public:
    /// {"<name>":[..],"left_out":N}, or the head and then the lines. Requires: the request outlives
    /// the listing.
    Listing(const PartRequest& request, std::string_view name, std::string_view head = "");

    /// `value` makes the item as a document, `line` as a line with its break; only the one that is
    /// printed is asked.
    template <class ToValue, class ToLine>
    void add(const ToValue& value, const ToLine& line) {
        const bool first = count_ == 0;
        if (++count_ > most_) return;
        if (request_.options.json)
            request_.sink((first ? "" : ",") + core::to_json(value()));
        else
            request_.sink(line());
    }

    void finish();

  private:
    const PartRequest& request_;
    std::size_t most_;
    std::size_t count_ = 0;
};

}  // namespace ordeal::harness
