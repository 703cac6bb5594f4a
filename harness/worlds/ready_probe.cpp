#include "harness/worlds/ready_probe.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"
#include "core/duration.hpp"
#include "harness/worlds/output_tail.hpp"
#include "harness/worlds/probes.hpp"

namespace ordeal::harness {

using std::chrono::steady_clock;

core::Result<std::unique_ptr<Probe>> make_probe(const ReadyProbe& ready, const ProbeSite& site) {
    const int kinds = int{ready.tcp.has_value()} + int{ready.log.has_value()} +
                      int{ready.http.has_value()} + int{!ready.command.empty()};
    CHECK(kinds == 1, "a probe is of one kind, this one of {}", kinds);
    if (ready.tcp) return make_tcp_probe(*ready.tcp);
    if (ready.log) return make_log_probe(*ready.log, site);
    if (ready.http) return make_http_probe(*ready.http);
    return make_command_probe(ready.command, site);
}

namespace {

core::Error ended(const WatchedNode& node, const std::string& how) {
    return {fmt::format("node {} ended with {} before it was ready; {}", node.name, how,
                        shown(node.last_lines()))};
}

core::Error late(const Probe& probe, const WatchedNode& node, core::Nanoseconds within,
                 const std::string& last_try) {
    return {fmt::format("node {} was not ready within {}: {} failed, the last time with: {}; {}",
                        node.name, core::to_text(within), probe.describe(), last_try,
                        shown(node.last_lines()))};
}

}  // namespace

core::Result<void> wait_until_ready(Probe& probe, const WatchedNode& node,
                                    core::Nanoseconds within) {
    using namespace std::chrono_literals;
    const auto deadline = steady_clock::now() + within;
    core::Nanoseconds pause = 500us;
    std::string last_try;  // that was not cut short by the deadline, if any
    for (;;) {
        const auto attempt = probe.attempt(std::min(deadline, steady_clock::now() + 1s));
        const core::Nanoseconds left = deadline - steady_clock::now();
        const auto wait = attempt ? 0ns : std::clamp<core::Nanoseconds>(left, 0ns, pause);
        if (const auto how = node.ended_within(wait)) return tl::unexpected(ended(node, *how));
        if (attempt) return {};
        if (left > 0ns || last_try.empty()) last_try = attempt.error().message;
        if (left <= pause) return tl::unexpected(late(probe, node, within, last_try));
        pause = std::min<core::Nanoseconds>(pause * 2, 20ms);
    }
}

}  // namespace ordeal::harness
