// Text that is still being written: a file that grows, or standard input, line by line.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace ordeal::harness {

class GrowingText {
  public:
    /// "-" is standard input. Error: "cannot read PATH: why".
    static core::Result<GrowingText> open(const std::string& path);

    GrowingText(GrowingText&& other) noexcept;
    GrowingText& operator=(GrowingText&&) = delete;
    ~GrowingText();

    enum class Read : std::uint8_t {
        more,     // something came
        nothing,  // not within the time
        end       // a file may grow all the same, a pipe does not
    };
    /// Waits that long at most, but does not wait at the end.
    core::Result<Read> read(std::chrono::milliseconds wait);

    /// Takes the whole lines that were read, with their line breaks. Valid until the next read().
    std::string_view take_lines();
    /// Takes everything that was read and not taken. Valid until the next read().
    std::string_view take_all();
    /// What was read and not taken.
    std::string_view waiting() const { return std::string_view(buffer_).substr(begin_); }

  private:
    GrowingText(std::string name, int descriptor)
        : name_(std::move(name)), descriptor_(descriptor) {}

    std::string name_;
    int descriptor_;
    std::string buffer_;
    std::size_t begin_ = 0;  // of what was not taken yet
};

}  // namespace ordeal::harness
