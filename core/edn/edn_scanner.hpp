// The quick way through EDN: one pass over the text, without copies or messages. It reads what
// histories are mostly made of (nil, booleans, integers, keywords, strings without escapes, lists,
// vectors, maps) and says no to all else, be it right or wrong; what it refuses, EdnReader reads.
// So it must never accept what that one refuses, nor read it differently: tests compare the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/value.hpp"

namespace ordeal::core {

/// Reads from the beginning of a text. After a `false` the position means nothing.
class EdnScanner {
  public:
    explicit EdnScanner(std::string_view text)
        : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

    /// Each skips blanks, then reads one thing if it is there.
    bool value(Value& out) { return value(out, 0); }
    bool integer(std::int64_t& out);
    /// A keyword without its colon, or a string: a view of the text.
    bool word(std::string_view& out);
    bool take(char c) {
        skip_blanks();
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }

    /// Bytes read.
    std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }

  private:
    void skip_blanks();
    /// Up to what ends a word.
    std::string_view rest_of_word();
    bool value(Value& out, int depth);
    bool list(Value& out, char closing, int depth);
    bool map(Value& out, int depth);
    bool name(Value& out);

    const char* begin_;
    const char* at_;
    const char* end_;
};

}  // namespace ordeal::core
