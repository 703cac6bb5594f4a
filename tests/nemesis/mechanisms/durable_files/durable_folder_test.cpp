// What a loss of power takes and tells, what a lie costs, and what a full disk refuses, on a mount.
#include <cerrno>
#include <fstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "mounted_folder.hpp"
#include "nemesis/mechanisms/durable_files/fuse_probe.hpp"

namespace ordeal::nemesis {
namespace {

namespace fs = std::filesystem;

class DurableFolderTest : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto why = no_mounts()) GTEST_SKIP() << *why;
        fs::create_directory(data_);
        auto opened = DurableFolder::open(data_, place_.path() / "attic");
        ASSERT_TRUE(opened) << opened.error().message;
        folder_ = std::move(*opened);
    }
    /// Does it on the mount, and unmounts.
    void live(const std::function<void()>& work) {
        MountedFolder mounted(*folder_, data_);
        mounted.inside(work);
        ASSERT_TRUE(mounted.unmount());
    }
    int open(const char* name, int flags = O_RDWR | O_CREAT) const {
        return ::open((data_ / name).c_str(), flags | O_CLOEXEC, 0644);
    }
    void put(const char* name, const std::string& text, bool sync) const {
        const int file = open(name, O_RDWR | O_CREAT | O_APPEND);
        ASSERT_EQ(::write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
        ASSERT_EQ(sync ? ::fdatasync(file) : 0, 0);
        ::close(file);
    }
    std::string text(const char* name) const {
        std::ifstream file(data_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    TemporaryFolder place_;
    const fs::path data_ = place_.path() / "data";
    std::unique_ptr<DurableFolder> folder_;
};

TEST_F(DurableFolderTest, TellsWhichFilesLostWhat) {
    live([&] {
        put("kept", "synced", true);
        put("log", "first ", true);
        put("log", "second", false);
        put("never", "created only", false);
    });
    EXPECT_EQ(text("log"), "first second") << "nothing is lost as long as there is power";
    const auto lost = folder_->lose_unsynced();
    ASSERT_TRUE(lost) << lost.error().message;
    EXPECT_EQ(text("kept"), "synced");
    EXPECT_EQ(text("log"), "first ");
    EXPECT_FALSE(fs::exists(data_ / "never"));
    ASSERT_EQ(lost->files.size(), 1U);
    EXPECT_EQ(lost->files[0].path, "log");
    EXPECT_EQ(lost->files[0].data.appended, 6U);
    ASSERT_EQ(lost->names.size(), 1U);
    EXPECT_EQ(lost->names[0].path, "never");
    EXPECT_EQ(lost->names[0].what, "created");
    EXPECT_EQ(lost->bytes, 6U + 12U);
}

TEST_F(DurableFolderTest, KeepsEverythingAcrossAKill) {
    live([&] { put("log", "first", false); });
    live([&] { put("log", " second", false); });
    EXPECT_EQ(text("log"), "first second");
    ASSERT_TRUE(folder_->lose_unsynced());
    EXPECT_FALSE(fs::exists(data_ / "log"));
}

TEST_F(DurableFolderTest, LosesWhatALyingSyncDidNotSync) {
    live([&] { put("log", "true ", true); });
    folder_->let_syncs_lie(true);
    live([&] { put("log", "false", true); });
    EXPECT_EQ(folder_->lies_told(), 1U);
    ASSERT_TRUE(folder_->lose_unsynced());
    EXPECT_EQ(text("log"), "true ");
}

TEST_F(DurableFolderTest, BringsBackARemovedFileAndTheOldNameOfARenamedOne) {
    live([&] {
        put("old", "old", true);
        put("gone", "gone", true);
        put("temporary", "new", false);
        ASSERT_EQ(::rename((data_ / "temporary").c_str(), (data_ / "old").c_str()), 0);
        ASSERT_EQ(::unlink((data_ / "gone").c_str()), 0);
    });
    EXPECT_EQ(text("old"), "new");
    ASSERT_TRUE(folder_->lose_unsynced());
    EXPECT_EQ(text("old"), "old");
    EXPECT_EQ(text("gone"), "gone");
    EXPECT_FALSE(fs::exists(data_ / "temporary"));
}

TEST_F(DurableFolderTest, PartOfWhatWasWrittenMaySurvive) {
    live([&] { put("log", "durable", true); });
    bool some = false;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const std::string tail(100, static_cast<char>('a' + seed));
        live([&] { put("log", tail, false); });
        core::Random survival(seed);
        const std::string before = text("log");
        const auto lost = folder_->lose_unsynced(&survival);
        ASSERT_TRUE(lost);
        const std::string after = text("log");
        ASSERT_TRUE(before.starts_with(after));
        ASSERT_TRUE(after.starts_with("durable"));
        ASSERT_EQ(lost->bytes, before.size() - after.size());
        some |= !lost->files.empty() && lost->bytes < 100;
    }
    EXPECT_TRUE(some);
}

TEST_F(DurableFolderTest, AFullDiskRefusesWhatDoesNotFitAndSaysThatItIsFull) {
    live([&] {
        put("log", std::string(10'000, 'x'), true);
        folder_->limit(5'000);
        const int file = open("log");
        const std::string more(4'000, 'y');
        EXPECT_EQ(::pwrite(file, more.data(), 4'000, 0), 4'000) << "nothing grows";
        EXPECT_EQ(::pwrite(file, more.data(), 4'000, 10'000), 4'000);
        EXPECT_EQ(::pwrite(file, more.data(), 4'000, 14'000), 1'000) << "as much as fits";
        EXPECT_EQ(::pwrite(file, more.data(), 4'000, 15'000), -1);
        EXPECT_EQ(errno, ENOSPC);
        EXPECT_EQ(::posix_fallocate(file, 0, 100'000), ENOSPC);
        struct statvfs facts{};
        ASSERT_EQ(::statvfs(data_.c_str(), &facts), 0);
        EXPECT_EQ(facts.f_bavail, 0U);
        EXPECT_EQ(::ftruncate(file, 11'000), 0);
        EXPECT_EQ(::pwrite(file, more.data(), 4'000, 11'000), 4'000) << "there is room again";
        const auto told = folder_->unlimit();
        EXPECT_EQ(told.refused, 2U);
        EXPECT_EQ(told.cut_short, 1U);
        EXPECT_EQ(::pwrite(file, more.data(), 4'000, 15'000), 4'000);
        ASSERT_EQ(::statvfs(data_.c_str(), &facts), 0);
        EXPECT_GT(facts.f_bavail, 0U);
        ::close(file);
    });
}

TEST_F(DurableFolderTest, HasLocksSocketsAndPipes) {
    live([&] {
        const int first = open("lock");
        const int second = open("lock");
        EXPECT_EQ(::flock(first, LOCK_EX | LOCK_NB), 0);
        EXPECT_EQ(::flock(second, LOCK_EX | LOCK_NB), -1);
        EXPECT_EQ(errno, EWOULDBLOCK);
        ::close(first);
        ::close(second);
        EXPECT_EQ(::mkfifo((data_ / "pipe").c_str(), 0600), 0);
        EXPECT_TRUE(fs::is_fifo(data_ / "pipe"));
        const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        (data_ / "socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
        auto* where = reinterpret_cast<sockaddr*>(&address);
        ASSERT_EQ(::bind(server, where, sizeof address), 0);
        ASSERT_EQ(::listen(server, 1), 0);
        const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::connect(client, where, sizeof address), 0);
        ::close(client);
        ::close(server);
    });
}

TEST_F(DurableFolderTest, WhoWaitsGetsAnErrorWhenTheConnectionEnds) {
    auto mounted = std::make_unique<MountedFolder>(*folder_, data_);
    mounted->break_off();
    mounted->inside([&] {
        EXPECT_EQ(open("file"), -1);
        EXPECT_EQ(errno, ENOTCONN);
    });
}

TEST(DurableFolder, RefusesFoldersOnDifferentFileSystems) {
    const TemporaryFolder place;
    const fs::path other = fs::path("/dev/shm") / place.path().filename();
    struct stat here{};
    struct stat there{};
    if (::stat("/dev/shm", &there) != 0 || ::stat(place.path().c_str(), &here) != 0 ||
        here.st_dev == there.st_dev)
        GTEST_SKIP() << "there is one file system only";
    const auto opened = DurableFolder::open(place.path(), other);
    fs::remove_all(other);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, testing::HasSubstr("different file systems"));
}

}  // namespace
}  // namespace ordeal::nemesis
