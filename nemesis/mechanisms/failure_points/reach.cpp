#include "nemesis/mechanisms/failure_points/reach.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <system_error>

#include <elf.h>

namespace ordeal::nemesis {

namespace fs = std::filesystem;
using core::Result;

namespace {

/// Where Debian, a build of one's own, and other distributions have it.
constexpr std::array<std::string_view, 3> folders{"/usr/lib/fiu", "/usr/local/lib/fiu",
                                                  "/usr/lib64/fiu"};

template <typename T>
bool read_at(std::ifstream& file, std::uint64_t offset, T& out) {
    file.seekg(static_cast<std::streamoff>(offset));
    return static_cast<bool>(file.read(reinterpret_cast<char*>(&out), sizeof out));
}

/// None of what is no 64-bit ELF file: a script has an interpreter of its own.
bool has_no_linker(const fs::path& program) {
    std::ifstream file(program, std::ios::binary);
    Elf64_Ehdr header{};
    if (!read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64)
        return false;
    for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr part{};
        if (!read_at(file, header.e_phoff + i * sizeof part, part)) return false;
        if (part.p_type == PT_INTERP) return false;
    }
    return true;
}

}  // namespace

bool is_of_c_library(const std::string& point) {
    constexpr std::array<std::string_view, 3> families{"posix/", "libc/", "linux/"};
    return std::ranges::any_of(families, [&](auto family) { return point.starts_with(family); });
}

Result<fs::path> find_posix_points() {
    for (const std::string_view folder : folders) {
        fs::path path = fs::path(folder) / "fiu_posix_preload.so";
        if (std::error_code error; fs::exists(path, error)) return path;
    }
    return core::fail("libfiu's fiu_posix_preload.so is not installed: apt install libfiu0");
}

Result<void> can_load_points(const fs::path& program) {
    if (!has_no_linker(program)) return {};
    return core::fail(
        "{} is linked statically, and libfiu reaches only what loads the C library dynamically: "
        "use eio, enospc, slow or lying-fsync, which need nothing of the program",
        program.string());
}

bool has_loaded(pid_t process, const fs::path& library) {
    std::ifstream maps("/proc/" + std::to_string(process) + "/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.ends_with(library.native())) return true;
    return false;
}

std::string program_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/comm");
    std::string name;
    return std::getline(file, name) ? name : "?";
}

}  // namespace ordeal::nemesis
