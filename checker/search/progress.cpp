#include "checker/search/progress.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/text/words.hpp"

namespace ordeal::checker {

std::optional<std::uint64_t> estimate_remaining(std::span<const std::uint64_t> levels) {
    constexpr std::size_t used = 6;
    if (levels.size() < 4 || levels.back() == 0) return std::nullopt;
    levels = levels.last(std::min(levels.size(), used));
    const auto factor = [&](std::size_t i) {
        return std::log(static_cast<double>(levels[i]) / static_cast<double>(levels[i - 1]));
    };
    const double last = factor(levels.size() - 1);
    const double bend = (factor(1) - last) / static_cast<double>(levels.size() - 2);
    if (bend <= 1e-3 && last >= -1e-2) return std::nullopt;
    double sum = 0;
    double log_size = std::log(static_cast<double>(levels.back()));
    double step = last;
    for (int level = 0; level < 10'000 && log_size > 0 && log_size < 60; ++level) {
        step -= std::max(bend, 0.0);
        log_size += step;
        sum += std::exp(log_size);
    }
    if (sum > 1e18) return std::nullopt;
    return static_cast<std::uint64_t>(sum);
}

std::string to_text(const Progress& progress) {
    std::string out =
        fmt::format("{:.1f} s: {} states, {}/s, depth {}, {} to expand", progress.seconds,
                    core::with_commas(progress.unique),
                    core::with_commas(static_cast<std::uint64_t>(progress.unique_per_second)),
                    progress.depth, core::with_commas(progress.frontier));
    if (!progress.remaining) return out;
    out += fmt::format(", about {} more", core::with_commas(*progress.remaining));
    if (progress.unique_per_second >= 1)
        out += fmt::format(" ({:.0f} s)",
                           static_cast<double>(*progress.remaining) / progress.unique_per_second);
    return out;
}

}  // namespace ordeal::checker
