// EDN, the notation of Clojure's data, as far as Value can say it. Keywords and symbols become
// strings without their colon, sets lists, characters strings, ratios floating-point numbers; a tag
// is dropped and its value kept. Keys of maps become names: strings and keywords as they are,
// anything else as its JSON text.
#pragma once

#include <optional>
#include <string_view>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::core {

/// Reads the forms of a text one after the other.
class EdnReader {
  public:
    explicit EdnReader(std::string_view text) : text_(text) {}

    /// The next form; none at the end. Error: "LINE: column C: what was expected". After an error
    /// the reader is of no further use.
    Result<std::optional<Value>> next();

    /// Steps into a list or vector, if that is what comes next, so that next() gives its items;
    /// they need not be held in memory all at once. leave() then says whether it is at the end.
    bool enter();
    /// Steps over the end of what was entered, if that is what comes next.
    bool leave();

    /// The line, from 1, of the form that next() gave last.
    std::size_t line() const { return form_line_; }

  private:
    struct Token;

    void skip_blanks();
    void count_lines(std::size_t until);
    tl::unexpected<Error> error_at(std::size_t at, std::string_view what) const;
    Result<Value> form(int depth);
    Result<Value> sequence(char closing, int depth);
    Result<Value> map(int depth);
    Result<Value> string();
    Result<Value> character();
    Result<Value> dispatch(int depth);
    Result<Value> atom();
    Result<Value> number(std::string_view word, std::size_t at) const;
    Result<void> skip_discarded(int depth);

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t line_start_ = 0;
    std::size_t counted_ = 0;  // lines are counted up to here
    std::size_t form_line_ = 1;
    char closing_ = 0;  // of what was entered
};

}  // namespace ordeal::core
