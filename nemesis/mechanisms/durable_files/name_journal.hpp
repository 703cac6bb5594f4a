// What was done to the names in a durable folder since they were last durable: files made, removed
// and renamed, in order, with what it takes to undo each. It stands for the journal of a file
// system (ext4, XFS): an fsync of any file or folder makes every earlier change of names durable,
// and a power loss takes back a suffix of them, so the names are always those of one moment.
// Undoing in reverse order is right because after the later changes are undone the folder is as the
// change left it. What a change would destroy is moved to the attic, a folder beside this one on
// the same file system, until it is durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "nemesis/mechanisms/durable_files/file_node.hpp"

namespace ordeal::nemesis {

/// What a power loss did to one name.
struct NameLoss {
    std::string path;    // in the folder
    std::string what;    // "created", "removed", "renamed", "changed": what is undone
    std::uint64_t size;  // bytes that went with a file that was never durable
};

/// Not thread-safe: the folder's lock is held.
class NameJournal {
  public:
    /// Requires: the descriptor of the attic outlives it.
    explicit NameJournal(int attic) : attic_(attic) {}

    /// A name: `parent` is a folder.
    struct Name {
        FilePointer parent;
        std::string text;

        int fd() const { return parent->path.get(); }
        const char* c_str() const { return text.c_str(); }
    };

    // Each carries out a change and writes it down; 0 or -errno. What they leave behind when they
    // fail is as before.

    /// `make` has given the node its name.
    void created(const Name& name, const FilePointer& node);
    int unlink(const Name& name, const FilePointer& node);
    int rmdir(const Name& name, const FilePointer& node);
    /// `moved` gets the name `to`; `replaced` had it (none: nobody). `flags` as of renameat2(2).
    int rename(const Name& from, const Name& to, const FilePointer& moved,
               const FilePointer& replaced, unsigned flags);
    /// Mode or owner are about to change.
    void changing(const FilePointer& node);

    bool empty() const { return records_.empty(); }
    std::size_t size() const { return records_.size(); }

    /// All changes are durable: what they destroyed goes.
    void commit();
    /// Undoes the last `count` changes; the others are durable. `gone` hears of each file that had
    /// no name before. Returns what went wrong: nothing on a sound machine.
    std::vector<std::string> undo(std::size_t count, std::vector<NameLoss>& losses,
                                  const std::function<void(const FilePointer&)>& gone);

  private:
    enum class Kind : std::uint8_t { create, remove, rename, exchange, attributes, nothing };
    struct Record {
        Kind kind = Kind::nothing;
        Name name;  // made, removed, or renamed from
        Name to;
        FilePointer node;
        std::string attic;     // what holds what was removed or replaced; "": nothing
        FilePointer replaced;  // of a rename; of an exchange the other one
        mode_t mode = 0;       // of attributes
        uid_t user = 0;
        gid_t group = 0;
    };

    void note(Record record);
    std::string attic_name();
    int move_to_attic(const Name& name, const FilePointer& node, std::string& attic);
    bool born_here(const FilePointer& node) const;
    int undo(const Record& record, std::vector<NameLoss>& losses,
             const std::function<void(const FilePointer&)>& gone);
    int undo_create(const Record& record, std::vector<NameLoss>& losses,
                    const std::function<void(const FilePointer&)>& gone) const;
    int undo_rename(const Record& record) const;
    int bring_back(const Record& record, const Name& to, const FilePointer& node) const;
    void drop(const Record& record) const;

    const int attic_;
    std::uint64_t first_ = 1;  // the number of records_.front()
    std::uint64_t next_attic_ = 0;
    std::deque<Record> records_;
};

}  // namespace ordeal::nemesis
