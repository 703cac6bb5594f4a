// A temporary folder, and a DurableFolder of it mounted in a mount namespace that one thread has
// for itself: only what that thread is told to do sees the mount, everybody else sees the folder.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "nemesis/mechanisms/durable_files/durable_folder.hpp"
#include "nemesis/mechanisms/durable_files/folder_server.hpp"
#include "nemesis/mechanisms/durable_files/fuse_connection.hpp"

namespace ordeal::nemesis {

class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class MountedFolder {
  public:
    /// Requires: the folder outlives it; power_loss_available(), as root.
    MountedFolder(DurableFolder& folder, const std::filesystem::path& path);
    /// Unmounts.
    ~MountedFolder();
    MountedFolder(const MountedFolder&) = delete;
    MountedFolder& operator=(const MountedFolder&) = delete;

    /// Does it where the mount is seen, and returns when it is done.
    void inside(const std::function<void()>& work);
    /// False: something of it is left after ten seconds.
    bool unmount();
    /// Nobody answers any more.
    void break_off() { connection_->stop(); }

  private:
    void live(const std::filesystem::path& path);

    FolderServer server_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int device_ = 0;
    std::function<void()> work_;
    bool over_ = false;
    std::unique_ptr<FuseConnection> connection_;
    std::thread thread_;
};

/// Why the tests of a mount cannot be made here; none: they can.
std::optional<std::string> no_mounts();

}  // namespace ordeal::nemesis
