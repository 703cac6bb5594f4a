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

/// What a program says of itself.
struct Kind {
    bool has_linker = false;  // or is no 64-bit ELF file: a script has an interpreter of its own
    bool is_go = false;
};

/// Go's linker leaves a note of this type with its name in each of its programs.
constexpr std::uint32_t go_build_id = 4;

bool has_note_of_go(std::ifstream& file, const Elf64_Phdr& notes) {
    for (std::uint64_t at = 0; at + sizeof(Elf64_Nhdr) < notes.p_filesz;) {
        Elf64_Nhdr note{};
        std::array<char, 4> name{};
        if (!read_at(file, notes.p_offset + at, note)) return false;
        if (note.n_type == go_build_id && note.n_namesz == name.size() &&
            read_at(file, notes.p_offset + at + sizeof note, name) &&
            std::string_view(name.data()) == "Go")
            return true;
        const auto padded = [](std::uint64_t size) { return (size + 3) / 4 * 4; };
        at += sizeof note + padded(note.n_namesz) + padded(note.n_descsz);
    }
    return false;
}

Kind kind_of(const fs::path& program) {
    std::ifstream file(program, std::ios::binary);
    Elf64_Ehdr header{};
    Kind kind;
    if (!read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64) {
        kind.has_linker = true;
        return kind;
    }
    for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr part{};
        if (!read_at(file, header.e_phoff + i * sizeof part, part)) break;
        kind.has_linker |= part.p_type == PT_INTERP;
        kind.is_go |= part.p_type == PT_NOTE && has_note_of_go(file, part);
    }
    return kind;
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

Result<void> can_fail_in(const fs::path& program, const std::string& point) {
    constexpr std::string_view instead =
        "use eio, enospc, slow or lying-fsync, which need nothing of the program";
    const Kind kind = kind_of(program);
    if (!kind.has_linker)
        return core::fail(
            "is linked statically, and libfiu reaches only what loads the C library dynamically: "
            "{}",
            instead);
    if (kind.is_go && is_of_c_library(point))
        return core::fail(
            "is written in Go, and makes its system calls without the C library, which {} is a "
            "point of: {}",
            point, instead);
    return {};
}

std::optional<bool> has_loaded(pid_t process, const fs::path& library) {
    std::ifstream maps("/proc/" + std::to_string(process) + "/maps");
    if (!maps) return std::nullopt;
    for (std::string line; std::getline(maps, line);)
        if (line.ends_with(library.native())) return true;
    return false;
}

std::optional<std::string> program_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/comm");
    std::string name;
    return std::getline(file, name) ? std::optional(name) : std::nullopt;
}

}  // namespace ordeal::nemesis
