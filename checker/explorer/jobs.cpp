#include "checker/explorer/jobs.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include <fmt/format.h>

namespace ordeal::checker {

using core::Value;

/// One thread, and what is known of its work.
class Jobs::Job {
  public:
    virtual ~Job() = default;

    void begin() {
        thread_ = std::jthread([this] {
            work();
            over_ = true;
        });
    }
    void stop() { cancelled_ = true; }
    bool over() const { return over_; }

    Value status(std::size_t number) const {
        Value value = Value::object({{"job", number}, {"do", name()}});
        value.set("state", over_ ? "over" : "running");
        add_to(value);
        return value;
    }

  protected:
    virtual void work() = 0;
    virtual std::string name() const = 0;
    virtual void add_to(Value& status) const = 0;
    /// To be called first by destructors: the thread uses what they destroy.
    void end() {
        stop();
        if (thread_.joinable()) thread_.join();
    }

    std::atomic<bool> cancelled_ = false;

  private:
    std::atomic<bool> over_ = false;
    std::jthread thread_;
};

class Jobs::CheckJob final : public Job {
  public:
    CheckJob(AnyModel& model, const JobLimits& limits)
        : model_(model), properties_(model.properties()) {
        options_.memory = Memory::fingerprint;
        options_.threads = limits.threads;
        options_.max_states = limits.states;
        options_.max_memory_bytes = limits.memory_bytes;
        options_.cancelled = &cancelled_;
        options_.progress_every = std::chrono::milliseconds(200);
        options_.progress = [this](const Progress& progress) {
            const std::lock_guard lock(mutex_);
            progress_ = progress;
        };
    }
    ~CheckJob() override { end(); }

  protected:
    std::string name() const override { return "check"; }

    void work() override {
        ReportText report = model_.check(options_);
        const std::lock_guard lock(mutex_);
        report_ = std::move(report);
    }

    void add_to(Value& status) const override {
        const std::lock_guard lock(mutex_);
        if (report_)
            add_report(status);
        else
            add_progress(status);
    }

  private:
    void add_progress(Value& status) const {
        status.set("states", progress_.unique)
            .set("depth", progress_.depth)
            .set("seconds", progress_.seconds)
            .set("per_second", progress_.unique_per_second)
            .set("remaining", progress_.remaining ? Value(*progress_.remaining) : Value());
        Value properties(Value::List{});
        for (std::size_t i = 0; i < properties_.size(); ++i)
            properties.push(
                Value::object({{"name", properties_[i].name},
                               {"kind", to_text(properties_[i].kind)},
                               {"found", i < progress_.settled.size() && progress_.settled[i]}}));
        status.set("properties", properties);
    }

    void add_report(Value& status) const {
        const Numbers& numbers = report_->numbers;
        status.set("verdict", core::to_text(numbers.verdict))
            .set("states", numbers.unique)
            .set("depth", numbers.max_depth)
            .set("seconds", numbers.seconds);
        if (!numbers.stopped.empty()) status.set("stopped", numbers.stopped);
        Value properties(Value::List{});
        for (const PropertyText& property : report_->properties)
            properties.push(to_value(property));
        status.set("properties", properties);
    }

    static Value to_value(const PropertyText& property) {
        Value value = Value::object({{"name", property.name},
                                     {"kind", to_text(property.kind)},
                                     {"verdict", core::to_text(property.verdict)},
                                     {"found", property.path.has_value()}});
        if (!property.path) return value;
        value.set("path", to_address(property.path->places));
        value.set("length", property.path->actions.size());
        if (property.path->loop) value.set("loop", *property.path->loop);
        return value;
    }

    AnyModel& model_;
    std::vector<PropertyName> properties_;
    SearchOptions options_;
    mutable std::mutex mutex_;
    Progress progress_;
    std::optional<ReportText> report_;
};

class Jobs::FindJob final : public Job {
  public:
    FindJob(const AnyModel& model, Places from, Goal goal, const JobLimits& limits)
        : walker_(model.walker()),
          from_(std::move(from)),
          goal_(std::move(goal)),
          limits_(limits) {}
    ~FindJob() override { end(); }

  protected:
    std::string name() const override { return "find"; }

    void work() override {
        auto found = find_nearest(*walker_, from_, goal_, limits_.states, cancelled_, progress_);
        walker_.reset();
        const std::lock_guard lock(mutex_);
        found_ = std::move(found);
    }

    void add_to(Value& status) const override {
        status.set("states", progress_.seen.load()).set("depth", progress_.depth.load());
        const std::lock_guard lock(mutex_);
        if (!found_) return;
        if (!*found_) {
            status.set("error", found_->error().message);
            return;
        }
        const Nearest& nearest = **found_;
        status.set("found", nearest.way.has_value());
        if (!nearest.stopped.empty()) status.set("stopped", nearest.stopped);
        if (!nearest.way) return;
        Places path = from_;
        path.insert(path.end(), nearest.way->begin(), nearest.way->end());
        status.set("path", to_address(path)).set("length", nearest.way->size());
        status.set("way", to_address(*nearest.way));
    }

  private:
    std::unique_ptr<Walker> walker_;
    Places from_;
    Goal goal_;
    JobLimits limits_;
    FindProgress progress_;
    mutable std::mutex mutex_;
    std::optional<core::Result<Nearest>> found_;
};

Jobs::~Jobs() = default;

core::Result<std::size_t> Jobs::add(std::unique_ptr<Job> job) {
    constexpr std::size_t most_running = 4;
    constexpr std::size_t most_kept = 50;
    const std::lock_guard lock(mutex_);
    const auto running =
        std::ranges::count_if(jobs_, [](const auto& entry) { return !entry.second->over(); });
    if (static_cast<std::size_t>(running) >= most_running)
        return core::fail("{} searches are under way: stop one first", running);
    while (jobs_.size() >= most_kept)
        jobs_.erase(
            std::ranges::find_if(jobs_, [](const auto& entry) { return entry.second->over(); }));
    const std::size_t number = next_++;
    jobs_.emplace(number, std::move(job)).first->second->begin();
    return number;
}

core::Result<std::size_t> Jobs::check(const JobLimits& limits) {
    return add(std::make_unique<CheckJob>(model_, limits));
}

core::Result<std::size_t> Jobs::find(const Places& from, Goal goal, const JobLimits& limits) {
    return add(std::make_unique<FindJob>(model_, from, std::move(goal), limits));
}

std::shared_ptr<Jobs::Job> Jobs::job(std::size_t number) const {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(number);
    return found == jobs_.end() ? nullptr : found->second;
}

Value Jobs::status(std::size_t number) const {
    const auto found = job(number);
    return found ? found->status(number) : Value();
}

Value Jobs::all() const {
    const std::lock_guard lock(mutex_);
    Value list(Value::List{});
    for (const auto& [number, job] : jobs_)
        list.push(job->status(number));
    return list;
}

bool Jobs::stop(std::size_t number) {
    const auto found = job(number);
    if (found) found->stop();
    return found != nullptr;
}

}  // namespace ordeal::checker
