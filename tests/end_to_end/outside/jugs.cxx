// Two jugs, of three litres and of five, and a tap: how does one measure four litres?
#include <algorithm>

#include "checker/program/model_program.hpp"

using namespace ordeal;

struct Jugs {
    struct State {
        std::uint32_t small = 0;
        std::uint32_t big = 0;
    };
    enum class Action { fill_small, fill_big, empty_small, empty_big, pour_over, pour_back };

    std::uint32_t wanted = 4;

    std::vector<State> initial_states() const { return {State{}}; }

    void actions(const State&, std::vector<Action>& out) const {
        out = {Action::fill_small, Action::fill_big,  Action::empty_small,
               Action::empty_big,  Action::pour_over, Action::pour_back};
    }

    bool apply(State& state, Action action) const {
        const std::uint32_t over = std::min(state.small, 5 - state.big);
        const std::uint32_t back = std::min(state.big, 3 - state.small);
        switch (action) {
            case Action::fill_small: state.small = 3; break;
            case Action::fill_big: state.big = 5; break;
            case Action::empty_small: state.small = 0; break;
            case Action::empty_big: state.big = 0; break;
            case Action::pour_over: state = {state.small - over, state.big + over}; break;
            case Action::pour_back: state = {state.small + back, state.big - back}; break;
        }
        return true;
    }

    std::vector<checker::Property<Jugs>> properties() const {
        return {checker::always<Jugs>("nothing is spilt",
                                      [](const Jugs&, const State& state) {
                                          return state.small <= 3 && state.big <= 5;
                                      }),
                checker::sometimes<Jugs>("measured", [](const Jugs& model, const State& state) {
                    return state.small == model.wanted || state.big == model.wanted;
                })};
    }
};
ORDEAL_DESCRIBE(Jugs::State, small, big)
BOOST_DESCRIBE_ENUM(Jugs::Action, fill_small, fill_big, empty_small, empty_big, pour_over,
                    pour_back)

int main(int argc, char** argv) {
    Jugs model;
    return checker::ModelProgram("jugs", "measures with two jugs")
        .options([&](core::Options& options) {
            options.number("wanted", "how many litres", model.wanted, {1, 8});
        })
        .model([&](const checker::SystemArguments&) { return model; })
        .run(argc, argv);
}
