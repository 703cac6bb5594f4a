// Files of the kernel: opened for their descriptor, or written to in one call.
#pragma once

#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::nemesis {

using core::FileDescriptor;

/// open(2) with O_CLOEXEC. Error: "cannot open PATH: reason".
core::Result<FileDescriptor> open_file(const char* path, int flags);

/// Writes `text` to a file of /proc in one call, as these files demand.
/// Error: "cannot write TEXT to PATH: reason".
core::Result<void> write_file(const char* path, const char* text);

}  // namespace ordeal::nemesis
