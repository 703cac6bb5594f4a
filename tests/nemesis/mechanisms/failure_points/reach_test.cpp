// Which programs a failure point can fail in, by files as a linker writes them.
#include "nemesis/mechanisms/failure_points/reach.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace ordeal::nemesis {
namespace {

using testing::HasSubstr;

template <typename T>
std::string bytes_of(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// A note as it stands in the file; `name` with its zero.
std::string note(std::uint32_t type, std::string name, const std::string& content) {
    const auto padded = [](std::string text) {
        text.resize((text.size() + 3) / 4 * 4);
        return text;
    };
    const Elf64_Nhdr header{.n_namesz = static_cast<Elf64_Word>(name.size()),
                            .n_descsz = static_cast<Elf64_Word>(content.size()),
                            .n_type = type};
    return bytes_of(header) + padded(std::move(name)) + padded(content);
}

const std::string go_note = note(4, std::string("Go\0", 4), "an identifier");
const std::string gnu_note = note(1, std::string("GNU\0", 4), "of some system");

/// The head of a program with parts of these types; those that are notes have that content.
std::string program(const std::vector<std::uint32_t>& parts, const std::string& notes = "") {
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_phoff = sizeof header;
    header.e_phnum = static_cast<Elf64_Half>(parts.size());
    std::string text = bytes_of(header);
    for (const std::uint32_t type : parts) {
        Elf64_Phdr part{};
        part.p_type = type;
        part.p_offset = sizeof header + parts.size() * sizeof part;
        part.p_filesz = notes.size();
        text += bytes_of(part);
    }
    return text + notes;
}

class Reach : public testing::Test {
  protected:
    void TearDown() override { std::filesystem::remove(path_); }

    /// Why the point cannot fail in a program with this content; empty if it can.
    std::string why_not(const std::string& content, const std::string& point = "wal/sync") {
        std::ofstream(path_, std::ios::binary) << content;
        const auto can = can_fail_in(path_, point);
        return can ? "" : can.error().message;
    }

    std::filesystem::path path_ = testing::TempDir() + "ordeal-reach-" + std::to_string(::getpid());
};

const std::string sync_point = "posix/io/sync/fsync";

TEST_F(Reach, ProgramsWithALinkerAreReached) {
    EXPECT_EQ(why_not(program({PT_LOAD, PT_INTERP}), sync_point), "");
    EXPECT_EQ(why_not(program({PT_INTERP, PT_NOTE}, gnu_note), sync_point), "");
    EXPECT_TRUE(can_fail_in("/proc/self/exe", sync_point));
}

TEST_F(Reach, StaticProgramsAreNot) {
    EXPECT_THAT(why_not(program({PT_LOAD})), HasSubstr("is linked statically"));
    EXPECT_THAT(why_not(program({PT_LOAD, PT_NOTE}, gnu_note), sync_point),
                HasSubstr("use eio, enospc, slow or lying-fsync"));
}

TEST_F(Reach, ProgramsInGoHaveNoPointsOfTheCLibrary) {
    for (const std::string& notes : {go_note, gnu_note + go_note, gnu_note + gnu_note + go_note}) {
        const std::string content = program({PT_INTERP, PT_NOTE}, notes);
        EXPECT_THAT(why_not(content, sync_point), HasSubstr("is written in Go"));
        EXPECT_EQ(why_not(content, "wal/sync"), "");
    }
    EXPECT_THAT(why_not(program({PT_NOTE}, go_note)), HasSubstr("is linked statically"));
}

TEST_F(Reach, ScriptsHaveInterpretersOfTheirOwn) {
    EXPECT_EQ(why_not("#!/bin/sh\nexit 0\n", sync_point), "");
    EXPECT_EQ(why_not("", sync_point), "");
}

/// Notes that end before they should, or never.
TEST_F(Reach, DamagedProgramsAreReadToTheirEnd) {
    const std::string whole = program({PT_INTERP, PT_NOTE}, gnu_note + go_note);
    for (std::size_t size = 0; size < whole.size(); ++size)
        why_not(whole.substr(0, size), sync_point);
    Elf64_Nhdr endless{.n_namesz = ~0U, .n_descsz = ~0U, .n_type = 4};
    EXPECT_EQ(why_not(program({PT_INTERP, PT_NOTE}, bytes_of(endless) + go_note), sync_point), "");
}

TEST_F(Reach, PointsOfTheCLibraryAreKnownByTheirNames) {
    for (const char* point : {"posix/io/sync/fsync", "libc/mm/malloc", "linux/io/sync_file_range"})
        EXPECT_TRUE(is_of_c_library(point)) << point;
    for (const char* point : {"wal/sync", "my/posix/io", "posix"})
        EXPECT_FALSE(is_of_c_library(point)) << point;
}

TEST_F(Reach, WhatAProcessHasLoaded) {
    EXPECT_EQ(has_loaded(::getpid(), std::filesystem::read_symlink("/proc/self/exe")), true);
    EXPECT_EQ(has_loaded(::getpid(), "/nowhere/ordeal-points.so"), false);
    EXPECT_EQ(has_loaded(0, "/nowhere/ordeal-points.so"), std::nullopt);
    EXPECT_EQ(program_of(::getpid()), "test-nemesis");
    EXPECT_EQ(program_of(0), std::nullopt);
}

}  // namespace
}  // namespace ordeal::nemesis
