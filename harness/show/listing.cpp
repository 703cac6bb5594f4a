#include "harness/show/listing.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "harness/show/text.hpp"

namespace ordeal::harness {

Listing::Listing(const PartRequest& request, std::string_view name, std::string_view head)
    : request_(request),
      most_(request.options.limit > 0 ? request.options.limit
                                      : std::numeric_limits<std::size_t>::max()) {
    request_.sink(request_.options.json ? fmt::format("{{\"{}\":[", name) : std::string(head));
}

void Listing::finish() {
    const std::size_t more = count_ - std::min(count_, most_);
    request_.sink(request_.options.json ? fmt::format("],\"left_out\":{}}}", more)
                                        : left_out(more));
}

}  // namespace ordeal::harness
