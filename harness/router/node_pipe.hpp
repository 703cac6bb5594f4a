// The two pipes to one life of a node: lines that it writes to its stdout, and lines for its stdin,
// which wait here as long as it does not read. Nothing blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/file_descriptor.hpp"
#include "core/result.hpp"
#include "harness/worlds/node_setup.hpp"

namespace ordeal::harness {

class NodePipe {
  public:
    /// Lines for a node that wait for it to read weigh no more than this.
    static constexpr std::size_t most_waiting_bytes = std::size_t{16} << 20U;
    /// A line of a node may be as long as this.
    static constexpr std::size_t longest_line_bytes = std::size_t{16} << 20U;

    /// Error: the pipes were refused.
    static core::Result<std::unique_ptr<NodePipe>> create(StdioEnds& child);

    int from_node() const { return from_node_.get(); }
    int to_node() const { return to_node_.get(); }

    using TakeLine = std::function<void(std::string_view line, std::uint64_t number)>;
    enum class Read : std::uint8_t { open, closed, too_long };
    /// Reads once, if there is something, and gives out the lines that are complete, numbered from
    /// 1 and without their ends.
    Read read(const TakeLine& take);

    /// A line, without its end, for the node. False, with no effect: too many wait.
    bool queue(std::string_view line);
    enum class Flushed : std::uint8_t { all, waits, closed };
    /// Writes what the node takes. `closed`: it reads no more.
    Flushed flush();
    std::size_t waiting_bytes() const { return waiting_.size() - written_; }
    /// Forgets what waits.
    void clear();

    /// When the node last took something, or had nothing to take.
    core::Nanoseconds last_progress{0};
    bool is_watched_for_writing = false;

  private:
    NodePipe(core::FileDescriptor to_node, core::FileDescriptor from_node)
        : to_node_(std::move(to_node)), from_node_(std::move(from_node)) {}
    void split(std::string_view text, const TakeLine& take);

    core::FileDescriptor to_node_;
    core::FileDescriptor from_node_;
    std::string partial_;  // a line whose end has not come
    std::uint64_t lines_ = 0;
    std::string waiting_;
    std::size_t written_ = 0;  // of `waiting_`
};

}  // namespace ordeal::harness
