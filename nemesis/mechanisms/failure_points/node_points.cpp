#include "nemesis/mechanisms/failure_points/node_points.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

namespace fs = std::filesystem;
using core::Result;

namespace {

/// Of two that begin the same the longer is first: libfiu takes the first that fits.
void put_in_order(std::vector<std::string>& points) {
    std::ranges::sort(points);
    std::ranges::stable_sort(points, std::ranges::greater(), &std::string::size);
}

/// A server may have become another user before it starts one more program.
Result<FileDescriptor> make_file(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    auto file = open_file(path.c_str(), O_RDWR | O_CREAT | O_TRUNC);
    if (!file) return file;
    if (::fchmod(file->get(), 0666) != 0 || ::ftruncate(file->get(), sizeof(PointsPage)) != 0)
        return core::fail("cannot make {}: {}", path.string(), core::errno_text(errno));
    return file;
}

}  // namespace

Result<std::unique_ptr<NodePoints>> NodePoints::create(const fs::path& path,
                                                       std::vector<std::string> points,
                                                       const core::Random& random) {
    put_in_order(points);
    const auto file = make_file(path);
    if (!file) return tl::unexpected(file.error());
    void* const memory =
        ::mmap(nullptr, sizeof(PointsPage), PROT_READ | PROT_WRITE, MAP_SHARED, file->get(), 0);
    if (memory == MAP_FAILED)
        return core::fail("cannot map {}: {}", path.string(), core::errno_text(errno));
    std::unique_ptr<NodePoints> made(new NodePoints(path, new (memory) PointsPage, random));
    for (const std::string& point : points)
        if (auto added = made->faults().add(point); !added) return tl::unexpected(added.error());
    return made;
}

NodePoints::~NodePoints() {
    ::munmap(page_, sizeof(PointsPage));
    std::error_code ignored;
    fs::remove(file_, ignored);
}

}  // namespace ordeal::nemesis
