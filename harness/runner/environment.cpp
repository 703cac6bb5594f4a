#include "harness/runner/environment.hpp"

#include <chrono>
#include <thread>

#include <fmt/chrono.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace ordeal::harness {

core::Value host_description() {
    utsname system{};
    ::uname(&system);
    const auto now = std::chrono::system_clock::now();
    const core::Value host =
        core::Value::object({{"system", system.sysname},
                             {"kernel", system.release},
                             {"machine", system.machine},
                             {"processors", std::thread::hardware_concurrency()}});
    return core::Value::object(
        {{"host", host}, {"began", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now))}});
}

}  // namespace ordeal::harness
