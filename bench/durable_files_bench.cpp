// What it costs a program that its files are behind the mount which a loss of power needs
// (nemesis/mechanisms/durable_files): the same calls on a plain folder and on a mounted one beside
// it, in one run. Needs root, for a mount of its own. docs/disks.md tells the figures.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "core/check.hpp"
#include "core/result.hpp"
#include "nemesis/mechanisms/durable_files/durable_folder.hpp"
#include "nemesis/mechanisms/durable_files/folder_server.hpp"
#include "nemesis/mechanisms/durable_files/fuse_connection.hpp"
#include "nemesis/mechanisms/durable_files/fuse_mount.hpp"

namespace ordeal::nemesis {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_size = 16U << 20U;
std::array<fs::path, 2> folders;  // plain, mounted

/// A file of sixteen megabytes that is synced.
int fresh_file(const benchmark::State& state) {
    const fs::path path = folders[static_cast<std::size_t>(state.range(0))] / "file";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CHECK(file >= 0, "cannot open {}: {}", path.string(), core::errno_text());
    const std::string piece(1U << 20U, 'x');
    for (std::size_t at = 0; at < file_size; at += piece.size())
        CHECK(::write(file, piece.data(), piece.size()) > 0);
    ::fsync(file);
    return file;
}

/// Writes of range(1) bytes, at the end or over and over the same pages.
void write_bytes(benchmark::State& state, bool append, bool sync) {
    const int file = fresh_file(state);
    const std::string bytes(static_cast<std::size_t>(state.range(1)), 'y');
    std::size_t at = append ? file_size : 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at)));
        if (sync) ::fdatasync(file);
        at += bytes.size();
        if (!append) at %= file_size;
    }
    ::close(file);
}

void appends(benchmark::State& state) {
    write_bytes(state, true, false);
}
void overwrites(benchmark::State& state) {
    write_bytes(state, false, false);
}
void synced_appends(benchmark::State& state) {
    write_bytes(state, true, true);
}

void reads(benchmark::State& state) {
    const int file = fresh_file(state);
    std::string bytes(static_cast<std::size_t>(state.range(1)), 0);
    std::size_t at = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(at)));
        at = (at + bytes.size()) % file_size;
    }
    ::close(file);
}

void sizes(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"mounted", "bytes"})->UseRealTime()->MinTime(0.3);
    for (const int bytes : {100, 4096, 1 << 17})
        for (const int mounted : {0, 1})
            bench->Args({mounted, bytes});
}

BENCHMARK(appends)->Apply(sizes);
BENCHMARK(overwrites)->Apply(sizes);
BENCHMARK(synced_appends)->Apply(sizes);
BENCHMARK(reads)->Apply(sizes);

/// In a thread that has its mounts for itself.
void measure(DurableFolder& folder) {
    CHECK(::unshare(CLONE_FS | CLONE_NEWNS) == 0 &&
              ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0,
          "no mounts of its own (run as root): {}", core::errno_text());
    const int device = mount_fuse(folders[1].c_str());
    CHECK(device >= 0, "cannot mount: {}", core::errno_text(-device));
    FolderServer server(folder);
    FuseConnection connection(
        core::FileDescriptor(device),
        [&](const FuseRequest& request, FuseReply& reply) { server.serve(request, reply); }, [] {});
    benchmark::RunSpecifiedBenchmarks();
}

int run(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    std::string place = (fs::temp_directory_path() / "ordeal-bench-XXXXXX").string();
    CHECK(::mkdtemp(place.data()) != nullptr);
    folders = {fs::path(place) / "plain", fs::path(place) / "mounted"};
    for (const fs::path& folder : folders)
        fs::create_directory(folder);
    {
        const auto folder = DurableFolder::open(folders[1], fs::path(place) / "attic");
        CHECK(folder.has_value());
        std::thread(measure, std::ref(**folder)).join();
    }
    fs::remove_all(place);
    return 0;
}

}  // namespace
}  // namespace ordeal::nemesis

int main(int argc, char** argv) {
    return ordeal::nemesis::run(argc, argv);
}
