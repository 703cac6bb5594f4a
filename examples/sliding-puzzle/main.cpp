// The program `sliding-puzzle`: see docs/examples.md.
#include <algorithm>

#include "checker/program/model_program.hpp"
#include "examples/sliding-puzzle/sliding_puzzle.hpp"

namespace {

using namespace ordeal;
using examples::SlidingPuzzle;

core::Result<SlidingPuzzle> puzzle(SlidingPuzzle model, const std::string& tiles) {
    const std::size_t places = std::size_t{model.width} * model.height;
    if (places > model.start.size())
        return core::fail("--width: at most {} places", model.start.size());
    std::string sorted = tiles;
    std::ranges::sort(sorted);
    if (sorted != std::string("012345678").substr(0, places))
        return core::fail(
            "--tiles: expected the digits 0 (the gap) to {}, each once, row by row, not \"{}\"",
            places - 1, tiles);
    model.start.fill(0);
    std::ranges::transform(tiles, model.start.begin(),
                           [](char digit) { return static_cast<std::uint8_t>(digit - '0'); });
    return model;
}

}  // namespace

int main(int argc, char** argv) {
    SlidingPuzzle model;
    std::string tiles = "142358670";
    return checker::ModelProgram("sliding-puzzle", "can the tiles be brought into order?")
        .options([&](core::Options& options) {
            options.number("width", "of the frame", model.width, {1, 9});
            options.number("height", "of the frame", model.height, {1, 9});
            options.text("tiles", "DIGITS", "how they lie, row by row; 0 is the gap", tiles);
        })
        .model([&](const checker::SystemArguments&) { return puzzle(model, tiles); })
        .run(argc, argv);
}
