// A regular expression (ECMAScript) that lines of a program's output are compared with: by the
// ready probe that waits for one, and by the check that none may match.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace ordeal::harness {

/// A value; copies share the compiled expression.
class LinePattern {
  public:
    /// Of a long line the first bytes are compared.
    static constexpr std::size_t most_of_line_bytes = 4096;

    /// Error: why it is no expression. Back-references are none, for the time of matching must be
    /// polynomial.
    static core::Result<LinePattern> compile(const std::string& expression);

    const std::string& text() const;
    /// Anywhere in the line.
    bool matches(std::string_view line) const;

  private:
    struct Compiled;
    explicit LinePattern(std::shared_ptr<const Compiled> compiled)
        : compiled_(std::move(compiled)) {}

    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace ordeal::harness
