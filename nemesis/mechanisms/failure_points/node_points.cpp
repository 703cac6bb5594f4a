#include "nemesis/mechanisms/failure_points/node_points.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

namespace fs = std::filesystem;
using core::Result;

namespace {

/// Of two that begin the same the longer is first, and none is there twice.
void put_in_order(std::vector<std::string>& points) {
    std::ranges::sort(points);
    points.erase(std::ranges::unique(points).begin(), points.end());
    std::ranges::stable_sort(points, std::ranges::greater(), &std::string::size);
}

Result<void> check_names(const std::vector<std::string>& points) {
    if (points.size() > most_points)
        return core::fail("a scenario can have faults at {} failure points, not at {}", most_points,
                          points.size());
    for (const std::string& point : points)
        if (point.empty() || point.size() > longest_point)
            return core::fail("the name of a failure point has 1 to {} bytes, not {}: \"{}\"",
                              longest_point, point.size(), point);
    return {};
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
    if (auto fit = check_names(points); !fit) return tl::unexpected(fit.error());
    const auto file = make_file(path);
    if (!file) return tl::unexpected(file.error());
    void* const memory =
        ::mmap(nullptr, sizeof(PointsPage), PROT_READ | PROT_WRITE, MAP_SHARED, file->get(), 0);
    if (memory == MAP_FAILED)
        return core::fail("cannot map {}: {}", path.string(), core::errno_text(errno));
    auto* const page = new (memory) PointsPage;
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::ranges::copy(points[i], page->slots[i].name);
        page->slots[i].seed = random.split(points[i]).seed();
    }
    page->count = points.size();
    return std::unique_ptr<NodePoints>(new NodePoints(path, page));
}

NodePoints::~NodePoints() {
    ::munmap(page_, sizeof(PointsPage));
    std::error_code ignored;
    fs::remove(file_, ignored);
}

void NodePoints::begin(FaultId fault, const std::string& point, double probability) {
    for (PointSlot& slot : page_->slots) {
        if (slot.name != point) continue;
        active_[fault] = {&slot, probability, {slot.asked, slot.failed}};
        set_highest(slot);
        return;
    }
    CHECK(false, "{} is no failure point of {}", point, file_.string());
}

PointReport NodePoints::end(FaultId fault) {
    const auto ended = active_.extract(fault);
    CHECK(ended, "fault {} is at no failure point", fault);
    const Active& active = ended.mapped();
    set_highest(*active.slot);
    // In this order: what is asked meanwhile cannot make more failures than questions.
    const std::uint64_t failed = active.slot->failed;
    return {active.slot->asked - active.before.asked, failed - active.before.failed};
}

void NodePoints::set_highest(PointSlot& slot) {
    double highest = 0;
    for (const auto& [fault, active] : active_)
        if (active.slot == &slot) highest = std::max(highest, active.probability);
    slot.probability = highest;
}

}  // namespace ordeal::nemesis
