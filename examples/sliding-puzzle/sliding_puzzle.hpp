// The puzzle of sliding tiles: a frame of up to 3 x 3 places, one of them empty; a tile next to the
// gap may slide into it. Can the tiles be brought into order? The search breadth first answers with
// a shortest solution. Half of all arrangements can be reached from any one (181,440 of 9! with 3
// x 3), so with two tiles swapped there is no solution, and the search says so.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "actors/describe.hpp"
#include "checker/model/model.hpp"

namespace ordeal::examples {

struct SlidingPuzzle {
    struct State {
        std::array<std::uint8_t, 9> tiles{};  // row by row; 0 is the gap
    };
    /// Where the tile goes that slides.
    enum class Action : std::uint8_t { up, down, left, right };

    std::uint32_t width = 3;
    std::uint32_t height = 3;
    std::array<std::uint8_t, 9> start = {1, 4, 2, 3, 5, 8, 6, 7, 0};

    std::vector<State> initial_states() const { return {State{start}}; }

    void actions(const State& state, std::vector<Action>& out) const {
        const std::uint32_t gap = gap_of(state);
        if (gap + width < width * height) out.push_back(Action::up);
        if (gap >= width) out.push_back(Action::down);
        if (gap % width + 1 < width) out.push_back(Action::left);
        if (gap % width > 0) out.push_back(Action::right);
    }

    bool apply(State& state, Action action) const {
        const std::uint32_t gap = gap_of(state);
        std::uint32_t tile = gap + 1;  // left: the tile is to the right of the gap
        if (action == Action::up) tile = gap + width;
        if (action == Action::down) tile = gap - width;
        if (action == Action::right) tile = gap - 1;
        std::swap(state.tiles[gap], state.tiles[tile]);
        return true;
    }

    std::vector<checker::Property<SlidingPuzzle>> properties() const {
        return {checker::sometimes<SlidingPuzzle>(
            "in order", [](const SlidingPuzzle& model, const State& state) {
                for (std::uint32_t i = 0; i < model.width * model.height; ++i)
                    if (state.tiles[i] != i) return false;
                return true;
            })};
    }

    std::string text(const State& state) const {
        std::string out;
        for (std::uint32_t i = 0; i < width * height; ++i) {
            if (i > 0) out += i % width == 0 ? '\n' : ' ';
            out += state.tiles[i] == 0 ? '.' : static_cast<char>('0' + state.tiles[i]);
        }
        return out;
    }

  private:
    /// Requires: there is a gap.
    std::uint32_t gap_of(const State& state) const {
        std::uint32_t place = 0;
        while (state.tiles[place] != 0)
            ++place;
        return place;
    }
};

BOOST_DESCRIBE_ENUM(SlidingPuzzle::Action, up, down, left, right)
ORDEAL_DESCRIBE(SlidingPuzzle::State, tiles)

}  // namespace ordeal::examples
