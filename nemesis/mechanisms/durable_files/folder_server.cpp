#include "nemesis/mechanisms/durable_files/folder_server.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/statvfs.h>

namespace ordeal::nemesis {

FolderServer::FolderServer(DurableFolder& folder) : folder_(folder) {
    nodes_[FUSE_ROOT_ID] = {folder.root(), 1};
    ids_[folder.root().get()] = FUSE_ROOT_ID;
}

FolderServer::Operation FolderServer::operation(std::uint32_t code) {
    static const std::unordered_map<std::uint32_t, Operation> operations{
        {FUSE_INIT, &FolderServer::init},
        {FUSE_STATFS, &FolderServer::status},
        {FUSE_LOOKUP, &FolderServer::lookup},
        {FUSE_FORGET, &FolderServer::forget},
        {FUSE_BATCH_FORGET, &FolderServer::forget_many},
        {FUSE_MKNOD, &FolderServer::make_node},
        {FUSE_MKDIR, &FolderServer::make_folder},
        {FUSE_SYMLINK, &FolderServer::make_link},
        {FUSE_LINK, &FolderServer::add_name},
        {FUSE_UNLINK, &FolderServer::unlink},
        {FUSE_RMDIR, &FolderServer::rmdir},
        {FUSE_RENAME, &FolderServer::rename},
        {FUSE_RENAME2, &FolderServer::rename_with_flags},
        {FUSE_READLINK, &FolderServer::read_link},
        {FUSE_GETATTR, &FolderServer::attributes},
        {FUSE_SETATTR, &FolderServer::set_attributes},
        {FUSE_CREATE, &FolderServer::create},
        {FUSE_OPEN, &FolderServer::open},
        {FUSE_OPENDIR, &FolderServer::open_folder},
        {FUSE_RELEASE, &FolderServer::release},
        {FUSE_RELEASEDIR, &FolderServer::release},
        {FUSE_READ, &FolderServer::read},
        {FUSE_READDIR, &FolderServer::read_folder},
        {FUSE_WRITE, &FolderServer::write},
        {FUSE_FALLOCATE, &FolderServer::allocate},
        {FUSE_FSYNC, &FolderServer::sync},
        {FUSE_FSYNCDIR, &FolderServer::sync}};
    const auto found = operations.find(code);
    return found == operations.end() ? nullptr : found->second;
}

/// What is not among the operations the kernel does itself, or does without, once told ENOSYS:
/// flush, access, interrupt, locks, lseek, copy_file_range, extended attributes.
void FolderServer::serve(const FuseRequest& request, FuseReply& reply) {
    const bool known = request.header.nodeid == 0 || node_of(request.header.nodeid) != nullptr;
    if (!known && request.header.opcode != FUSE_FORGET) return reply.set_error(-ESTALE);
    if (const Operation call = operation(request.header.opcode))
        (this->*call)(request, reply);
    else
        reply.set_error(-ENOSYS);
}

void FolderServer::init(const FuseRequest& request, FuseReply& reply) {
    const auto asked = request.as<fuse_init_in>();
    if (asked.major < 7 || asked.minor < 28) return reply.set_error(-EPROTO);
    constexpr std::uint32_t wanted =
        FUSE_ASYNC_READ | FUSE_BIG_WRITES | FUSE_PARALLEL_DIROPS | FUSE_MAX_PAGES | FUSE_ASYNC_DIO;
    fuse_init_out answer{};
    answer.major = FUSE_KERNEL_VERSION;
    answer.minor = std::min<std::uint32_t>(asked.minor, FUSE_KERNEL_MINOR_VERSION);
    answer.max_readahead = std::min<std::uint32_t>(asked.max_readahead, most_fuse_bytes);
    answer.flags = asked.flags & wanted;
    answer.max_background = 64;
    answer.congestion_threshold = 48;
    answer.max_write = most_fuse_bytes;
    answer.time_gran = 1;
    answer.max_pages = most_fuse_bytes / 4096;
    reply.put(answer);
}

/// A disk that is full says so.
void FolderServer::status(const FuseRequest&, FuseReply& reply) {
    struct statvfs facts{};
    const std::string path = folder_.root()->link();
    if (::statvfs(path.c_str(), &facts) != 0) return reply.set_error(-errno);
    fuse_statfs_out answer{};
    answer.st.blocks = facts.f_blocks;
    answer.st.bfree = facts.f_bfree;
    answer.st.bavail = facts.f_bavail;
    if (const std::int64_t free = folder_.free_bytes(); free >= 0)
        answer.st.bfree = answer.st.bavail =
            std::min<std::uint64_t>(facts.f_bavail, static_cast<std::uint64_t>(free) /
                                                        std::max<std::uint64_t>(1, facts.f_frsize));
    answer.st.files = facts.f_files;
    answer.st.ffree = facts.f_ffree;
    answer.st.bsize = static_cast<std::uint32_t>(facts.f_bsize);
    answer.st.namelen = static_cast<std::uint32_t>(facts.f_namemax);
    answer.st.frsize = static_cast<std::uint32_t>(facts.f_frsize);
    reply.put(answer);
}

FilePointer FolderServer::node_of(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto found = nodes_.find(id);
    return found == nodes_.end() ? nullptr : found->second.node;
}

FolderServer::HandlePointer FolderServer::handle_of(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(id);
    return found == handles_.end() ? nullptr : found->second;
}

}  // namespace ordeal::nemesis
