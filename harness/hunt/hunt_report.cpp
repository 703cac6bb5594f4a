#include "harness/hunt/hunt_report.hpp"

#include <fmt/format.h>

#include "core/text/words.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Value;
using core::Verdict;

Verdict verdict(const HuntReport& report) {
    if (report.prey) return Verdict::invalid;
    return report.undecided > 0 || report.tries == 0 ? Verdict::unknown : Verdict::valid;
}

ExitCode exit_code(const HuntReport& report, bool stopped) {
    if (stopped && !report.prey) return ExitCode::interrupted;
    return core::to_exit_code(verdict(report));
}

std::string status(const HuntProgress& progress) {
    return fmt::format("{} tries, {:.0f} s of virtual time",
                       core::with_commas(progress.tries.load()),
                       static_cast<double>(progress.milliseconds.load()) / 1000);
}

std::string summary(const HuntReport& report) {
    std::string text = fmt::format(
        "{} tries in {:.1f} s, {:.0f} s of virtual time; {} node states (of every eighth event), "
        "{} "
        "orders of three events, {} variations that showed something new\n",
        core::with_commas(report.tries), report.seconds, report.virtual_seconds,
        core::with_commas(report.behaviour.states()), core::with_commas(report.behaviour.traits()),
        core::with_commas(report.variations));
    if (report.undecided > 0)
        text += fmt::format("{} could not be decided\n",
                            core::plural(report.undecided, "try", "tries"));
    if (report.refused > 0)
        text += fmt::format("{} could not be made: {}\n",
                            core::plural(report.refused, "try", "tries"), report.first_refusal);
    if (!report.prey) return text + "nothing found\n";
    const Prey& prey = *report.prey;
    return text + fmt::format(
                      "try {} failed; run again it failed {} of {}, {} of {} with the same "
                      "history\n",
                      core::with_commas(prey.number), prey.failed_again, prey.again, prey.identical,
                      prey.again);
}

Value to_value(const HuntReport& report, const RunReport* kept) {
    Value document = Value::object({{"verdict", to_text(verdict(report))},
                                    {"tries", report.tries},
                                    {"seconds", report.seconds},
                                    {"virtual_seconds", report.virtual_seconds},
                                    {"undecided", report.undecided},
                                    {"states", report.behaviour.states()},
                                    {"traits", report.behaviour.traits()},
                                    {"variations", report.variations}});
    if (!report.prey) return document;
    const Prey& prey = *report.prey;
    Value found = Value::object({{"try", prey.number},
                                 {"seed", prey.trial.seed},
                                 {"again", prey.again},
                                 {"failed_again", prey.failed_again},
                                 {"identical", prey.identical}});
    if (kept != nullptr) found.set("run", to_value(*kept));
    document.set("found", std::move(found));
    return document;
}

}  // namespace ordeal::harness
