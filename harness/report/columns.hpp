// Columns of numbers and texts, packed for a page: one document and its columns as bytes, deflated,
// in base64. A history as columns is a tenth of its JSON, and a browser reads a million operations
// of it in a fraction of a second. `ui/src/data/columns.ts` is the other side.
//
// The bytes: the length of the header (4 bytes, the lowest first); the header, a JSON document
// whose member "columns" lists name, kind, count and size of each; then the columns, one after the
// other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.hpp"

namespace ordeal::harness {

/// How numbers are written: as they are, or each as the difference from the one before.
enum class Coding : std::uint8_t { plain, differences };

class Columns {
  public:
    /// Numbers beyond 2^46 either way are cut to it: a page counts in doubles.
    ///
    /// Each is made unsigned (zigzag) and takes as many bytes as the largest one needs; the lowest
    /// bytes of all stand first, then the next ones, so that deflate meets like with like.
    void numbers(std::string_view name, const std::vector<std::int64_t>& values,
                 Coding coding = Coding::plain);

    /// One a line. Requires: UTF-8 without line breaks, as JSON texts are.
    void texts(std::string_view name, const std::vector<std::string>& texts);

    /// `document` is an object without a member "columns". Returns base64.
    std::string packed(core::Value document) const;

  private:
    void add(std::string_view name, std::string_view kind, std::size_t count,
             const std::string& bytes);

    core::Value list_ = core::Value::List{};
    std::string bytes_;
};

}  // namespace ordeal::harness
