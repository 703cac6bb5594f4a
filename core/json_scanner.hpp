// The quick way through JSON: one pass over the text, without copies or messages. What it refuses,
// the strict parser of parse_json decides, and finds the words for. So it must never accept what
// that parser refuses, nor read it differently: tests compare the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/value.hpp"

namespace ordeal::core {

/// Reads from the beginning of a text. After a `false` the position means nothing.
class JsonScanner {
  public:
    /// `blanks`: what may stand between tokens.
    explicit JsonScanner(std::string_view text, std::string_view blanks = " \t\r\n")
        : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), blanks_(blanks) {}

    /// Each skips blanks, then reads one thing if it is there.
    bool value(Value& out);
    bool integer(std::int64_t& out);
    bool string(std::string& out);
    /// A string without escapes, as a view of the text; only ASCII.
    bool word(std::string_view& out);
    bool take(char c) {
        skip_blanks();
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    /// The name of a member, given with its quotes, and the colon. If it is not there, nothing is
    /// read.
    bool name(std::string_view quoted) {
        skip_blanks();
        if (!rest().starts_with(quoted)) return false;
        at_ += quoted.size();
        return take(':');
    }

    bool at_end() {
        skip_blanks();
        return at_ == end_;
    }
    /// Bytes read.
    std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }
    void skip_blanks() {
        while (at_ != end_ && *at_ <= ' ' && blanks_.find(*at_) != std::string_view::npos)
            ++at_;
    }

  private:
    std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
    bool literal(std::string_view text) {
        if (!rest().starts_with(text)) return false;
        at_ += text.size();
        return true;
    }
    const char* end_of_digits(const char* from) const;
    const char* end_of_whole() const;
    bool number(Value& out);
    bool fraction(const char* first, const char* whole_end, Value& out);
    bool list(Value& out);
    bool object(Value& out);
    bool escaped(std::string& out);
    bool escape(std::string& out);
    bool code_unit(unsigned& out);

    const char* begin_;
    const char* at_;
    const char* end_;
    std::string_view blanks_;
    int depth_ = 0;
};

}  // namespace ordeal::core
