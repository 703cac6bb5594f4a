#include "nemesis/mechanisms/resources/resource_limit.hpp"

#include <array>

#include "core/check.hpp"
#include "nemesis/mechanisms/resources/cgroup_limit.hpp"
#include "nemesis/mechanisms/resources/cgroup_place.hpp"
#include "nemesis/mechanisms/resources/process_limit.hpp"

namespace ordeal::nemesis {

core::Result<Means> means_to_limit(Resource resource) {
    if (resource == Resource::descriptors) return Means::prlimit;
    const Controller controller = resource == Resource::cpu      ? Controller::cpu
                                  : resource == Resource::memory ? Controller::memory
                                                                 : Controller::pids;
    const auto place = find_cgroup_place(controller);
    if (place) return Means::cgroup;
    if (resource == Resource::cpu) return Means::duty_cycle;
    if (resource == Resource::memory || process_limit_holds()) return Means::prlimit;
    return core::fail("{}; and a limit on processes does not hold for root", place.error().message);
}

std::string_view to_text(Means means) {
    static constexpr std::array<std::string_view, 3> names{"cgroup", "prlimit", "duty cycle"};
    return names[static_cast<std::size_t>(means)];
}

core::Result<std::unique_ptr<ResourceLimit>> limit_resource(Resource resource, Means means,
                                                            double amount) {
    CHECK(means != Means::duty_cycle, "a duty cycle is not a limit of the kernel");
    if (means == Means::cgroup) return limit_by_cgroup(resource, amount);
    return limit_by_prlimit(resource, amount);
}

}  // namespace ordeal::nemesis
