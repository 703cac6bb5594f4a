// A folder whose files are as durable as their program has made them: data written without
// fsync, and changes of names without one, can be taken back, as a loss of power does. The
// folder itself holds the present state at all times; what is kept beside it undoes the rest. All
// changes go through here (folder_server.hpp puts it behind a mount); reading needs nobody's leave.
//
// What is durable, and when:
// - data: with the fsync or fdatasync of that file, its length with it;
// - names (create, remove, rename, mode, owner): with the fsync of any file or folder, in order, as
//   in the journals of ext4 and XFS;
// - everything that was there when the folder was opened.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "core/file_descriptor.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/mechanisms/durable_files/file_node.hpp"
#include "nemesis/mechanisms/durable_files/name_journal.hpp"

namespace ordeal::nemesis {

struct FileLoss {
    std::string path;
    DataLoss data;
};

/// What a power loss took.
struct PowerLossReport {
    std::vector<FileLoss> files;  // that lost some of their bytes
    std::vector<NameLoss> names;
    std::uint64_t bytes = 0;  // of both
    bool any() const { return !files.empty() || !names.empty(); }
};

/// What a full disk refused.
struct FullDiskReport {
    std::uint64_t refused = 0;  // calls
    std::uint64_t cut_short = 0;
};

/// Thread-safe. The calls that change something return 0 or more, or -errno.
class DurableFolder {
  public:
    /// `attic` is an absent or empty folder on the same file system. Error: which of the two cannot
    /// be used, and why.
    static core::Result<std::unique_ptr<DurableFolder>> open(const std::filesystem::path& folder,
                                                             const std::filesystem::path& attic);
    /// Removes the attic, and all that is in it.
    ~DurableFolder();
    DurableFolder(const DurableFolder&) = delete;
    DurableFolder& operator=(const DurableFolder&) = delete;

    const FilePointer& root() const { return root_; }

    /// The file of that name; none: errno tells.
    FilePointer find(const FileNode& parent, const char* name);
    /// As the owner of its names sees it: without those in the attic.
    static int facts(const FileNode& node, struct stat& facts);

    struct Ownership {
        mode_t mode = 0;
        uid_t user = 0;
        gid_t group = 0;
    };
    using Name = NameJournal::Name;
    /// A file of the type in `mode` (not a link). -EEXIST: there is one of that name.
    int make(const Name& name, Ownership who, dev_t device, FilePointer& made);
    int make_link(const Name& name, const char* target, Ownership who, FilePointer& made);
    int add_name(const Name& name, const FilePointer& node);
    int remove(const Name& name, bool folder);
    int rename(const Name& from, const Name& to, unsigned flags);
    int change_mode(const FilePointer& node, mode_t mode);
    int change_owner(const FilePointer& node, uid_t user, gid_t group);

    // `file` is a descriptor of the node that can be read and written.
    std::int64_t write(const FilePointer& node, int file, std::span<const char> bytes,
                       std::uint64_t offset);
    std::int64_t resize(const FilePointer& node, int file, std::uint64_t size);
    std::int64_t allocate(const FilePointer& node, int file, int mode, std::uint64_t offset,
                          std::uint64_t length);

    /// The fsync of a file or folder; without effect while syncs_are_lies.
    int sync(const FilePointer& node, int file);
    void let_syncs_lie(bool lie) { lies_ = lie; }
    std::uint64_t lies_told() const { return lies_told_; }

    /// Until unlimit() files may grow by so many bytes in all.
    void limit(std::uint64_t free_bytes);
    FullDiskReport unlimit();
    /// The bytes still free; below 0: no limit.
    std::int64_t free_bytes() const { return free_; }

    /// Takes back what is not durable. With a stream of random numbers some of it survives.
    /// Requires: nobody uses the folder meanwhile. Error: what could not be taken back.
    core::Result<PowerLossReport> lose_unsynced(core::Random* survival = nullptr);

  private:
    DurableFolder(std::filesystem::path folder, std::filesystem::path attic);

    FilePointer intern(core::FileDescriptor path);
    int enter(const Name& name, Ownership who, FilePointer& made);
    std::int64_t change(const FilePointer& node, int file, ByteRange range,
                        const UnsyncedData::Change& perform);
    std::int64_t allowed(int file, std::uint64_t end, std::uint64_t least);
    void set_free(const FileNode& node);
    void settle(const FilePointer& node);
    void take_back(const FilePointer& node, core::Random* survival, PowerLossReport& report,
                   std::vector<std::string>& wrong);
    std::string relative(const std::string& path) const;

    const std::filesystem::path folder_;
    const std::filesystem::path attic_path_;
    core::FileDescriptor attic_;

    std::mutex nodes_mutex_;
    std::map<FileKey, std::weak_ptr<FileNode>> nodes_;
    FilePointer root_;
    std::mutex dirty_mutex_;
    std::set<FilePointer> dirty_;  // files with data that is not durable
    std::mutex names_mutex_;       // held while names change
    std::unique_ptr<NameJournal> journal_;

    std::atomic<bool> lies_ = false;
    std::atomic<std::uint64_t> lies_told_ = 0;
    std::atomic<std::int64_t> free_ = -1;
    std::atomic<std::uint64_t> refused_ = 0;
    std::atomic<std::uint64_t> cut_short_ = 0;
};

}  // namespace ordeal::nemesis
