// Writes the histories that the fuzzers begin with: DIRECTORY/<format>/<number>, a few small ones
// of each model and format.
//
//     fuzz-make-corpus DIRECTORY
#include <filesystem>
#include <fstream>

#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"
#include "tests/core/history/reader_checks.hpp"

int main(int argc, char** argv) {
    using namespace ordeal;
    if (argc != 2) return 254;
    for (const std::string_view format : core::history_format_names()) {
        const auto folder = std::filesystem::path(argv[1]) / format;
        std::filesystem::create_directories(folder);
        int number = 0;
        for (const std::string_view model : linearizability::model_names()) {
            const auto history = linearizability::generate_history(
                {.model = std::string(model), .operations = 6, .keys = 2, .crashed = 1});
            if (!history) continue;  // not every model has a generator
            std::ofstream(folder / std::to_string(number++))
                << testing::written(*history, *core::history_format(format));
        }
    }
    return 0;
}
