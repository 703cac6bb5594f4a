#include "nemesis/mechanisms/counters.hpp"

namespace ordeal::nemesis {

std::vector<LinkName> links_cut_by(const Grudge& grudge) {
    std::vector<LinkName> links;
    for (const auto& [node, refused] : grudge)
        for (const auto& other : refused)
            links.push_back({.from = other, .to = node});
    return links;
}

LinkCounters& LinkCounters::operator+=(const LinkCounters& other) {
    received += other.received;
    forwarded += other.forwarded;
    dropped_by_cut += other.dropped_by_cut;
    dropped_by_loss += other.dropped_by_loss;
    dropped_by_rate += other.dropped_by_rate;
    dropped_by_reset += other.dropped_by_reset;
    duplicated += other.duplicated;
    reordered += other.reordered;
    corrupted += other.corrupted;
    connections_reset += other.connections_reset;
    return *this;
}

LinkCounters& LinkCounters::operator-=(const LinkCounters& other) {
    received -= other.received;
    forwarded -= other.forwarded;
    dropped_by_cut -= other.dropped_by_cut;
    dropped_by_loss -= other.dropped_by_loss;
    dropped_by_rate -= other.dropped_by_rate;
    dropped_by_reset -= other.dropped_by_reset;
    duplicated -= other.duplicated;
    reordered -= other.reordered;
    corrupted -= other.corrupted;
    connections_reset -= other.connections_reset;
    return *this;
}

std::uint64_t BadLinksReport::touched(std::string_view fault) const {
    LinkCounters total;
    for (const auto& [link, of_link] : links)
        total += of_link;
    if (fault == "loss" || fault == "flaky-node") return total.dropped_by_loss;
    if (fault == "duplicate") return total.duplicated;
    if (fault == "reorder") return total.reordered;
    if (fault == "corrupt") return total.corrupted;
    if (fault == "cut") return total.dropped_by_cut;
    if (fault == "reset") return total.connections_reset;
    return total.received;
}

std::uint64_t CutReport::total() const {
    std::uint64_t sum = 0;
    for (const auto& [link, packets] : dropped)
        sum += packets;
    return sum;
}

core::Value to_value(const LinkCounters& counters) {
    return core::Value::object({{"received", counters.received},
                                {"forwarded", counters.forwarded},
                                {"dropped-by-cut", counters.dropped_by_cut},
                                {"dropped-by-loss", counters.dropped_by_loss},
                                {"dropped-by-rate", counters.dropped_by_rate},
                                {"dropped-by-reset", counters.dropped_by_reset},
                                {"duplicated", counters.duplicated},
                                {"reordered", counters.reordered},
                                {"corrupted", counters.corrupted},
                                {"connections-reset", counters.connections_reset}});
}

core::Value to_value(const Unexplained& unexplained) {
    return core::Value::object({{"queue-overflow", unexplained.queue_overflow},
                                {"write-failed", unexplained.write_failed},
                                {"too-many", unexplained.too_many},
                                {"total", unexplained.total()}});
}

namespace {

core::Value links_with_traffic(const std::map<LinkName, LinkCounters>& all) {
    core::Value links(core::Value::List{});
    for (const auto& [link, of_link] : all) {
        if (of_link == LinkCounters{}) continue;
        core::Value entry = core::Value::object({{"from", link.from}, {"to", link.to}});
        const core::Value figures = to_value(of_link);
        for (const auto& member : figures.as_object())
            entry.set(member.name, member.value);
        links.push(std::move(entry));
    }
    return links;
}

}  // namespace

core::Value to_value(const FabricCounters& counters) {
    core::Value value = to_value(counters.total);
    value.set("unfinished", counters.unfinished);
    value.set("unroutable", counters.unroutable);
    value.set("unexplained", to_value(counters.unexplained));
    value.set("links", links_with_traffic(counters.links));
    return value;
}

core::Value to_value(const BadLinksReport& report) {
    return core::Value::object({{"links", links_with_traffic(report.links)}});
}

core::Value to_value(const CutReport& report) {
    core::Value links(core::Value::List{});
    for (const auto& [link, packets] : report.dropped)
        links.push(
            core::Value::object({{"from", link.from}, {"to", link.to}, {"packets", packets}}));
    return core::Value::object({{"packets-dropped", report.total()}, {"links", std::move(links)}});
}

}  // namespace ordeal::nemesis
