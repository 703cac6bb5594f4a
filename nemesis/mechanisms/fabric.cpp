#include "nemesis/mechanisms/fabric.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include <sys/eventfd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/forwarder.hpp"
#include "nemesis/mechanisms/link.hpp"
#include "nemesis/mechanisms/link_changes.hpp"
#include "nemesis/mechanisms/port.hpp"
#include "nemesis/mechanisms/turns.hpp"

namespace ordeal::nemesis {

namespace {

constexpr std::size_t most_nodes = 250;
constexpr std::uint32_t network = 10U << 24 | 77U << 16;
constexpr std::uint32_t clients_address = network | 1U << 8 | 1U;

std::string dotted(std::uint32_t address) {
    return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255,
                       address & 255);
}

core::Result<void> validate(const FabricOptions& options) {
    if (options.nodes.empty() || options.nodes.size() > most_nodes)
        return core::fail("a fabric joins 1 to {} nodes, not {}", most_nodes, options.nodes.size());
    std::set<std::string_view> names{Fabric::clients};
    for (const auto& node : options.nodes)
        if (!names.insert(node).second)
            return core::fail("node name \"{}\" is taken; choose another", node);
    if (options.mtu_bytes < 576 || options.mtu_bytes > 65'000)
        return core::fail("an MTU is 576 to 65000 bytes, not {}", options.mtu_bytes);
    return nemesis::validate(options.rule);
}

std::vector<Link> make_links(const FabricOptions& options, const std::vector<Node>& names) {
    std::vector<Link> links;
    for (const auto& from : names)
        for (const auto& to : names) {
            const bool is_clean = from == Fabric::clients || to == Fabric::clients;
            links.emplace_back(link_stream(options.seed, from, to),
                               is_clean ? LinkRule{} : options.rule);
        }
    return links;
}

}  // namespace

struct Fabric::Parts {
    std::vector<Node> names;  // the nodes, then the clients
    std::vector<NetworkNamespace> networks;
    std::vector<std::uint32_t> addresses;
    std::vector<std::string> dotted_addresses;
    PortKind kind = PortKind::automatic;
    Turns turns;
    std::unique_ptr<Capture> capture;  // or none
    std::unique_ptr<Forwarder> forwarder;
    std::thread thread;

    core::Result<void> make_networks(const FabricOptions& options);
    core::Result<std::unique_ptr<Ports>> make_ports(const FabricOptions& options);
    core::Result<void> capture_to(const std::optional<std::filesystem::path>& path);
    std::optional<std::size_t> find(std::string_view endpoint) const;
    std::size_t at(std::string_view endpoint) const;
    core::Result<std::size_t> link_index(const LinkName& link) const;
    LinkName name_of(std::size_t link) const;
    core::Result<std::vector<std::size_t>> link_indices(const std::vector<LinkName>& links) const;
    CutReport report(const Cuts::Dropped& dropped) const;

    // Touched between turns only.
    std::vector<LinkRule> rules;  // of each link, without faults
    LinkChanges changes;

    void apply_rule(std::size_t link) {
        forwarder->link(link).set_rule(changes.on_top_of(rules[link], link));
    }
};

core::Result<void> Fabric::Parts::make_networks(const FabricOptions& options) {
    names = options.nodes;
    names.emplace_back(clients);
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto made = NetworkNamespace::create();
        if (!made) return tl::unexpected(made.error());
        networks.push_back(std::move(*made));
        addresses.push_back(names[i] == clients ? clients_address
                                                : network | static_cast<std::uint32_t>(i + 1));
        dotted_addresses.push_back(dotted(addresses.back()));
    }
    return {};
}

core::Result<std::unique_ptr<Ports>> Fabric::Parts::make_ports(const FabricOptions& options) {
    kind = options.ports;
    if (kind == PortKind::automatic) kind = tun_is_open_to_us() ? PortKind::tun : PortKind::veth;
    std::vector<Endpoint> endpoints;
    for (std::size_t i = 0; i < names.size(); ++i)
        endpoints.push_back({.network = &networks[i], .address = addresses[i]});
    const auto mtu_bytes = static_cast<std::uint32_t>(options.mtu_bytes);
    return kind == PortKind::tun ? make_tun_ports(endpoints, mtu_bytes)
                                 : make_veth_ports(endpoints, mtu_bytes);
}

core::Result<void> Fabric::Parts::capture_to(const std::optional<std::filesystem::path>& path) {
    if (!path) return {};
    auto made = Capture::create(*path, names);
    if (!made) return tl::unexpected(made.error());
    capture = std::move(*made);
    forwarder->capture_to(capture.get());
    return {};
}

std::optional<std::size_t> Fabric::Parts::find(std::string_view endpoint) const {
    const auto found = std::find(names.begin(), names.end(), endpoint);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::size_t Fabric::Parts::at(std::string_view endpoint) const {
    const auto index = find(endpoint);
    CHECK(index.has_value(), "the fabric has no endpoint {}", endpoint);
    return *index;
}

core::Result<std::size_t> Fabric::Parts::link_index(const LinkName& link) const {
    for (const auto& endpoint : {link.from, link.to})
        if (!find(endpoint))
            return core::fail("the fabric has no endpoint \"{}\"; it has {}", endpoint,
                              fmt::join(names, ", "));
    if (link.from == link.to)
        return core::fail("there is no link from {} to itself: such packets stay inside it",
                          link.from);
    return forwarder->link_index(at(link.from), at(link.to));
}

core::Result<std::vector<std::size_t>> Fabric::Parts::link_indices(
    const std::vector<LinkName>& links) const {
    std::vector<std::size_t> indices;
    for (const auto& link : links) {
        const auto index = link_index(link);
        if (!index) return tl::unexpected(index.error());
        indices.push_back(*index);
    }
    return indices;
}

LinkName Fabric::Parts::name_of(std::size_t link) const {
    return {.from = names[link / names.size()], .to = names[link % names.size()]};
}

CutReport Fabric::Parts::report(const Cuts::Dropped& dropped) const {
    CutReport report;
    for (const auto& [link, packets] : dropped)
        report.dropped.emplace(name_of(link), packets);
    return report;
}

Fabric::Fabric(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

core::Result<std::unique_ptr<Fabric>> Fabric::create(const FabricOptions& options) {
    if (auto valid = validate(options); !valid) return tl::unexpected(valid.error());
    auto parts = std::make_unique<Parts>();
    if (auto made = parts->make_networks(options); !made) return tl::unexpected(made.error());
    auto ports = parts->make_ports(options);
    if (!ports) return tl::unexpected(ports.error());
    FileDescriptor wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!wake) return core::fail("cannot make an event descriptor: {}", core::errno_text());
    auto links = make_links(options, parts->names);
    for (const Link& link : links)
        parts->rules.push_back(link.rule());
    parts->forwarder = std::make_unique<Forwarder>(std::move(*ports), parts->addresses,
                                                   std::move(links), std::move(wake));
    if (auto captured = parts->capture_to(options.capture); !captured)
        return tl::unexpected(captured.error());
    return std::unique_ptr<Fabric>(new Fabric(std::move(parts)));
}

Fabric::~Fabric() {
    stop();
}

core::Result<void> Fabric::start() {
    if (parts_->thread.joinable()) return core::fail("the fabric runs already");
    parts_->thread = std::thread([parts = parts_.get()] { parts->forwarder->run(parts->turns); });
    return {};
}

void Fabric::stop() {
    if (!parts_->thread.joinable()) return;
    parts_->turns.between([this] { parts_->forwarder->stop(); });
    parts_->thread.join();
    if (parts_->capture) parts_->capture->close();
}

const NetworkNamespace& Fabric::network_of(std::string_view endpoint) const {
    return parts_->networks[parts_->at(endpoint)];
}

const std::string& Fabric::address_of(std::string_view endpoint) const {
    return parts_->dotted_addresses[parts_->at(endpoint)];
}

PortKind Fabric::ports() const {
    return parts_->kind;
}

core::Result<void> Fabric::set_rule(const LinkName& link, const LinkRule& rule) {
    const auto index = parts_->link_index(link);
    if (!index) return tl::unexpected(index.error());
    if (auto valid = nemesis::validate(rule); !valid) return valid;
    parts_->turns.between([&] {
        parts_->rules[*index] = rule;
        parts_->apply_rule(*index);
    });
    return {};
}

core::Result<void> Fabric::begin_worse(FaultId id, const std::vector<LinkName>& links,
                                       const LinkRule& change) {
    if (auto valid = nemesis::validate(change); !valid) return valid;
    const auto indices = parts_->link_indices(links);
    if (!indices) return tl::unexpected(indices.error());
    bool has_begun = false;
    parts_->turns.between([&] {
        has_begun = parts_->changes.begin(id, *indices, change, parts_->forwarder->counters());
        if (!has_begun) return;
        for (const std::size_t link : *indices)
            parts_->apply_rule(link);
    });
    if (!has_begun) return core::fail("fault {} holds links already", id);
    return {};
}

core::Result<BadLinksReport> Fabric::end_worse(FaultId id) {
    std::optional<BadLinksReport> report;
    parts_->turns.between([&] {
        if (!parts_->changes.contains(id)) return;
        report.emplace();
        for (const auto& [link, done] : parts_->changes.end(id, parts_->forwarder->counters())) {
            report->links.emplace(parts_->name_of(link), done);
            parts_->apply_rule(link);
        }
    });
    if (!report) return core::fail("fault {} holds no links", id);
    return *report;
}

core::Result<void> Fabric::begin_cut(FaultId id, const std::vector<LinkName>& links) {
    const auto indices = parts_->link_indices(links);
    if (!indices) return tl::unexpected(indices.error());
    bool has_begun = false;
    parts_->turns.between([&] { has_begun = parts_->forwarder->cuts().begin(id, *indices); });
    if (!has_begun) return core::fail("fault {} cuts links already", id);
    return {};
}

core::Result<CutReport> Fabric::cut_so_far(FaultId id) const {
    std::optional<Cuts::Dropped> dropped;
    parts_->turns.between([&] {
        const auto* found = parts_->forwarder->cuts().find(id);
        if (found != nullptr) dropped = *found;
    });
    if (!dropped) return core::fail("fault {} cuts no links", id);
    return parts_->report(*dropped);
}

core::Result<CutReport> Fabric::end_cut(FaultId id) {
    std::optional<Cuts::Dropped> dropped;
    parts_->turns.between([&] {
        auto& cuts = parts_->forwarder->cuts();
        if (cuts.find(id) != nullptr) dropped = cuts.end(id);
    });
    if (!dropped) return core::fail("fault {} cuts no links", id);
    return parts_->report(*dropped);
}

void Fabric::use_clock(const core::MonotonicClock& clock) {
    if (parts_->capture) parts_->capture->begin_run(clock.start());
}

std::optional<CaptureFigures> Fabric::captured() const {
    if (!parts_->capture) return std::nullopt;
    return parts_->capture->figures();
}

FabricCounters Fabric::counters() const {
    FabricCounters all;
    const std::size_t size = parts_->names.size();
    parts_->turns.between([&] {
        for (std::size_t link = 0; link < size * size; ++link) {
            if (link / size == link % size) continue;
            const LinkCounters& counters = parts_->forwarder->counters()[link];
            all.links.emplace(parts_->name_of(link), counters);
            all.total += counters;
        }
        all.unexplained = parts_->forwarder->unexplained();
        all.unfinished = parts_->forwarder->unfinished();
        all.unroutable = parts_->forwarder->unroutable();
    });
    return all;
}

}  // namespace ordeal::nemesis
