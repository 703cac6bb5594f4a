// EDN, the notation of Clojure's data, as far as Value can say it. Keywords and symbols become
// strings without their colon, sets lists, characters strings, ratios floating-point numbers; a tag
// is dropped and its value kept. Text is UTF-8, or an error. Keys of maps become names: strings and
// keywords as they are, anything else as its JSON text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/text/line_counter.hpp"
#include "core/value.hpp"

namespace ordeal::core {

/// Reads the forms of a text one after the other.
class EdnReader {
  public:
    /// `start`: where to begin; places are those in the whole text.
    explicit EdnReader(std::string_view text, std::size_t start = 0)
        : text_(text), at_(start), lines_(text) {}

    /// The next form; none at the end. Error: "LINE: column C: what was expected". After an error
    /// the reader is of use only after skip_line().
    Result<std::optional<Value>> next();

    /// Steps into a list or vector, if that is what comes next, so that next() gives its items;
    /// they need not be held in memory all at once. leave() then says whether it is at the end.
    bool enter();
    /// Steps over the end of what was entered, if that is what comes next.
    bool leave();

    /// What was not read yet.
    std::string_view rest() const { return text_.substr(at_); }
    /// Passes over that many bytes, which somebody else has read: whole forms.
    void pass(std::size_t bytes) { at_ += bytes; }

    /// "LINE: column C" of the form that next() gave or failed at last.
    std::string place();
    /// After an error: on to the line behind the one where the form began that next() failed at.
    /// False: there is none.
    bool skip_line();

  private:
    void skip_blanks();
    tl::unexpected<Error> error_at(std::size_t at, std::string_view what);
    Result<Value> form(int depth);
    Result<Value> sequence(char closing, int depth);
    Result<Value> map(int depth);
    Result<Value> in_utf8(std::size_t start, Result<Value> read);
    Result<Value> string();
    Result<unsigned> code_point();
    Result<Value> character();
    Result<Value> dispatch(int depth);
    Result<Value> atom();
    Result<Value> number(std::string_view word, std::size_t at);
    Result<void> skip_discarded(int depth);

    std::string_view text_;
    std::size_t at_;
    LineCounter lines_;
    std::size_t form_start_ = 0;
    char closing_ = 0;  // of what was entered
};

}  // namespace ordeal::core
