// What the fabric promises, measured with real sockets over both kinds of ports. Every figure is a
// counter of its benchmark; docs/fabric.md says what each one means and what it must be. Runs as
// root and as a normal user (who has TUN devices only where /dev/net/tun is open to all).
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/fabric.hpp"
#include "nemesis/mechanisms/home_network.hpp"
#include "nemesis/mechanisms/open_file.hpp"
#include "nemesis/mechanisms/port.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// The part-th quantile, e.g. 0.5 for the median. Requires: some samples.
double quantile(std::vector<double> samples, double part) {
    CHECK(!samples.empty());
    const auto at = static_cast<std::size_t>(part * static_cast<double>(samples.size() - 1));
    std::nth_element(samples.begin(), samples.begin() + static_cast<long>(at), samples.end());
    return samples[at];
}

std::unique_ptr<Fabric> make_fabric(PortKind ports, LinkRule rule = {}, std::size_t mtu = 1500) {
    auto fabric = Fabric::create({.seed = 42,
                                  .nodes = {"n1", "n2", "n3", "n4", "n5"},
                                  .rule = rule,
                                  .mtu_bytes = mtu,
                                  .ports = ports});
    CHECK(fabric.has_value(), "{}", fabric.error().message);
    CHECK((*fabric)->start().has_value());
    return std::move(*fabric);
}

sockaddr_in name_of(const Fabric& fabric, std::string_view endpoint, std::uint16_t port) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    ::inet_pton(AF_INET, fabric.address_of(endpoint).c_str(), &name.sin_addr);
    return name;
}

/// A socket of an endpoint, bound to its address; all that waits on it gives up after 5 s.
FileDescriptor make_socket(const Fabric& fabric, std::string_view endpoint, int type,
                           std::uint16_t port = 7000) {
    const auto visit = fabric.network_of(endpoint).enter();
    CHECK(visit.has_value(), "{}", visit.error().message);
    FileDescriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const timeval patience{.tv_sec = 5};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto name = name_of(fabric, endpoint, port);
    CHECK(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
    return socket;
}

class Udp {
  public:
    Udp(const Fabric& fabric, std::string_view endpoint)
        : socket_(make_socket(fabric, endpoint, SOCK_DGRAM)),
          name_(name_of(fabric, endpoint, 7000)) {}

    void send(const Udp& to, std::uint64_t number) {
        ::sendto(socket_.get(), &number, sizeof number, 0,
                 reinterpret_cast<const sockaddr*>(&to.name_), sizeof to.name_);
    }
    /// False when nothing came in time (5 s), or, without waiting, when nothing is there.
    bool receive(std::uint64_t& number, bool wait = true) {
        return ::recv(socket_.get(), &number, sizeof number, wait ? 0 : MSG_DONTWAIT) ==
               static_cast<ssize_t>(sizeof number);
    }
    void expect(std::uint64_t expected) {
        std::uint64_t number = 0;
        CHECK(receive(number) && number == expected, "{} instead of {}", number, expected);
    }

  private:
    FileDescriptor socket_;
    sockaddr_in name_;
};

/// Sends `size_bytes` over a TCP connection and waits until all has come. Returns the seconds.
double transfer(const Fabric& fabric, std::string_view from, std::string_view to,
                std::size_t size_bytes, std::uint16_t port) {
    const auto listener = make_socket(fabric, to, SOCK_STREAM, port);
    CHECK(::listen(listener.get(), 1) == 0);
    const auto start = Clock::now();
    std::thread sender([&] {
        const auto stream = make_socket(fabric, from, SOCK_STREAM, 0);
        const auto name = name_of(fabric, to, port);
        CHECK(::connect(stream.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
        const std::string block(1 << 16, 'x');
        for (std::size_t sent = 0; sent < size_bytes; sent += block.size())
            CHECK(::send(stream.get(), block.data(), block.size(), MSG_NOSIGNAL) > 0);
    });
    const FileDescriptor stream(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::vector<char> buffer(1 << 18);
    std::size_t received = 0;
    while (received < size_bytes) {
        const ssize_t got = ::recv(stream.get(), buffer.data(), buffer.size(), 0);
        CHECK(got > 0, "the transfer broke off: {}", core::errno_text());
        received += static_cast<std::size_t>(got);
    }
    sender.join();
    return ms_since(start) / 1000;
}

void report_unexplained(benchmark::State& state, const Fabric& fabric) {
    state.counters["lost_unexplained"] = static_cast<double>(fabric.counters().unexplained.total());
}

void latency_20ms(benchmark::State& state, PortKind ports) {
    const auto fabric = make_fabric(ports, {.latency = {.mean = 20ms}});
    Udp from(*fabric, "n1");
    Udp to(*fabric, "n2");
    std::vector<double> samples_ms;
    std::uint64_t number = 0;
    for (auto _ : state) {
        const auto start = Clock::now();
        from.send(to, ++number);
        to.expect(number);
        samples_ms.push_back(ms_since(start));
    }
    state.counters["median_ms"] = quantile(samples_ms, 0.5);
    state.counters["p99_ms"] = quantile(samples_ms, 0.99);
    report_unexplained(state, *fabric);
}

void loss_5_percent(benchmark::State& state, PortKind ports) {
    constexpr std::uint64_t packets = 20'000;
    const auto fabric = make_fabric(ports, {.loss = 0.05});
    Udp from(*fabric, "n1");
    Udp to(*fabric, "n2");
    Udp client(*fabric, Fabric::clients);
    std::uint64_t received = 0;
    std::uint64_t number = 0;
    for (auto _ : state)
        for (std::uint64_t i = 0; i < packets; ++i) {
            from.send(to, i);
            if (i % 50 != 49) continue;
            from.send(client, i);  // a clean link: what came before it is decided when it arrives
            client.expect(i);
            while (to.receive(number, false))
                ++received;
        }
    const auto sent = static_cast<double>(packets * state.iterations());
    const double lost = 100 * (1 - static_cast<double>(received) / sent);
    state.counters["lost_percent"] = lost;
    state.counters["error_points"] = lost - 5;
    report_unexplained(state, *fabric);
}

/// Packets numbered from 1 flow from n1 to n2, at most 32 undelivered, while links are cut.
void cut_takes_hold(benchmark::State& state, PortKind ports) {
    const auto fabric = make_fabric(ports);
    Udp from(*fabric, "n1");
    Udp to(*fabric, "n2");
    Udp client(*fabric, Fabric::clients);
    std::atomic<std::uint64_t> sent{0};
    std::atomic<bool> is_over{false};
    std::thread traffic([&] {
        while (!is_over) {
            from.send(to, ++sent);
            if (sent % 32 != 0) continue;
            from.send(client, sent);
            client.expect(sent);
        }
    });
    std::vector<double> samples_ms;
    std::uint64_t passed_while_cut = 0;
    for (FaultId id = 0; auto _ : state) {
        std::uint64_t number = 0;
        to.receive(number);  // traffic flows
        const auto start = Clock::now();
        CHECK(fabric->begin_cut(++id, {{"n1", "n2"}}).has_value());
        samples_ms.push_back(ms_since(start));
        const std::uint64_t last_before = sent + 1;  // the next may have its number already
        while (sent < last_before + 64)
            std::this_thread::yield();
        while (to.receive(number, false))
            passed_while_cut += number > last_before ? 1 : 0;
        CHECK(fabric->end_cut(id).has_value());
    }
    is_over = true;
    traffic.join();
    state.counters["median_ms"] = quantile(samples_ms, 0.5);
    state.counters["max_ms"] = quantile(samples_ms, 1);
    state.counters["passed_while_cut"] = static_cast<double>(passed_while_cut);
    report_unexplained(state, *fabric);
}

void five_nodes(benchmark::State& state, PortKind ports) {
    std::vector<double> up_ms;
    std::vector<double> gone_ms;
    for (auto _ : state) {
        const auto start = Clock::now();
        auto fabric = make_fabric(ports);
        up_ms.push_back(ms_since(start));
        Udp from(*fabric, "n1");
        Udp to(*fabric, "n5");
        from.send(to, 1);
        to.expect(1);
        const auto end = Clock::now();
        fabric.reset();
        gone_ms.push_back(ms_since(end));
    }
    state.counters["up_ms"] = quantile(up_ms, 0.5);
    state.counters["up_max_ms"] = quantile(up_ms, 1);
    state.counters["gone_ms"] = quantile(gone_ms, 0.5);
    state.counters["gone_max_ms"] = quantile(gone_ms, 1);
}

/// Every node sends to the next one at once, by TCP, as fast as it can; nobody breaks anything.
void nothing_is_lost(benchmark::State& state, PortKind ports) {
    constexpr std::size_t size_bytes = 16 << 20;
    const auto fabric = make_fabric(ports);
    const std::vector<std::string> nodes = {"n1", "n2", "n3", "n4", "n5"};
    std::uint16_t port = 7100;
    for (auto _ : state) {
        ++port;
        std::vector<std::thread> flows;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            flows.emplace_back(
                [&, i] { transfer(*fabric, nodes[i], nodes[(i + 1) % 5], size_bytes, port); });
        for (auto& flow : flows)
            flow.join();
    }
    const auto counters = fabric->counters();
    state.counters["packets"] = static_cast<double>(counters.total.received);
    state.counters["lost"] = static_cast<double>(counters.total.received -
                                                 counters.total.forwarded - counters.unfinished);
    report_unexplained(state, *fabric);
}

void round_trip(benchmark::State& state, PortKind ports) {
    const auto fabric = make_fabric(ports);
    Udp client(*fabric, Fabric::clients);
    Udp node(*fabric, "n1");
    constexpr std::uint64_t end = ~std::uint64_t{0};
    std::thread echo([&] {
        std::uint64_t number = 0;
        while (node.receive(number) && number != end)
            node.send(client, number);
    });
    std::vector<double> samples_us;
    for (std::uint64_t number = 0; auto _ : state) {
        const auto start = Clock::now();
        client.send(node, ++number);
        client.expect(number);
        samples_us.push_back(ms_since(start) * 1000);
    }
    client.send(node, end);
    echo.join();
    state.counters["median_us"] = quantile(samples_us, 0.5);
    state.counters["p99_us"] = quantile(samples_us, 0.99);
    report_unexplained(state, *fabric);
}

void throughput(benchmark::State& state, PortKind ports, std::size_t mtu_bytes) {
    constexpr std::size_t size_bytes = std::size_t{64} << 20;
    const auto fabric = make_fabric(ports, {}, mtu_bytes);
    double seconds = 0;
    std::uint16_t port = 7100;
    for (auto _ : state)
        seconds += transfer(*fabric, "n1", "n2", size_bytes, ++port);
    const double bits = 8.0 * size_bytes * static_cast<double>(state.iterations());
    state.counters["Gbit_per_s"] = bits / seconds / 1e9;
    report_unexplained(state, *fabric);
}

void register_all(PortKind ports, const std::string& suffix) {
    const auto add = [&](const char* name, auto function, auto... arguments) {
        return benchmark::RegisterBenchmark((name + suffix).c_str(), function, ports, arguments...)
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
    };
    add("latency_20ms", latency_20ms)->Iterations(200);
    add("loss_5_percent_of_20000", loss_5_percent)->Iterations(1);
    add("cut_takes_hold", cut_takes_hold)->Iterations(500);
    add("five_nodes", five_nodes)->Iterations(20);
    add("nothing_is_lost", nothing_is_lost)->Iterations(3);
    add("round_trip", round_trip)->Iterations(10'000);
    add("throughput_mtu_1500", throughput, std::size_t{1500})->Iterations(3);
    add("throughput_mtu_9000", throughput, std::size_t{9000})->Iterations(3);
}

}  // namespace
}  // namespace ordeal::nemesis

int main(int argc, char** argv) {
    using namespace ordeal::nemesis;
    if (const auto entered = enter_home_network(); !entered) {
        std::fprintf(stderr, "bench-fabric: %s\n", entered.error().message.c_str());
        return 255;
    }
    benchmark::Initialize(&argc, argv);
    if (tun_is_open_to_us())
        register_all(PortKind::tun, "/tun");
    else
        std::fprintf(stderr, "bench-fabric: /dev/net/tun is closed to this user: veth only\n");
    register_all(PortKind::veth, "/veth");
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
