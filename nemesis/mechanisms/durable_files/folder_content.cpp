// The content of files and folders that a FolderServer serves.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "nemesis/mechanisms/durable_files/folder_server.hpp"

namespace ordeal::nemesis {

using core::FileDescriptor;

namespace {

/// Of our own descriptor: whoever writes must be read, too, for what is overwritten is kept. Where
/// to append the kernel has worked out already, and its pages are those that are shown.
int own_flags(std::uint32_t flags) {
    const bool reads = (flags & O_ACCMODE) == O_RDONLY;
    return (reads ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NOFOLLOW;
}

}  // namespace

int FolderServer::open_node(const FilePointer& node, std::uint32_t flags, std::uint64_t& handle) {
    const int own = own_flags(flags) & ~O_NOFOLLOW;  // the link is ours, and leads to the node
    auto opened = std::make_shared<Handle>();
    opened->node = node;
    opened->file = FileDescriptor(::open(node->link().c_str(), own));
    if (!opened->file) return -errno;
    const std::lock_guard lock(mutex_);
    handle = next_handle_++;
    handles_.emplace(handle, std::move(opened));
    return 0;
}

void FolderServer::open(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_open_in>();
    const FilePointer node = node_of(request.header.nodeid);
    fuse_open_out answer{};
    answer.open_flags = FOPEN_KEEP_CACHE;
    if (const int failed = open_node(node, asked.flags, answer.fh)) return reply.set_error(failed);
    reply.put(answer);
}

void FolderServer::open_folder(const FuseRequest& request, FuseReply& reply) {
    const FilePointer node = node_of(request.header.nodeid);
    fuse_open_out answer{};
    if (const int failed = open_node(node, O_RDONLY | O_DIRECTORY, answer.fh))
        return reply.set_error(failed);
    reply.put(answer);
}

void FolderServer::create(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_create_in>();
    const DurableFolder::Name name{node_of(request.header.nodeid), request.text(sizeof asked)};
    FilePointer node;
    int done = folder_.make(
        name, {S_IFREG | (asked.mode & 07777), request.header.uid, request.header.gid}, 0, node);
    if (done == -EEXIST && (asked.flags & O_EXCL) == 0) {
        node = folder_.find(*name.parent, name.c_str());
        done = node ? 0 : -errno;
    }
    fuse_open_out answer{};
    answer.open_flags = FOPEN_KEEP_CACHE;
    if (done == 0) done = open_node(node, asked.flags, answer.fh);
    if (done != 0) return reply.set_error(done);
    put_entry(std::move(node), reply);
    reply.put(answer);
}

void FolderServer::release(const FuseRequest& request, FuseReply&) {
    HandlePointer last;  // closed without the lock
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(request.as<fuse_release_in>().fh);
    if (found == handles_.end()) return;
    last = std::move(found->second);
    handles_.erase(found);
}

void FolderServer::read(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_read_in>();
    const HandlePointer handle = handle_of(asked.fh);
    if (!handle) return reply.set_error(-EBADF);
    const auto room = reply.room();
    const std::size_t wanted = std::min<std::size_t>(asked.size, room.size());
    std::size_t done = 0;
    while (done < wanted) {
        const ssize_t got = ::pread(handle->file.get(), room.data() + done, wanted - done,
                                    static_cast<off_t>(asked.offset + done));
        if (got < 0 && errno != EINTR) return reply.set_error(-errno);
        if (got == 0) break;
        if (got > 0) done += static_cast<std::size_t>(got);
    }
    reply.extend(done);
}

void FolderServer::write(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_write_in>();
    const HandlePointer handle = handle_of(asked.fh);
    if (!handle) return reply.set_error(-EBADF);
    const std::int64_t done =
        folder_.write(handle->node, handle->file.get(),
                      request.body.subspan(sizeof asked, asked.size), asked.offset);
    if (done < 0) return reply.set_error(static_cast<int>(done));
    fuse_write_out answer{};
    answer.size = static_cast<std::uint32_t>(done);
    reply.put(answer);
}

void FolderServer::allocate(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_fallocate_in>();
    const HandlePointer handle = handle_of(asked.fh);
    if (!handle) return reply.set_error(-EBADF);
    reply.set_error(static_cast<int>(folder_.allocate(handle->node, handle->file.get(),
                                                      static_cast<int>(asked.mode), asked.offset,
                                                      asked.length)));
}

void FolderServer::sync(const FuseRequest& request, FuseReply& reply) {
    const HandlePointer handle = handle_of(request.as<fuse_fsync_in>().fh);
    if (!handle) return reply.set_error(-EBADF);
    reply.set_error(folder_.sync(handle->node, handle->file.get()));
}

/// A folder is read as it was when reading began: what comes and goes meanwhile neither shifts the
/// others nor shows twice.
void FolderServer::read_folder(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_read_in>();
    const HandlePointer handle = handle_of(asked.fh);
    if (!handle) return reply.set_error(-EBADF);
    const std::lock_guard lock(handle->mutex);
    if (asked.offset == 0) {
        handle->entries.clear();
        const std::unique_ptr<DIR, int (*)(DIR*)> folder(
            ::fdopendir(::openat(handle->file.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
            &::closedir);
        while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr)
            handle->entries.push_back({entry->d_name, entry->d_ino, entry->d_type});
    }
    std::size_t used = 0;
    for (std::size_t i = asked.offset; i < handle->entries.size(); ++i) {
        const auto& [name, inode, type] = handle->entries[i];
        const fuse_dirent entry{.ino = inode,
                                .off = i + 1,
                                .namelen = static_cast<std::uint32_t>(name.size()),
                                .type = type};
        const std::size_t size = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + name.size());
        if (used + size > asked.size) break;
        const auto room = reply.room();
        std::memset(room.data(), 0, size);
        std::memcpy(room.data(), &entry, FUSE_NAME_OFFSET);
        std::memcpy(room.data() + FUSE_NAME_OFFSET, name.data(), name.size());
        reply.extend(size);
        used += size;
    }
}

}  // namespace ordeal::nemesis
