// The files of one node of world `real` over all its lives, where faults of power or of a full disk
// may come: each life sees them through a mount of its own, and what it has not made durable can be
// taken back between two lives.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/durable_files/durable_folder.hpp"

namespace ordeal::harness {

/// Thread-safe.
class DurableNode {
  public:
    /// `folder` is the node's: its data is in `data`, and `unsynced` beside that is ours.
    explicit DurableNode(std::filesystem::path folder);
    ~DurableNode();
    DurableNode(const DurableNode&) = delete;
    DurableNode& operator=(const DurableNode&) = delete;

    std::filesystem::path data() const { return folder_ / "data"; }

    /// Before a life: what is in the folder when the first begins is durable. Idempotent.
    core::Result<void> open();
    /// A life has mounted the folder: this is its descriptor. Does not block.
    void serve(core::FileDescriptor device);

    /// Waits until the mount of the last life is gone. Error: it is still there after ten seconds.
    core::Result<void> wait_until_unmounted();
    /// Requires: the node is dead. Error: the mount is still there, or a file resists.
    core::Result<nemesis::PowerLossReport> lose_power();

    // Of several limits at once the least holds.
    void limit(nemesis::FaultId fault, std::uint64_t free_bytes);
    nemesis::FullDiskReport unlimit(nemesis::FaultId fault);

    /// Nothing is lost any more, and nothing of this is left.
    void close();

  private:
    struct Life;

    const std::filesystem::path folder_;
    std::mutex mutex_;
    std::unique_ptr<nemesis::DurableFolder> files_;
    std::shared_ptr<Life> life_;
    std::map<nemesis::FaultId, std::uint64_t> limits_;
};

}  // namespace ordeal::harness
