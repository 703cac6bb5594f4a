#include "actors/runtime/trace.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/trace_line.hpp"
#include "core/json.hpp"

namespace ordeal::runtime {

namespace {

/// Cuts off what follows the last line break of a regular file.
core::Result<void> cut_torn_line(const FileDescriptor& file, const std::string& path) {
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return file_error(path, "look at it", errno);
    if (!S_ISREG(status.st_mode)) return {};
    off_t end = status.st_size;
    char block[4096];
    while (end > 0) {
        const off_t begin = std::max<off_t>(0, end - static_cast<off_t>(sizeof block));
        const ssize_t size =
            ::pread(file.get(), block, static_cast<std::size_t>(end - begin), begin);
        if (size <= 0) return file_error(path, "read its last line", errno);
        const std::string_view text(block, static_cast<std::size_t>(size));
        const auto line = text.rfind('\n');
        if (line != std::string_view::npos) {
            end = begin + static_cast<off_t>(line) + 1;
            break;
        }
        end = begin;
    }
    if (end != status.st_size && ::ftruncate(file.get(), end) != 0)
        return file_error(path, "cut off its unfinished line", errno);
    return {};
}

}  // namespace

Trace::Trace(std::string path, FileDescriptor file)
    : path_(std::move(path)), file_(std::move(file)) {}

core::Result<Trace> Trace::open(const std::string& path) {
    auto file = open_file(path, O_RDWR | O_CREAT | O_APPEND);
    if (!file) return tl::unexpected(file.error());
    if (auto cut = cut_torn_line(*file, path); !cut) return tl::unexpected(cut.error());
    return Trace(path, std::move(*file));
}

void Trace::add(const std::string& node, core::Nanoseconds time, const core::Value& event,
                const actors::AnyOutbox& effects, std::uint64_t state_hash) {
    core::append_json(pending_,
                      actors::trace_line({node, index_++, time}, event, effects, state_hash));
    pending_ += '\n';
}

core::Result<void> Trace::flush() {
    auto written = write_all(file_, pending_, path_);
    pending_.clear();
    return written;
}

}  // namespace ordeal::runtime
