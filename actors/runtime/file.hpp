// The few things that storage and trace do to files, as Results that name file and reason.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace ordeal::runtime {

/// A descriptor that is closed when it goes out of scope; -1 is none.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int number() const { return number_; }
    void reset();

  private:
    int number_ = -1;
};

/// As open(2), close-on-exec.
core::Result<Descriptor> open_file(const std::string& path, int flags);
/// Writes all of it. `path` is for the message.
core::Result<void> write_all(const Descriptor& file, std::string_view text,
                             const std::string& path);
core::Result<void> sync(const Descriptor& file, const std::string& path);

/// "PATH: could not WHAT: No space left on device".
tl::unexpected<core::Error> file_error(std::string_view path, std::string_view what, int number);

}  // namespace ordeal::runtime
