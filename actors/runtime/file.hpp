// The few things that storage and trace do to files, as Results that name file and reason.
#pragma once

#include <string>
#include <string_view>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::runtime {

using core::FileDescriptor;

/// As open(2), close-on-exec.
core::Result<FileDescriptor> open_file(const std::string& path, int flags);
/// Writes all of it. `path` is for the message.
core::Result<void> write_all(const FileDescriptor& file, std::string_view text,
                             const std::string& path);
core::Result<void> sync(const FileDescriptor& file, const std::string& path);

/// "PATH: could not WHAT: No space left on device".
tl::unexpected<core::Error> file_error(std::string_view path, std::string_view what, int number);

}  // namespace ordeal::runtime
