#include "harness/runner/environment.hpp"

#include <chrono>
#include <thread>

#include <fmt/chrono.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/version.hpp"

namespace ordeal::harness {

core::Value describe_run(const RunPlan& plan, const std::string& repeat) {
    utsname system{};
    ::uname(&system);
    const auto now = std::chrono::system_clock::now();
    const core::Value host =
        core::Value::object({{"system", system.sysname},
                             {"kernel", system.release},
                             {"machine", system.machine},
                             {"processors", std::thread::hardware_concurrency()}});
    auto document =
        core::Value::object({{"host", host},
                             {"began", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now))},
                             {"version", core::version()},
                             {"scenario", plan.scenario.name},
                             {"seed", plan.seed},
                             {"repeat", repeat}});
    if (auto composed = to_value(plan.composed); !composed.as_object().empty())
        document.set("nemesis", std::move(composed));
    return document;
}

core::Value describe_zero(const core::MonotonicClock& clock) {
    const auto steady = clock.start().time_since_epoch();
    const auto wall = std::chrono::system_clock::now().time_since_epoch() - clock.now();
    const auto in_ns = [](auto time) {
        return std::chrono::duration_cast<core::Nanoseconds>(time).count();
    };
    return core::Value::object({{"wall", in_ns(wall)}, {"steady", in_ns(steady)}});
}

}  // namespace ordeal::harness
