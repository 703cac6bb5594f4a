// The replicated register as a model: what it promises, and what it does not.
#pragma once

#include "checker/actor_model/register_client.hpp"
#include "examples/lww-register/lww_register.hpp"

namespace ordeal::examples {

using LwwModel = checker::ActorModel<LwwRegister::Message>;

/// Whether a message is under way between servers (or else with a client).
inline bool under_way(const LwwModel& model, const checker::Row& state, bool between_servers) {
    bool found = false;
    model.for_each_message(state, [&](const auto& envelope) {
        const bool merge = std::holds_alternative<LwwRegister::Merge>(envelope.message);
        found = found || merge == between_servers;
    });
    return found;
}

inline bool copies_agree(const LwwModel& model, const checker::Row& state, std::size_t servers) {
    const LwwRegister::State* first = nullptr;
    for (std::size_t i = 0; i < servers; ++i) {
        const auto* here = model.state_of<LwwRegister>(state, i);
        if (here == nullptr) continue;
        if (first != nullptr && first->copies != here->copies) return false;
        first = here;
    }
    return true;
}

/// Servers and clients with scripts as in register_model(). With `linearizable` that is claimed of
/// the clients' history too, which is wrong. A write that arrives again counts again, so where that
/// can happen the clocks are bounded.
inline LwwModel lww_model(const LwwRegister& actor, std::size_t servers, std::size_t clients,
                          checker::ActorModelOptions options,
                          const std::vector<std::string>& scripts, bool linearizable) {
    using checker::Row;
    constexpr std::int64_t most_time = 3;
    const bool lossy = options.lossy;
    const bool again = options.network == checker::Network::unordered_duplicating;
    const bool always_ends = !lossy && !again && options.crashes == 0;
    auto model = checker::register_clients(actor, servers, clients, std::move(options), scripts);
    if (again)
        model.bound([servers](const LwwModel& m, const Row& state) {
            for (std::size_t i = 0; i < servers; ++i)
                if (const auto* here = m.state_of<LwwRegister>(state, i);
                    here != nullptr && here->time > most_time)
                    return false;
            return true;
        });
    const auto agree = [servers](const LwwModel& m, const Row& state) {
        return copies_agree(m, state, servers);
    };
    if (!lossy)
        model.claim(checker::always<LwwModel>(
            "copies agree when nothing is under way", [agree](const LwwModel& m, const Row& state) {
                return under_way(m, state, true) || agree(m, state);
            }));
    const auto in_the_end = [agree](const LwwModel& m, const Row& state) {
        return !under_way(m, state, false) && agree(m, state);
    };
    const std::string name = "copies agree in the end";
    if (always_ends)
        model.claim(checker::eventually<LwwModel>(name, in_the_end));
    else if (!again)  // where old messages stay under way
        model.claim(checker::sometimes<LwwModel>(name, in_the_end));
    if (linearizable) model.claim(checker::linearizable<LwwRegister::Message>());
    return model;
}

}  // namespace ordeal::examples
