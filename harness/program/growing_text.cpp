#include "harness/program/growing_text.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace ordeal::harness {

core::Result<GrowingText> GrowingText::open(const std::string& path) {
    if (path == "-") return GrowingText("standard input", STDIN_FILENO);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return core::fail("cannot read {}: {}", path, core::errno_text());
    return GrowingText(path, descriptor);
}

GrowingText::GrowingText(GrowingText&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_) {}

GrowingText::~GrowingText() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

core::Result<GrowingText::Read> GrowingText::read(std::chrono::milliseconds wait) {
    pollfd ready{descriptor_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(wait.count())) == 0) return Read::nothing;
    constexpr std::size_t piece = 1 << 18;
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + piece);
    const ssize_t got = ::read(descriptor_, buffer_.data() + before, piece);
    const int problem = errno;
    buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && problem != EINTR && problem != EAGAIN)
        return core::fail("cannot read {}: {}", name_, core::errno_text(problem));
    if (got < 0) return Read::nothing;
    return got == 0 ? Read::end : Read::more;
}

std::string_view GrowingText::take_lines() {
    const auto lines = waiting().substr(0, waiting().rfind('\n') + 1);
    begin_ += lines.size();
    return lines;
}

std::string_view GrowingText::take_all() {
    const auto all = waiting();
    begin_ = buffer_.size();
    return all;
}

}  // namespace ordeal::harness
