#include "harness/worlds/durable_node.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "nemesis/mechanisms/durable_files/folder_server.hpp"
#include "nemesis/mechanisms/durable_files/fuse_connection.hpp"

namespace ordeal::harness {

using core::Result;

namespace {

/// For a mount whose node is dead: milliseconds on a sound machine.
constexpr std::chrono::seconds patience{10};

}  // namespace

/// The next life is not answered before nothing of the one before can write any more: pages that it
/// changed through a mapping come with the end of its mount.
struct DurableNode::Life {
    Life(nemesis::DurableFolder& files, core::FileDescriptor device, std::shared_ptr<Life> before)
        : server(files),
          connection(
              std::move(device),
              [this](const nemesis::FuseRequest& request, nemesis::FuseReply& reply) {
                  server.serve(request, reply);
              },
              [before = std::move(before)] {
                  if (before && !before->connection.wait_until_unmounted(patience))
                      before->connection.stop();
              }) {}

    nemesis::FolderServer server;
    nemesis::FuseConnection connection;
};

DurableNode::DurableNode(std::filesystem::path folder) : folder_(std::move(folder)) {}

DurableNode::~DurableNode() {
    close();
}

Result<void> DurableNode::open() {
    const std::lock_guard lock(mutex_);
    if (files_) return {};
    auto opened = nemesis::DurableFolder::open(data(), folder_ / "unsynced");
    if (!opened) return tl::unexpected(opened.error());
    files_ = std::move(*opened);
    return {};
}

void DurableNode::serve(core::FileDescriptor device) {
    const std::lock_guard lock(mutex_);
    if (!files_) return;
    std::shared_ptr<Life> before = std::exchange(life_, nullptr);
    life_ = std::make_shared<Life>(*files_, std::move(device), std::move(before));
}

Result<void> DurableNode::wait_until_unmounted() {
    std::shared_ptr<Life> life;
    {
        const std::lock_guard lock(mutex_);
        life = life_;
    }
    if (!life || life->connection.wait_until_unmounted(patience)) return {};
    return core::fail("{} is still mounted by somebody although its node is dead", data().string());
}

Result<nemesis::PowerLossReport> DurableNode::lose_power() {
    if (auto gone = wait_until_unmounted(); !gone) return tl::unexpected(gone.error());
    const std::lock_guard lock(mutex_);
    life_.reset();
    if (!files_) return nemesis::PowerLossReport();
    return files_->lose_unsynced();
}

void DurableNode::limit(nemesis::FaultId fault, std::uint64_t free_bytes) {
    const std::lock_guard lock(mutex_);
    limits_[fault] = free_bytes;
    const auto least =
        std::ranges::min_element(limits_, {}, [](const auto& one) { return one.second; });
    if (files_ && least->first == fault) files_->limit(free_bytes);
}

nemesis::FullDiskReport DurableNode::unlimit(nemesis::FaultId fault) {
    const std::lock_guard lock(mutex_);
    limits_.erase(fault);
    if (!files_) return {};
    const nemesis::FullDiskReport report = files_->unlimit();
    const auto least =
        std::ranges::min_element(limits_, {}, [](const auto& one) { return one.second; });
    if (least != limits_.end()) files_->limit(least->second);
    return report;
}

void DurableNode::close() {
    static_cast<void>(wait_until_unmounted());
    const std::lock_guard lock(mutex_);
    life_.reset();
    files_.reset();
}

}  // namespace ordeal::harness
