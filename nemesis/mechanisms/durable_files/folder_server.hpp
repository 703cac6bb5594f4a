// Serves a DurableFolder to a mount: every request of the kernel becomes the system call that it
// stands for, on the folder itself. The kernel keeps pages and names for as long as it likes,
// because nobody else changes the folder while it is mounted; writes come through at once, so the
// folder always has them. Locks (flock, fcntl), mmap, sockets and pipes are the kernel's own, as on
// a local file system; extended attributes there are none.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "nemesis/mechanisms/durable_files/durable_folder.hpp"
#include "nemesis/mechanisms/durable_files/fuse_connection.hpp"

namespace ordeal::nemesis {

/// Of one mount. Thread-safe.
class FolderServer {
  public:
    /// Requires: the folder outlives it.
    explicit FolderServer(DurableFolder& folder);

    /// Answers a request.
    void serve(const FuseRequest& request, FuseReply& reply);

  private:
    struct Entry {
        std::string name;
        std::uint64_t inode;
        std::uint32_t type;
    };
    /// An open file or folder.
    struct Handle {
        FilePointer node;
        core::FileDescriptor file;
        std::mutex mutex;
        std::vector<Entry> entries;  // of a folder, as it was when reading began
    };
    using HandlePointer = std::shared_ptr<Handle>;
    struct Known {
        FilePointer node;
        std::uint64_t lookups = 0;
    };
    using Operation = void (FolderServer::*)(const FuseRequest&, FuseReply&);
    static Operation operation(std::uint32_t code);

    void init(const FuseRequest& request, FuseReply& reply);
    void status(const FuseRequest& request, FuseReply& reply);
    // Names: folder_names.cpp
    void lookup(const FuseRequest& request, FuseReply& reply);
    void forget(const FuseRequest& request, FuseReply& reply);
    void forget_many(const FuseRequest& request, FuseReply& reply);
    void make_node(const FuseRequest& request, FuseReply& reply);
    void make_folder(const FuseRequest& request, FuseReply& reply);
    void make_link(const FuseRequest& request, FuseReply& reply);
    void add_name(const FuseRequest& request, FuseReply& reply);
    void unlink(const FuseRequest& request, FuseReply& reply);
    void rmdir(const FuseRequest& request, FuseReply& reply);
    void rename(const FuseRequest& request, FuseReply& reply);
    void rename_with_flags(const FuseRequest& request, FuseReply& reply);
    void read_link(const FuseRequest& request, FuseReply& reply);
    void attributes(const FuseRequest& request, FuseReply& reply);
    void set_attributes(const FuseRequest& request, FuseReply& reply);
    // Content: folder_content.cpp
    void create(const FuseRequest& request, FuseReply& reply);
    void open(const FuseRequest& request, FuseReply& reply);
    void open_folder(const FuseRequest& request, FuseReply& reply);
    void release(const FuseRequest& request, FuseReply& reply);
    void read(const FuseRequest& request, FuseReply& reply);
    void read_folder(const FuseRequest& request, FuseReply& reply);
    void write(const FuseRequest& request, FuseReply& reply);
    void allocate(const FuseRequest& request, FuseReply& reply);
    void sync(const FuseRequest& request, FuseReply& reply);

    FilePointer node_of(std::uint64_t id);
    HandlePointer handle_of(std::uint64_t id);
    void put_entry(FilePointer node, FuseReply& reply);
    void put_attributes(const FileNode& node, FuseReply& reply) const;
    void forget(std::uint64_t id, std::uint64_t count);
    void rename_to(const FuseRequest& request, FuseReply& reply, std::uint64_t folder,
                   unsigned flags, const char* from);
    int apply(const FilePointer& node, const fuse_setattr_in& wanted);
    int apply_size(const FilePointer& node, const fuse_setattr_in& wanted);
    int open_node(const FilePointer& node, std::uint32_t flags, std::uint64_t& handle);

    DurableFolder& folder_;
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, Known> nodes_;
    std::unordered_map<const FileNode*, std::uint64_t> ids_;
    std::unordered_map<std::uint64_t, HandlePointer> handles_;
    std::uint64_t next_node_ = FUSE_ROOT_ID + 1;
    std::uint64_t next_handle_ = 1;
};

}  // namespace ordeal::nemesis
