// Random changes made to two folders at once, which must answer alike, and to the oracle.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "file_model.hpp"

namespace ordeal::nemesis {

class RandomChanges {
  public:
    /// `mounted` is what is on trial, `plain` a folder as any other; both empty.
    RandomChanges(std::filesystem::path mounted, std::filesystem::path plain, std::uint64_t seed);
    ~RandomChanges();
    RandomChanges(const RandomChanges&) = delete;
    RandomChanges& operator=(const RandomChanges&) = delete;

    /// One of them. Fails the test where the two do not agree.
    void step();
    /// Both folders show the same names, contents, lengths, modes, and numbers of names.
    void compare();
    /// Nothing is open any more.
    void close_all();
    /// The plain folder becomes what the oracle says it is after a loss of power.
    void lose_power();

    FileModel model;

  private:
    struct OpenFile {
        int mounted = -1;
        int plain = -1;
        std::shared_ptr<ModelFile> file;
    };

    void create();
    void open_again();
    void write();
    void append();
    void truncate();
    void allocate();
    void map();
    void read();
    void remove();
    void rename();
    void folder();
    void link();
    void mode();
    void sync();
    void sync_folder();

    std::string name();
    std::string bytes(std::size_t most);
    OpenFile* any_open();
    void keep_open(OpenFile file);
    std::string both(const std::string& what, int mounted, int plain, int error);

    const std::filesystem::path mounted_;
    const std::filesystem::path plain_;
    core::Random random_;
    std::vector<OpenFile> open_;
};

/// What a folder shows: each name below it with type, mode, length, number of names and a hash of
/// its content; without the number of names where the attic may hold more of them.
std::map<std::string, std::string> shown(const std::filesystem::path& folder,
                                         bool with_links = true);

/// The same of the names of an oracle, with its live contents.
std::map<std::string, std::string> shown(const ModelNames& names);

}  // namespace ordeal::nemesis
