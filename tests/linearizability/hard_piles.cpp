#include "tests/linearizability/hard_piles.hpp"

#include <sstream>

#include "core/check.hpp"

namespace ordeal::testing {

std::vector<Placed> HardPile::history(const PileKinds& kinds) const {
    std::vector<Placed> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line, ',');) {
        std::istringstream words(line);
        std::string call;
        std::size_t value = 0;
        Placed placed{};
        words >> call;
        if (call == "put" || call == "take") words >> value;
        words >> placed.invoked;
        CHECK(!words.fail(), "{}: {}", name, line);
        if (std::size_t returned = 0; words >> returned) placed.returned = returned;
        placed.kind = call == "put"    ? kinds.put(value, !placed.returned)
                      : call == "take" ? kinds.take(value)
                      : call == "look" ? kinds.look()
                                       : kinds.taker();
        out.push_back(placed);
    }
    return out;
}

const std::vector<HardPile>& hard_piles() {
    static const std::vector<HardPile> piles{
        // 0 leaves before 4 does although it came first: the taker has got 2, which is less than 4.
        {"a_lesser_one_was_taken_in_time", "priority-queue",
         "take 4 0 11, put 5 1 2, put 0 3 4, put 2 5 7, put 4 6 8, take 0 9 12, taker 10"},
        {"a_look_before_all_of_that", "priority-queue",
         "take 4 0 13, put 5 1 4, look 2 3, put 0 5 6, put 2 7 9, put 4 8 10, take 0 11 14, "
         "taker 12"},
        {"one_taker_for_two_that_hinder", "priority-queue",
         "put 3 0 3, put 2 1 6, put 0 2 4, take 3 5 12, taker 7, take 0 8 10, put 5 9 11, "
         "take 2 13 14"},
        // The deadlines give the taker a value that need not leave, but does no harm.
        {"deadlines_of_a_priority_queue", "priority-queue",
         "put 2 0, taker 1, put 4 2 6, put 0 3 4, take 2 5 10, put 1 7 8, take 0 9 11"},
        {"deadlines_of_a_stack", "stack",
         "taker 0, put 5 1 4, put 1 2 3, put 4 5 6, take 5 7 12, put 0 8 9, take 3 10 13, "
         "take 4 11 14"},
    };
    return piles;
}

}  // namespace ordeal::testing
