// The names and attributes that a FolderServer serves.
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "nemesis/mechanisms/durable_files/folder_server.hpp"

namespace ordeal::nemesis {

namespace {

/// For how long the kernel may rely on what it was told: nobody else changes the folder.
constexpr std::uint64_t valid_seconds = 3600;

fuse_attr attributes_of(const struct stat& facts) {
    fuse_attr told{};
    told.ino = facts.st_ino;
    told.size = static_cast<std::uint64_t>(facts.st_size);
    told.blocks = static_cast<std::uint64_t>(facts.st_blocks);
    told.atime = static_cast<std::uint64_t>(facts.st_atim.tv_sec);
    told.mtime = static_cast<std::uint64_t>(facts.st_mtim.tv_sec);
    told.ctime = static_cast<std::uint64_t>(facts.st_ctim.tv_sec);
    told.atimensec = static_cast<std::uint32_t>(facts.st_atim.tv_nsec);
    told.mtimensec = static_cast<std::uint32_t>(facts.st_mtim.tv_nsec);
    told.ctimensec = static_cast<std::uint32_t>(facts.st_ctim.tv_nsec);
    told.mode = facts.st_mode;
    told.nlink = static_cast<std::uint32_t>(facts.st_nlink);
    told.uid = facts.st_uid;
    told.gid = facts.st_gid;
    told.rdev = static_cast<std::uint32_t>(facts.st_rdev);
    told.blksize = static_cast<std::uint32_t>(facts.st_blksize);
    return told;
}

timespec time_of(std::uint64_t seconds, std::uint32_t nanoseconds, bool set, bool present) {
    if (!set) return {0, UTIME_OMIT};
    if (present) return {0, UTIME_NOW};
    return {static_cast<time_t>(seconds), static_cast<long>(nanoseconds)};
}

}  // namespace

/// The kernel knows the node from here on, once more.
void FolderServer::put_entry(FilePointer node, FuseReply& reply) {
    struct stat facts{};
    if (const int failed = DurableFolder::facts(*node, facts)) return reply.set_error(failed);
    fuse_entry_out entry{};
    entry.generation = 0;
    entry.entry_valid = entry.attr_valid = valid_seconds;
    entry.attr = attributes_of(facts);
    const std::lock_guard lock(mutex_);
    std::uint64_t& id = ids_[node.get()];
    if (id == 0) id = next_node_++;
    Known& known = nodes_[id];
    known.node = std::move(node);
    ++known.lookups;
    entry.nodeid = id;
    reply.put(entry);
}

void FolderServer::put_attributes(const FileNode& node, FuseReply& reply) const {
    struct stat facts{};
    if (const int failed = DurableFolder::facts(node, facts)) return reply.set_error(failed);
    fuse_attr_out answer{};
    answer.attr_valid = valid_seconds;
    answer.attr = attributes_of(facts);
    reply.put(answer);
}

void FolderServer::forget(std::uint64_t id, std::uint64_t count) {
    FilePointer last;  // let go of without the lock
    const std::lock_guard lock(mutex_);
    const auto found = nodes_.find(id);
    if (found == nodes_.end() || id == FUSE_ROOT_ID) return;
    if (found->second.lookups > count) {
        found->second.lookups -= count;
        return;
    }
    last = std::move(found->second.node);
    ids_.erase(last.get());
    nodes_.erase(found);
}

void FolderServer::forget(const FuseRequest& request, FuseReply& reply) {
    reply.set_none();
    forget(request.header.nodeid, request.as<fuse_forget_in>().nlookup);
}

void FolderServer::forget_many(const FuseRequest& request, FuseReply& reply) {
    reply.set_none();
    const auto many = request.as<fuse_batch_forget_in>();
    const auto* next = request.text(sizeof many);
    for (std::uint32_t i = 0; i < many.count; ++i, next += sizeof(fuse_forget_one)) {
        fuse_forget_one one{};
        std::memcpy(&one, next, sizeof one);
        forget(one.nodeid, one.nlookup);
    }
}

/// A name that does not exist is told in a way that the kernel may remember.
void FolderServer::lookup(const FuseRequest& request, FuseReply& reply) {
    const FilePointer parent = node_of(request.header.nodeid);
    if (FilePointer node = folder_.find(*parent, request.text(0)))
        return put_entry(std::move(node), reply);
    if (errno != ENOENT) return reply.set_error(-errno);
    fuse_entry_out nothing{};
    nothing.entry_valid = valid_seconds;
    reply.put(nothing);
}

void FolderServer::make_node(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_mknod_in>();
    const DurableFolder::Name name{node_of(request.header.nodeid), request.text(sizeof asked)};
    FilePointer made;
    const int done =
        folder_.make(name, {asked.mode, request.header.uid, request.header.gid}, asked.rdev, made);
    if (done != 0) return reply.set_error(done);
    put_entry(std::move(made), reply);
}

void FolderServer::make_folder(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_mkdir_in>();
    const DurableFolder::Name name{node_of(request.header.nodeid), request.text(sizeof asked)};
    FilePointer made;
    const int done =
        folder_.make(name, {asked.mode | S_IFDIR, request.header.uid, request.header.gid}, 0, made);
    if (done != 0) return reply.set_error(done);
    put_entry(std::move(made), reply);
}

void FolderServer::make_link(const FuseRequest& request, FuseReply& reply) {
    const DurableFolder::Name name{node_of(request.header.nodeid), request.text(0)};
    const char* target = request.text(name.text.size() + 1);
    FilePointer made;
    const int done =
        folder_.make_link(name, target, {0777, request.header.uid, request.header.gid}, made);
    if (done != 0) return reply.set_error(done);
    put_entry(std::move(made), reply);
}

void FolderServer::add_name(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_link_in>();
    FilePointer node = node_of(asked.oldnodeid);
    if (!node) return reply.set_error(-ESTALE);
    const DurableFolder::Name name{node_of(request.header.nodeid), request.text(sizeof asked)};
    if (const int done = folder_.add_name(name, node); done != 0) return reply.set_error(done);
    put_entry(std::move(node), reply);
}

void FolderServer::unlink(const FuseRequest& request, FuseReply& reply) {
    reply.set_error(folder_.remove({node_of(request.header.nodeid), request.text(0)}, false));
}

void FolderServer::rmdir(const FuseRequest& request, FuseReply& reply) {
    reply.set_error(folder_.remove({node_of(request.header.nodeid), request.text(0)}, true));
}

void FolderServer::rename_to(const FuseRequest& request, FuseReply& reply, std::uint64_t folder,
                             unsigned flags, const char* from) {
    const char* to = from + std::strlen(from) + 1;
    const FilePointer target = node_of(folder);
    if (!target) return reply.set_error(-ESTALE);
    reply.set_error(folder_.rename({node_of(request.header.nodeid), from}, {target, to}, flags));
}

void FolderServer::rename(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_rename_in>();
    rename_to(request, reply, asked.newdir, 0, request.text(sizeof asked));
}

void FolderServer::rename_with_flags(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_rename2_in>();
    rename_to(request, reply, asked.newdir, asked.flags, request.text(sizeof asked));
}

void FolderServer::read_link(const FuseRequest& request, FuseReply& reply) {
    const FilePointer node = node_of(request.header.nodeid);
    const auto room = reply.room();
    const ssize_t size = ::readlinkat(node->path.get(), "", room.data(), PATH_MAX);
    if (size < 0) return reply.set_error(-errno);
    reply.extend(static_cast<std::size_t>(size));
}

void FolderServer::attributes(const FuseRequest& request, FuseReply& reply) {
    const FilePointer node = node_of(request.header.nodeid);
    put_attributes(*node, reply);
}

int FolderServer::apply_size(const FilePointer& node, const fuse_setattr_in& wanted) {
    if ((wanted.valid & FATTR_SIZE) == 0) return 0;
    const core::FileDescriptor file(::open(node->link().c_str(), O_RDWR | O_CLOEXEC));
    if (file) return static_cast<int>(folder_.resize(node, file.get(), wanted.size));
    const HandlePointer handle =
        (wanted.valid & FATTR_FH) != 0 ? handle_of(wanted.fh) : HandlePointer();
    if (!handle) return -errno;
    return static_cast<int>(folder_.resize(node, handle->file.get(), wanted.size));
}

int FolderServer::apply(const FilePointer& node, const fuse_setattr_in& wanted) {
    const std::uint32_t valid = wanted.valid;
    if (const int failed = apply_size(node, wanted)) return failed;
    if ((valid & (FATTR_UID | FATTR_GID)) != 0) {
        const uid_t user = (valid & FATTR_UID) != 0 ? wanted.uid : static_cast<uid_t>(-1);
        const gid_t group = (valid & FATTR_GID) != 0 ? wanted.gid : static_cast<gid_t>(-1);
        if (const int failed = folder_.change_owner(node, user, group)) return failed;
    }
    if ((valid & FATTR_MODE) != 0)
        if (const int failed = folder_.change_mode(node, wanted.mode & 07777)) return failed;
    if ((valid & (FATTR_ATIME | FATTR_MTIME)) == 0) return 0;
    const std::array<timespec, 2> times{
        time_of(wanted.atime, wanted.atimensec, (valid & FATTR_ATIME) != 0,
                (valid & FATTR_ATIME_NOW) != 0),
        time_of(wanted.mtime, wanted.mtimensec, (valid & FATTR_MTIME) != 0,
                (valid & FATTR_MTIME_NOW) != 0)};
    const std::string link = node->link();
    return ::utimensat(AT_FDCWD, link.c_str(), times.data(), 0) == 0 ? 0 : -errno;
}

void FolderServer::set_attributes(const FuseRequest& request, FuseReply& reply) {
    const FilePointer node = node_of(request.header.nodeid);
    if (const int failed = apply(node, request.as<fuse_setattr_in>()))
        return reply.set_error(failed);
    put_attributes(*node, reply);
}

}  // namespace ordeal::nemesis
