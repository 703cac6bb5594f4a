// The last lines that a node wrote: what every message about a node that failed must show.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ordeal::harness {

/// The last `lines` lines of a file, without the newline at the end; what is before byte `from` is
/// not looked at, and no more than the last 16 KiB. Empty when there is nothing, or no file.
std::string last_lines(const std::filesystem::path& file, std::size_t lines = 10,
                       std::uintmax_t from = 0);

/// Of the lines of a program that ended by itself the one that tells a person why, as far as words
/// can show: the first that speaks of a panic or the like, else the last one.
std::string telling_line(const std::string& lines);

/// For the end of a message: "its last lines:" and the lines, each indented by four spaces, or
/// "it wrote nothing".
std::string shown(const std::string& lines);

}  // namespace ordeal::harness
