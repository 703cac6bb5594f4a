// Makes what a program offers for replays out of its actor and the claims of its model:
//
//     program.replays(checker::replayed(
//         [](const std::string& bug) { return abd(bug); },
//         [](auto& model, std::size_t servers) { model.claim(...); }));
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/replay/near_search.hpp"
#include "checker/replay/path_model.hpp"
#include "checker/replay/replayed_program.hpp"

namespace ordeal::checker {

/// Judges the states of nodes by the claims of their model, of which only those about states count.
template <actors::Actor A, typename Claim>
class ClaimsOnNodes {
  public:
    ClaimsOnNodes(A actor, std::size_t nodes, Claim claim)
        : actor_(std::move(actor)), nodes_(nodes), claim_(std::move(claim)) {
        renew();
    }

    bool any() const { return !properties_.empty(); }

    std::vector<std::string> operator()(const Follower& follower) {
        if (++judged_ % states_remembered == 0) renew();
        for (std::size_t node = 0; node < nodes_; ++node)
            model_->template put<A>(state_, node, state_of(follower, node));
        std::vector<std::string> broken;
        for (const auto& property : properties_)
            if (property.kind == Kind::always && property.holds && !property.holds(*model_, state_))
                broken.push_back(property.name);
        return broken;
    }

  private:
    using Message = typename A::Message;

    /// A model keeps all states that it was shown.
    static constexpr std::size_t states_remembered = 2000;

    void renew() {
        ActorModelOptions options;
        options.crashes = static_cast<unsigned>(nodes_);
        model_ = std::make_shared<ActorModel<Message>>(options);
        add_servers(*model_, actor_, nodes_);
        claim_(*model_, nodes_);
        properties_ = model_->properties();
        state_ = model_->initial_states().front();
    }
    std::optional<typename A::State> state_of(const Follower& follower, std::size_t node) const {
        const auto& cluster = dynamic_cast<const actors::ClusterOf<A>&>(follower.cluster());
        if (!follower.up(node)) return std::nullopt;
        return cluster.state(node);
    }

    A actor_;
    std::size_t nodes_;
    Claim claim_;
    std::shared_ptr<ActorModel<Message>> model_;
    std::vector<Property<ActorModel<Message>>> properties_;
    Row state_;
    std::size_t judged_ = 0;
};

namespace detail {

/// Timers that fired and crashes, of a model of a path: a shorter one needs no more of them.
struct Spent {
    std::uint32_t timers = 0;
    std::uint32_t crashes = 0;
};
ORDEAL_DESCRIBE(Spent, timers, crashes)

template <typename Message>
void spend_no_more_than(ActorModel<Message>& model, const actors::Path& path) {
    Spent most;
    for (const actors::PathStep& step : path.steps) {
        most.timers += step.kind == actors::StepKind::timer ? 1 : 0;
        most.crashes += step.kind == actors::StepKind::crash ? 1 : 0;
    }
    model.observe(Spent{}, [](Spent& spent, const Happening<Message>& happening) {
        if (happening.kind == EventKind::timer) ++spent.timers;
        if (happening.kind == EventKind::crash) ++spent.crashes;
    });
    model.bound([most](const ActorModel<Message>& m, const Row& state) {
        const Spent& spent = m.template observed<Spent>(state);
        return spent.timers <= most.timers && spent.crashes <= most.crashes;
    });
}

template <typename Message>
ModelOfPath model_of_path(ActorModel<Message> model, const actors::Path& path,
                          Undelivered undelivered) {
    WayInModel way = PathWalk<Message>(model, path, undelivered).run();
    // A model that is searched is another one: what it observes is part of its states.
    const auto shortest =
        [model, path](const std::string& property,
                      const SearchOptions& limits) -> std::optional<std::vector<actors::PathStep>> {
        auto single = model;
        single.claim_only(property);
        spend_no_more_than(single, path);
        const auto report = check(single, limits);
        const auto* found = report.find(property);
        if (found == nullptr || !found->path) return std::nullopt;
        return steps_of(single, *found->path);
    };
    return {erase(std::move(model)), std::move(way), shortest};
}

}  // namespace detail

/// `actor(bug)`: as it is as a process. `claim(model, servers)` adds the claims of such a system;
/// that its history is linearizable is added where a run says so.
template <typename MakeActor, typename Claim>
ReplayedProgram replayed(MakeActor actor, Claim claim) {
    using A = std::decay_t<std::invoke_result_t<MakeActor, const std::string&>>;
    ReplayedProgram program;
    program.make = [actor](const std::string& bug, std::size_t nodes) {
        return actors::make_cluster(actor(bug), nodes);
    };
    program.claims = [actor, claim](const std::string& bug, std::size_t nodes) -> Claims {
        ClaimsOnNodes<A, Claim> claims(actor(bug), nodes, claim);
        return claims.any() ? Claims(std::move(claims)) : Claims();
    };
    program.model = [actor, claim](const actors::Path& path,
                                   Undelivered undelivered) -> core::Result<ModelOfPath> {
        auto model = model_of(
            path, actor(path.bug), [&](auto& m) { claim(m, path.nodes); },
            undelivered == Undelivered::is_lost);
        if (!model) return tl::unexpected(model.error());
        return detail::model_of_path(*std::move(model), path, undelivered);
    };
    program.near = [actor, claim](const Recording& recording, const core::History& history,
                                  const NearOptions& options) {
        ActorModelOptions model_options;
        model_options.crashes = std::max(1U, most_down(recording));
        ActorModel<typename A::Message> model(model_options);
        add_servers(model, actor(recording.bug), recording.nodes);
        claim(model, recording.nodes);
        return NearSearch<A>(recording, history, std::move(model), options).run();
    };
    return program;
}

}  // namespace ordeal::checker
