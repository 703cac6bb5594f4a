#include "harness/generator/driver.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace ordeal::harness::gen {

Driver::Driver(Generator generator, std::size_t clients, core::Random random, bool nemesis)
    : generator_(std::move(generator)), clients_(clients), random_(random) {
    if (nemesis) workers_.push_back({nemesis_thread, core::Process::nemesis()});
    for (std::size_t i = 0; i < clients; ++i) {
        const auto thread = static_cast<Thread>(i);
        workers_.push_back({thread, {thread, ""}});
    }
}

Asked Driver::ask(core::Nanoseconds now) {
    CHECK(now >= now_, "time went back from {} to {} ns", now_.count(), now.count());
    now_ = now;
    if (firm_until_ && now < *firm_until_) return Wait{firm_until_};
    firm_until_.reset();
    Step step = generator_.op(context());
    if (auto* pending = std::get_if<Pending>(&step)) {
        CHECK(pending->wake || outstanding() > 0,
              "a generator waits for something that never comes");
        CHECK(!pending->wake || *pending->wake > now, "a generator wants to be woken in the past");
        generator_ = std::move(pending->next);
        if (pending->firm && !generator_.watches()) firm_until_ = pending->wake;
        return Wait{pending->wake};
    }
    if (auto* ready = std::get_if<Ready>(&step)) {
        Worker* worker = find(ready->invocation.process);
        CHECK(worker && worker->free,
              "a generator invokes an operation of process {}, which is busy",
              to_text(ready->invocation.process));
        worker->free = false;
        generator_ = std::move(ready->next);
        if (!generator_.watches())
            firm_until_ = ready->idle_until;
        else
            generator_ = generator_.update(context(), to_event(ready->invocation));
        ++invocations_;
        return std::move(ready->invocation);
    }
    generator_ = Generator();
    return Done{};
}

void Driver::observe(const core::Event& event) {
    Worker* worker = find(event.process);
    const bool completes = worker && !worker->free && event.type != core::EventType::invoke;
    if (completes) worker->free = true;
    if (generator_.watches()) generator_ = generator_.update(context(), event);
    if (completes && event.type == core::EventType::info && event.process.is_client())
        worker->process.number += static_cast<std::int64_t>(clients_);
}

std::size_t Driver::outstanding() const {
    return static_cast<std::size_t>(std::ranges::count(workers_, false, &Worker::free));
}

Context Driver::context() const {
    return Context::borrowing(now_, workers_, random_.split(invocations_), invocations_);
}

Worker* Driver::find(const core::Process& process) {
    const auto found = std::ranges::find(workers_, process, &Worker::process);
    return found == workers_.end() ? nullptr : &*found;
}

}  // namespace ordeal::harness::gen
