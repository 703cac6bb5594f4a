#include "nemesis/mechanisms/link.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/duration.hpp"

namespace ordeal::nemesis {

std::string_view to_text(DropReason reason) {
    switch (reason) {
        case DropReason::none:
            break;
        case DropReason::cut:
            return "cut";
        case DropReason::rate:
            return "rate";
        case DropReason::loss:
            return "loss";
        case DropReason::reset:
            return "reset";
    }
    return "none";
}

std::string to_text(const Decision& decision, core::Nanoseconds now) {
    if (decision.dropped != DropReason::none)
        return fmt::format("dropped: {}", to_text(decision.dropped));
    std::vector<std::string> parts;
    for (const Delivery& delivery : decision.deliveries()) {
        if (delivery.due > now) parts.push_back(core::to_text(delivery.due - now) + " late");
        if (delivery.overtakes) parts.emplace_back("reordered");
        if (delivery.corrupt) parts.emplace_back("corrupted");
    }
    if (decision.count > 1) parts.emplace_back("duplicated");
    return fmt::to_string(fmt::join(parts, ", "));
}

core::Random link_stream(std::uint64_t seed, std::string_view from, std::string_view to) {
    return core::Random(seed).split("fabric").split(from).split(to);
}

core::Result<void> validate(const LinkRule& rule) {
    const std::pair<const char*, double> probabilities[] = {{"loss", rule.loss},
                                                            {"duplicate", rule.duplicate},
                                                            {"reorder", rule.reorder},
                                                            {"corrupt", rule.corrupt},
                                                            {"reset", rule.reset}};
    for (const auto& [name, probability] : probabilities)
        if (!(probability >= 0 && probability <= 1))
            return core::fail("{} is a probability, from 0 to 1, not {}", name, probability);
    if (rule.latency.mean.count() < 0 || rule.latency.jitter.count() < 0)
        return core::fail("latency and jitter are not negative");
    return {};
}

Link::Link(const core::Random& stream, LinkRule rule)
    : rule_(rule),
      loss_(stream.split("loss")),
      duplicate_(stream.split("duplicate")),
      latency_(stream.split("latency")),
      reorder_(stream.split("reorder")),
      corrupt_(stream.split("corrupt")),
      reset_(stream.split("reset")) {}

Decision Link::decide(core::Nanoseconds now, std::size_t size_bytes, bool resettable) {
    Decision decision;
    core::Nanoseconds leaves = now;
    if (rule_.cut) {
        decision.dropped = DropReason::cut;
    } else if (!pass_rate(now, size_bytes, leaves)) {
        decision.dropped = DropReason::rate;
    } else if (rule_.loss > 0 && loss_.chance(rule_.loss)) {
        decision.dropped = DropReason::loss;
    } else if (resettable && rule_.reset > 0 && reset_.chance(rule_.reset)) {
        decision.dropped = DropReason::reset;
    } else {
        decision.all[decision.count++] = deliver(leaves);
        if (rule_.duplicate > 0 && duplicate_.chance(rule_.duplicate))
            decision.all[decision.count++] = deliver(leaves);
    }
    return decision;
}

bool Link::pass_rate(core::Nanoseconds now, std::size_t size_bytes, core::Nanoseconds& leaves) {
    if (rule_.rate_bits_per_second == 0) {
        leaves = now;
        return true;
    }
    if (busy_until_ - now > longest_wait) return false;
    const double seconds =
        static_cast<double>(size_bytes) * 8 / static_cast<double>(rule_.rate_bits_per_second);
    const core::Nanoseconds takes(std::llround(seconds * 1e9));
    leaves = busy_until_ = std::max(busy_until_, now) + takes;
    return true;
}

Delivery Link::deliver(core::Nanoseconds leaves) {
    Delivery delivery;
    core::Nanoseconds delay = rule_.latency.draw(latency_);
    if (rule_.reorder > 0 && reorder_.chance(rule_.reorder)) {
        const double part = reorder_.unit();
        delay = core::Nanoseconds(std::llround(static_cast<double>(delay.count()) * part));
        delivery.due = leaves + delay;
        delivery.overtakes = delivery.due < last_due_;
        last_due_ = std::max(last_due_, delivery.due);
    } else {
        delivery.due = last_due_ = std::max(last_due_, leaves + delay);
    }
    if (rule_.corrupt > 0 && corrupt_.chance(rule_.corrupt)) {
        delivery.corrupt = true;
        delivery.corruption = corrupt_.next();
    }
    return delivery;
}

}  // namespace ordeal::nemesis
