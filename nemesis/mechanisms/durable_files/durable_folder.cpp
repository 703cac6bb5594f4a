#include "nemesis/mechanisms/durable_files/durable_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

namespace fs = std::filesystem;
using core::FileDescriptor;
using core::Result;

namespace {

/// A file system's journal is committed when it is full, too; so is this one.
constexpr std::size_t most_records = 4096;
FileDescriptor open_path(int parent, const char* name) {
    return FileDescriptor(::openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

}  // namespace

DurableFolder::DurableFolder(fs::path folder, fs::path attic)
    : folder_(std::move(folder)), attic_path_(std::move(attic)) {}

Result<std::unique_ptr<DurableFolder>> DurableFolder::open(const fs::path& folder,
                                                           const fs::path& attic) {
    std::error_code error;
    fs::create_directories(attic, error);
    if (error) return core::fail("cannot make the folder {}: {}", attic.string(), error.message());
    std::unique_ptr<DurableFolder> made(
        new DurableFolder(fs::canonical(folder, error), fs::canonical(attic, error)));
    auto below = open_file(attic.c_str(), O_PATH | O_DIRECTORY);
    if (!below) return tl::unexpected(below.error());
    auto top = open_file(folder.c_str(), O_PATH | O_DIRECTORY);
    if (!top) return tl::unexpected(top.error());
    made->attic_ = std::move(*below);
    made->journal_ = std::make_unique<NameJournal>(made->attic_.get());
    made->root_ = made->intern(std::move(*top));
    struct stat side{};
    if (::fstat(made->attic_.get(), &side) != 0 || side.st_dev != made->root_->key.first)
        return core::fail(
            "{} and {} are on different file systems: what is removed from the one "
            "cannot be kept in the other",
            folder.string(), attic.string());
    return made;
}

DurableFolder::~DurableFolder() {
    if (journal_) journal_->commit();
    std::error_code ignored;
    if (attic_) fs::remove_all(attic_path_, ignored);
}

FilePointer DurableFolder::intern(FileDescriptor path) {
    struct stat facts{};
    if (!path || ::fstat(path.get(), &facts) != 0) return nullptr;
    const FileKey key{facts.st_dev, facts.st_ino};
    const std::lock_guard lock(nodes_mutex_);
    auto& known = nodes_[key];
    if (auto node = known.lock()) return node;
    FilePointer node(new FileNode, [this, key](FileNode* last) {
        {
            const std::lock_guard again(nodes_mutex_);
            const auto found = nodes_.find(key);
            if (found != nodes_.end() && found->second.expired()) nodes_.erase(found);
        }
        delete last;
    });
    node->path = std::move(path);
    node->key = key;
    node->type = facts.st_mode & S_IFMT;
    known = node;
    return node;
}

FilePointer DurableFolder::find(const FileNode& parent, const char* name) {
    return intern(open_path(parent.path.get(), name));
}

int DurableFolder::facts(const FileNode& node, struct stat& facts) {
    if (::fstatat(node.path.get(), "", &facts, AT_EMPTY_PATH) != 0) return -errno;
    const nlink_t hidden = node.hidden_links;
    if (hidden > 0) facts.st_nlink = S_ISDIR(node.type) ? 0 : facts.st_nlink - hidden;
    return 0;
}

/// Whoever asked owns it, and its mode is what was asked for, whatever the mask of this process.
int DurableFolder::enter(const Name& name, Ownership who, FilePointer& made) {
    made = find(*name.parent, name.c_str());
    if (!made) return -errno;
    struct stat facts{};
    if (::fstatat(made->path.get(), "", &facts, AT_EMPTY_PATH) != 0) return -errno;
    const bool other = facts.st_uid != who.user || facts.st_gid != who.group;
    if (other && ::geteuid() == 0 &&
        ::fchownat(made->path.get(), "", who.user, who.group, AT_EMPTY_PATH) != 0)
        return -errno;
    if (!S_ISLNK(made->type) && (facts.st_mode & 07777) != (who.mode & 07777) &&
        ::chmod(made->link().c_str(), who.mode & 07777) != 0)
        return -errno;
    journal_->created(name, made);
    if (journal_->size() > most_records) journal_->commit();
    return 0;
}

int DurableFolder::make(const Name& name, Ownership who, dev_t device, FilePointer& made) {
    if (free_ == 0 && S_ISDIR(who.mode)) {
        ++refused_;
        return -ENOSPC;
    }
    const std::lock_guard lock(names_mutex_);
    const int done = S_ISDIR(who.mode) ? ::mkdirat(name.fd(), name.c_str(), who.mode & 07777)
                                       : ::mknodat(name.fd(), name.c_str(), who.mode, device);
    return done == 0 ? enter(name, who, made) : -errno;
}

int DurableFolder::make_link(const Name& name, const char* target, Ownership who,
                             FilePointer& made) {
    const std::lock_guard lock(names_mutex_);
    if (::symlinkat(target, name.fd(), name.c_str()) != 0) return -errno;
    return enter(name, who, made);
}

int DurableFolder::add_name(const Name& name, const FilePointer& node) {
    const std::lock_guard lock(names_mutex_);
    if (::linkat(AT_FDCWD, node->link().c_str(), name.fd(), name.c_str(), AT_SYMLINK_FOLLOW) != 0)
        return -errno;
    journal_->created(name, node);
    return 0;
}

int DurableFolder::remove(const Name& name, bool folder) {
    const std::lock_guard lock(names_mutex_);
    const FilePointer node = find(*name.parent, name.c_str());
    if (!node) return -errno;
    if (folder != S_ISDIR(node->type)) return folder ? -ENOTDIR : -EISDIR;
    const int done = folder ? journal_->rmdir(name, node) : journal_->unlink(name, node);
    if (done == 0 && !folder) set_free(*node);
    if (done == 0 && node->forgotten) settle(node);
    return done;
}

/// Its room is free again once its last name is gone.
void DurableFolder::set_free(const FileNode& node) {
    struct stat left{};
    if (free_ >= 0 && facts(node, left) == 0 && left.st_nlink == 0 && S_ISREG(left.st_mode))
        free_ += left.st_size;
}

int DurableFolder::rename(const Name& from, const Name& to, unsigned flags) {
    const std::lock_guard lock(names_mutex_);
    const FilePointer moved = find(*from.parent, from.c_str());
    if (!moved) return -errno;
    const FilePointer replaced = find(*to.parent, to.c_str());
    const int done = journal_->rename(from, to, moved, replaced, flags);
    if (done == 0 && replaced && replaced != moved) set_free(*replaced);
    return done;
}

int DurableFolder::change_mode(const FilePointer& node, mode_t mode) {
    const std::lock_guard lock(names_mutex_);
    journal_->changing(node);
    return ::chmod(node->link().c_str(), mode) == 0 ? 0 : -errno;
}

int DurableFolder::change_owner(const FilePointer& node, uid_t user, gid_t group) {
    const std::lock_guard lock(names_mutex_);
    journal_->changing(node);
    return ::fchownat(node->path.get(), "", user, group, AT_EMPTY_PATH) == 0 ? 0 : -errno;
}

}  // namespace ordeal::nemesis
