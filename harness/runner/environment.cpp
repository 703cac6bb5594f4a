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

}  // namespace ordeal::harness
