#include "harness/router/node_pipe.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "harness/worlds/broken_pipe.hpp"

namespace ordeal::harness {

using core::FileDescriptor;
using core::Result;

namespace {

constexpr int pipe_bytes = 1 << 18;
constexpr std::size_t read_bytes = std::size_t{1} << 16U;

/// Reading end and writing end; `ours` of them does not block.
Result<std::array<FileDescriptor, 2>> make_pipe(std::size_t ours) {
    std::array<int, 2> numbers{};
    if (::pipe2(numbers.data(), O_CLOEXEC) != 0)
        return core::fail("cannot make a pipe to a node: {}", core::errno_text());
    std::array<FileDescriptor, 2> ends{FileDescriptor(numbers[0]), FileDescriptor(numbers[1])};
    if (::fcntl(numbers[ours], F_SETFL, O_NONBLOCK) != 0)
        return core::fail("cannot set up a pipe to a node: {}", core::errno_text());
    ::fcntl(numbers[ours], F_SETPIPE_SZ, pipe_bytes);  // a smaller one does, too
    return ends;
}

}  // namespace

Result<std::unique_ptr<NodePipe>> NodePipe::create(StdioEnds& child) {
    auto to_node = make_pipe(1);
    if (!to_node) return tl::unexpected(to_node.error());
    auto from_node = make_pipe(0);
    if (!from_node) return tl::unexpected(from_node.error());
    child.input = std::move((*to_node)[0]);
    child.output = std::move((*from_node)[1]);
    return std::unique_ptr<NodePipe>(
        new NodePipe(std::move((*to_node)[1]), std::move((*from_node)[0])));
}

NodePipe::Read NodePipe::read(const TakeLine& take) {
    thread_local std::array<char, read_bytes> buffer;
    const ssize_t size = ::read(from_node_.get(), buffer.data(), buffer.size());
    if (size < 0) return errno == EAGAIN || errno == EINTR ? Read::open : Read::closed;
    if (size == 0) return Read::closed;
    split({buffer.data(), static_cast<std::size_t>(size)}, take);
    return partial_.size() > longest_line_bytes ? Read::too_long : Read::open;
}

void NodePipe::split(std::string_view text, const TakeLine& take) {
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 1);
        ++lines_;
        if (partial_.empty()) {
            take(line, lines_);
            continue;
        }
        partial_ += line;
        const std::string whole = std::exchange(partial_, {});
        take(whole, lines_);
    }
    partial_ += text;
}

bool NodePipe::queue(std::string_view line) {
    if (waiting_bytes() + line.size() > most_waiting_bytes) return false;
    waiting_ += line;
    waiting_ += '\n';
    return true;
}

NodePipe::Flushed NodePipe::flush() {
    block_sigpipe();
    while (waiting_bytes() > 0) {
        const ssize_t size = ::write(to_node_.get(), waiting_.data() + written_, waiting_bytes());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == EAGAIN) return Flushed::waits;
        if (size < 0) {
            clear();
            return Flushed::closed;
        }
        written_ += static_cast<std::size_t>(size);
        if (written_ > waiting_.size() / 2) {
            waiting_.erase(0, written_);
            written_ = 0;
        }
    }
    return Flushed::all;
}

void NodePipe::clear() {
    waiting_.clear();
    written_ = 0;
}

}  // namespace ordeal::harness
