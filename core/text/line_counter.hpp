// Where in a text something is: line and column, for messages. Lines are counted only when somebody
// asks, and once, so that a reader pays nothing for text that is right, and little for text with
// many mistakes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ordeal::core {

class LineCounter {
  public:
    explicit LineCounter(std::string_view text) : text_(text) {}

    /// Everything before `position` will not be asked about any more.
    void advance(std::size_t position);

    /// "LINE: column C", both counted from 1, of a byte of the text or of its end.
    /// Requires: not before what advance() was given.
    std::string place(std::size_t position) const;

  private:
    std::string_view text_;
    std::size_t counted_ = 0;  // bytes
    std::size_t line_ = 1;     // at counted_
    std::size_t line_start_ = 0;
};

}  // namespace ordeal::core
