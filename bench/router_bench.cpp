// How many messages a second world `router` routes between nodes that do nothing but pass them on:
// processes, pipes, link rules, the trace on disk and all. The issue asks for 50,000 on two cores:
//
//     taskset -c 0,1 bench-router
//
// `per_second` is by the clock of the wall, on whatever the machine leaves us. `on_two_cores` is
// what two cores would do if they did nothing else: 2 / processor time for each message, that of
// the harness (`router_us`) and of the nodes (`nodes_us`) together.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "core/check.hpp"
#include "harness/router/router_world.hpp"
#include "nemesis/mechanisms/home_network.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

double processor_us() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// The node: this program again, with --node.

std::string_view text_behind(std::string_view line, std::string_view key) {
    const std::size_t found = line.find(key);
    if (found == std::string_view::npos) return {};
    line.remove_prefix(found + key.size());
    return line.substr(0, line.find_first_of("\",}"));
}

class Node {
  public:
    void handle(std::string_view line) {
        if (line.find("\"hop\"") != std::string_view::npos) return pass_on();
        const std::string client(text_behind(line, "\"src\":\""));
        const std::string asked(text_behind(line, "\"msg_id\":"));
        if (line.find("\"init\"") != std::string_view::npos) {
            self_ = text_behind(line, "\"node_id\":\"");
            nodes_ = 0;
            for (std::size_t at = line.find("\"node_ids\""); at != std::string_view::npos;
                 at = line.find("\"n", at + 1))
                ++nodes_;
            --nodes_;
            return reply(client, "init_ok", asked, "");
        }
        if (line.find("\"start\"") != std::string_view::npos) {
            for (int left = std::stoi(std::string(text_behind(line, "\"value\":"))); left > 0;
                 --left)
                pass_on();
            return reply(client, "start_ok", asked, "");
        }
        reply(client, "cpu_ok", asked,
              ",\"value\":" + std::to_string(static_cast<long>(processor_us())));
    }

    std::string out;

  private:
    /// To each of the others in turn.
    void pass_on() {
        const int own = std::stoi(self_.substr(1));
        next_ = next_ % nodes_ + 1;
        if (next_ == own) next_ = next_ % nodes_ + 1;
        out += "{\"src\":\"" + self_ + "\",\"dest\":\"n" + std::to_string(next_) +
               "\",\"body\":{\"type\":\"hop\",\"msg_id\":" + std::to_string(++sent_) +
               ",\"key\":\"k7\",\"value\":[1,2,3]}}\n";
    }
    void reply(const std::string& client, const char* type, const std::string& asked,
               const std::string& more) {
        out += "{\"src\":\"" + self_ + "\",\"dest\":\"" + client + "\",\"body\":{\"type\":\"" +
               type + "\",\"in_reply_to\":" + asked + more + "}}\n";
    }

    std::string self_;
    int nodes_ = 0;
    int next_ = 0;
    long sent_ = 0;
};

/// False: the harness has gone.
bool write_out(Node& node) {
    for (std::size_t at = 0; at < node.out.size();) {
        const ssize_t wrote = ::write(STDOUT_FILENO, node.out.data() + at, node.out.size() - at);
        if (wrote <= 0) return false;
        at += static_cast<std::size_t>(wrote);
    }
    node.out.clear();
    return true;
}

/// With `flushes` each message is a write of its own; else what follows from one read is.
int run_node(bool flushes) {
    Node node;
    std::string text;
    std::vector<char> buffer(65536);
    for (;;) {
        const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size <= 0) return 0;
        text.append(buffer.data(), static_cast<std::size_t>(size));
        std::size_t begin = 0;
        for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos;
             begin = end + 1) {
            node.handle(std::string_view(text).substr(begin, end - begin));
            if (flushes && !write_out(node)) return 1;
        }
        text.erase(0, begin);
        if (!write_out(node)) return 1;
    }
}

// The measurement.

class Ring {
  public:
    Ring(std::size_t nodes, const char* as_node, core::Nanoseconds latency) {
        std::string name =
            (std::filesystem::temp_directory_path() / "bench-router-XXXXXX").string();
        CHECK(::mkdtemp(name.data()) != nullptr);
        folder_ = name;
        harness::RouterWorldOptions options{.run_directory = folder_, .seed = 1};
        options.system.nodes = nodes;
        options.system.command = {std::filesystem::read_symlink("/proc/self/exe"), as_node};
        options.network.latency = {nemesis::Distribution::exponential, latency};
        auto world = harness::RouterWorld::create(options);
        CHECK(world.has_value(), "{}", world.error().message);
        world_ = std::move(*world);
        const auto started = world_->start();
        CHECK(started.has_value(), "{}", started.error().message);
        world_->use_clock(core::MonotonicClock());
    }
    ~Ring() {
        world_->stop();
        CHECK(!world_->failure(), "{}", world_->failure()->message);
        std::filesystem::remove_all(folder_);
    }

    std::int64_t ask(std::size_t node, const char* f, core::Value value = {}) {
        clients::ClientOptions options;
        options.endpoints = world_->endpoints();
        options.home = node;
        options.timeout = 60s;
        options.extra = core::Value::Object{};
        const auto client = world_->make_client("maelstrom", options);
        CHECK(client.has_value() && (*client)->open());
        const auto done = (*client)->invoke({f, {}, std::move(value)});
        CHECK(done.type == core::EventType::ok, "{}", done.error.value_or(""));
        return done.value.is_int() ? done.value.as_int() : 0;
    }
    double nodes_us() {
        double all = 0;
        for (std::size_t node = 0; node < world_->endpoints().size(); ++node)
            all += static_cast<double>(ask(node, "cpu"));
        return all;
    }
    double routed() const {
        return static_cast<double>(
            world_->statistics().find("messages")->find("between-nodes")->as_int());
    }

  private:
    std::filesystem::path folder_;
    std::unique_ptr<harness::RouterWorld> world_;
};

/// Messages that are on their way at any time: `in_flight` for each node.
void ring(benchmark::State& state, const char* as_node, core::Nanoseconds latency) {
    const auto nodes = static_cast<std::size_t>(state.range(0));
    const auto in_flight = static_cast<int>(state.range(1));
    Ring ring(nodes, as_node, latency);
    for (std::size_t node = 0; node < nodes; ++node)
        ring.ask(node, "start", in_flight);
    for (auto _ : state) {
        const double messages = ring.routed();
        const double router = processor_us();
        const double others = ring.nodes_us();
        const auto begin = std::chrono::steady_clock::now();
        std::this_thread::sleep_for(3s);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        const double routed = ring.routed() - messages;
        const double router_us = (processor_us() - router) / routed;
        const double nodes_us = (ring.nodes_us() - others) / routed;
        state.counters["per_second"] = routed / took.count();
        state.counters["router_us"] = router_us;
        state.counters["nodes_us"] = nodes_us;
        state.counters["on_two_cores"] = 2e6 / (router_us + nodes_us);
    }
}

constexpr const char* batches = "--node";
constexpr const char* flushes = "--node-that-flushes";

BENCHMARK_CAPTURE(ring, at_once, batches, core::Nanoseconds(0))
    ->Args({5, 20})
    ->Args({25, 20})
    ->Iterations(1);
BENCHMARK_CAPTURE(ring, latency_1ms, batches, core::Nanoseconds(1'000'000))
    ->Args({5, 200})
    ->Args({25, 200})
    ->Iterations(1);
BENCHMARK_CAPTURE(ring, flushed_one_by_one, flushes, core::Nanoseconds(0))
    ->Args({5, 20})
    ->Args({25, 20})
    ->Iterations(1);

}  // namespace
}  // namespace ordeal

int main(int argc, char** argv) {
    for (const char* as_node : {ordeal::batches, ordeal::flushes})
        if (argc > 1 && std::strcmp(argv[1], as_node) == 0)
            return ordeal::run_node(as_node == ordeal::flushes);
    if (const auto entered = ordeal::nemesis::enter_home_network(); !entered) {
        std::fprintf(stderr, "bench-router: %s\n", entered.error().message.c_str());
        return 255;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
