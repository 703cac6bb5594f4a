#include "core/text/line_counter.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ordeal::core {

void LineCounter::advance(std::size_t position) {
    position = std::min(position, text_.size());
    if (position <= counted_) return;
    const auto part = text_.substr(counted_, position - counted_);
    line_ += static_cast<std::size_t>(std::ranges::count(part, '\n'));
    if (const auto last = part.rfind('\n'); last != part.npos) line_start_ = counted_ + last + 1;
    counted_ = position;
}

std::string LineCounter::place(std::size_t position) const {
    LineCounter there = *this;
    there.advance(position);
    return fmt::format("{}: column {}", there.line_,
                       std::max(position, there.line_start_) - there.line_start_ + 1);
}

}  // namespace ordeal::core
