#include "mounted_folder.hpp"

#include <cstdlib>
#include <string>
#include <utility>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/durable_files/fuse_mount.hpp"
#include "nemesis/mechanisms/durable_files/fuse_probe.hpp"

namespace ordeal::nemesis {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
    std::string path = (fs::temp_directory_path() / "ordeal-files-XXXXXX").string();
    CHECK(::mkdtemp(path.data()) != nullptr, "no temporary folder");
    path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

MountedFolder::MountedFolder(DurableFolder& folder, const fs::path& path) : server_(folder) {
    thread_ = std::thread([this, path] { live(path); });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return device_ != 0; });
    CHECK(device_ > 0, "no mount: {}", core::errno_text(-device_));
    connection_ = std::make_unique<FuseConnection>(
        core::FileDescriptor(device_),
        [this](const FuseRequest& request, FuseReply& reply) { server_.serve(request, reply); },
        [] {});
}

MountedFolder::~MountedFolder() {
    unmount();
}

bool MountedFolder::unmount() {
    if (thread_.joinable()) {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    return connection_->wait_until_unmounted(std::chrono::seconds(10));
}

void MountedFolder::live(const fs::path& path) {
    int device = -1;
    if (::unshare(CLONE_FS | CLONE_NEWNS) == 0 &&
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0)
        device = mount_fuse(path.c_str());
    std::unique_lock lock(mutex_);
    device_ = device;
    changed_.notify_all();
    for (;;) {
        changed_.wait(lock, [this] { return over_ || work_; });
        if (over_) break;
        lock.unlock();
        work_();
        lock.lock();
        work_ = nullptr;
        changed_.notify_all();
    }
}

void MountedFolder::inside(const std::function<void()>& work) {
    std::unique_lock lock(mutex_);
    work_ = work;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !work_; });
}

std::optional<std::string> no_mounts() {
    if (::geteuid() != 0) return "a thread cannot have mounts of its own: needs root";
    const auto able = power_loss_available();
    return able ? std::nullopt : std::optional(able.error().message);
}

}  // namespace ordeal::nemesis
