#include "linearizability/stream.hpp"

#include <algorithm>
#include <utility>

#include "core/history/pairing.hpp"

namespace ordeal::linearizability {

namespace {

constexpr std::size_t events_between_looks = 1024;

std::optional<Limits::TimePoint> deadline_of(const JudgeOptions& options, Limits::TimePoint start) {
    if (!options.timeout) return std::nullopt;
    return start + *options.timeout;
}

}  // namespace

core::Result<std::unique_ptr<StreamJudge>> StreamJudge::start(const JudgeOptions& options,
                                                              const StreamBounds& bounds) {
    const auto model = known_model(options.model);
    if (!model) return tl::unexpected(model.error());
    return std::unique_ptr<StreamJudge>(new StreamJudge(**model, options, bounds));
}

StreamJudge::StreamJudge(const Model& model, const JudgeOptions& options,
                         const StreamBounds& bounds)
    : model_(model),
      options_(options),
      bounds_(bounds),
      start_(std::chrono::steady_clock::now()),
      limits_(deadline_of(options, start_), options.cancelled, options.memory_bytes) {}

core::Result<void> StreamJudge::feed(const core::Event& event, core::Skipped* skipped) {
    if (over()) return {};
    const std::size_t position = position_++;
    if (position_ % events_between_looks == 0) look();
    if (!event.process.is_client()) return {};
    Process& process = processes_[event.process.number];
    core::Operation* const open = process.open ? &*process.open : nullptr;
    const bool invokes = event.type == core::EventType::invoke;
    auto right = invokes ? core::check_invocation(event, open, process.retired)
                         : core::check_completion(event, open);
    if (!right) {
        if (!skipped) return right;
        skipped->add(std::move(right.error().message));
        if (!invokes) return {};
        if (open) (void)process.part->end(*open, limits_);  // nobody knows what came of it
    }
    if (!invokes) {
        core::complete_operation(*open, event, position);
        return complete(process, event);
    }
    process.open = core::begin_operation(event, position, begun_++);
    return invoke(process, event);
}

core::Result<void> StreamJudge::invoke(Process& process, const core::Event& event) {
    if (auto checked = check_operation(model_, *process.open); !checked)
        return core::fail("event {}: {}", event.index, checked.error().message);
    process.part = &part_of(process.open->key);
    auto right = process.part->begin(*process.open, limits_);
    take_note(*process.part);
    return right;
}

core::Result<void> StreamJudge::complete(Process& process, const core::Event& event) {
    auto right = check_operation(model_, *process.open);
    if (right) right = process.part->end(*process.open, limits_);
    if (!right) return core::fail("event {}: {}", event.index, right.error().message);
    process.open.reset();
    process.retired = event.type == core::EventType::info;
    take_note(*process.part);
    return {};
}

StreamPart& StreamJudge::part_of(const std::optional<core::Value>& key) {
    StreamPart*& part = of_key_[key];
    if (!part) {
        parts_.push_back(std::make_unique<StreamPart>(model_, options_, key, bounds_));
        part = parts_.back().get();
    }
    return *part;
}

void StreamJudge::take_note(const StreamPart& part) {
    verdict_ = core::worst(verdict_, part.partition().verdict);
}

core::Result<void> StreamJudge::catch_up() {
    for (const auto& part : parts_) {
        auto right = part->catch_up(limits_);
        take_note(*part);
        if (!right) return right;
    }
    return {};
}

void StreamJudge::look() {
    if (Progress* progress = options_.progress) {
        std::uint64_t explored = 0;
        for (const auto& part : parts_)
            explored += part->partition().explored;
        progress->operations = begun_;
        progress->configurations = explored;
    }
    std::size_t used = 0;
    for (const auto& part : parts_)
        used += part->bytes();
    if (over() || !limits_.look(used)) return;
    gave_up_ = true;
    for (const auto& part : parts_)
        part->give_up(limits_.reason());
    verdict_ = core::worst(verdict_, core::Verdict::unknown);
}

Judgement StreamJudge::judgement() const {
    Judgement judgement;
    judgement.verdict = verdict_;
    judgement.model = options_.model;
    judgement.operations = begun_;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_;
    judgement.seconds = seconds.count();
    for (const auto& part : parts_)
        judgement.partitions.push_back(part->partition());
    return judgement;
}

std::vector<core::Operation> StreamJudge::operations() const {
    std::vector<core::Operation> all;
    for (const auto& part : parts_)
        all.insert(all.end(), part->operations().begin(), part->operations().end());
    std::ranges::sort(all, {}, &core::Operation::id);
    return all;
}

}  // namespace ordeal::linearizability
