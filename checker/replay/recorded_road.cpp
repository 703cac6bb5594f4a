#include "checker/replay/recorded_road.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "checker/replay/clients.hpp"
#include "checker/replay/path_of.hpp"
#include "core/history/file_text.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

namespace {

namespace fs = std::filesystem;
using Steps = std::vector<RecordedStep>;

/// More of these stand in nobody's way.
constexpr std::size_t most_clients = 60;
/// Of one key; what a model judges at once is 64.
constexpr std::size_t most_operations_of_a_key = 60;
constexpr std::size_t most_operations = 500;
constexpr std::size_t log_bytes = 128'000;

std::size_t clients_in(const Steps& steps) {
    std::set<actors::Id> clients;
    for (const RecordedStep& step : steps)
        if (step.kind == actors::StepKind::invoke) clients.insert(step.whom);
    return clients.size();
}

/// How many steps of a path have a history that a model can keep and judge, state by state.
std::size_t steps_to_judge(const actors::Path& path) {
    std::map<std::optional<core::Value>, std::size_t> of_key;
    std::size_t all = 0;
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
        const actors::PathStep& step = path.steps[i];
        if (step.kind != actors::StepKind::invoke) continue;
        if (++all > most_operations) return i;
        if (++of_key[step.operation.key] > most_operations_of_a_key) return i;
    }
    return path.steps.size();
}

/// Makes the path one that a model can bear: so much of it that it goes wrong there, or all of it
/// without its history.
void make_bearable(actors::Path& path, const std::vector<std::size_t>& taken,
                   std::optional<std::size_t> wrong, std::string& note) {
    const std::size_t judged = steps_to_judge(path);
    if (judged == path.steps.size()) return;
    if (wrong && judged > 0 && taken[judged - 1] > *wrong) {
        path.steps.resize(judged);
        note += fmt::format(
            "\nIt is opened up to step {}: more of its history would be too much "
            "to judge in each state.",
            taken[judged - 1] + 1);
        return;
    }
    path.model.clear();
    note += "\nIt is too long for its history to be shown with each state.";
}

/// The beginning of what a node wrote, in whole lines.
NodeLog log_of(const fs::path& node) {
    NodeLog log{node.filename().string(), "", 0};
    const fs::path path = node / "output.log";
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) return log;
    log.text.resize(std::min<std::uintmax_t>(size, log_bytes));
    file.read(log.text.data(), static_cast<std::streamsize>(log.text.size()));
    log.text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    if (log.text.size() < size) log.text.resize(log.text.rfind('\n') + 1);
    log.left_out_bytes = size - log.text.size();
    return log;
}

std::vector<NodeLog> logs_of(const std::string& run) {
    std::vector<fs::path> nodes;
    std::error_code ignored;
    for (const auto& node : fs::directory_iterator(fs::path(run) / "nodes", ignored))
        nodes.push_back(node.path());
    std::ranges::sort(nodes);
    std::vector<NodeLog> logs;
    for (const fs::path& node : nodes)
        if (NodeLog log = log_of(node); !log.text.empty()) logs.push_back(std::move(log));
    return logs;
}

/// When the run began, since 1970; 0: nobody said.
std::int64_t zero_of(const std::string& run) {
    const auto text = core::file_text((fs::path(run) / "run.json").string());
    if (!text) return 0;
    const auto document = core::parse_long_json(*text);
    const core::Value* zero = document ? document->find("zero") : nullptr;
    return zero == nullptr ? 0 : core::int_at(*zero, "wall").value_or(0);
}

std::string word_for(PathRemark remark) {
    switch (remark) {
        case PathRemark::none:
            return "";
        case PathRemark::lost:
            return "it was never delivered";
        case PathRemark::ignored:
            return "it arrived, and nothing came of it";
        case PathRemark::last:
            return "it did not arrive again";
    }
    return "";
}

}  // namespace

core::Result<OpenedRun> open_run(const Recording& recording, const ReplayedProgram& program,
                                 std::size_t steps, std::optional<std::size_t> wrong,
                                 std::string note) {
    Steps all(recording.steps.begin(),
              recording.steps.begin() + static_cast<std::ptrdiff_t>(steps));
    if (clients_in(all) > most_clients) all = with_few_clients(std::move(all));
    const actors::Path header{recording.program, recording.bug,     recording.nodes,
                              recording.model,   recording.initial, {}};
    std::vector<std::size_t> taken;
    const auto cluster = program.make(recording.bug, recording.nodes);
    actors::Path path = path_of(header, all, *cluster, recording.missing_key_is_null, &taken);
    make_bearable(path, taken, wrong, note);
    auto model = program.model(path, Undelivered::is_lost);
    if (!model) return tl::unexpected(model.error());
    const WayInModel& way = model->way;
    if (way.obstacle) note += "\nThe model goes no further: " + *way.obstacle;
    RecordedRun run;
    run.directory = recording.directory;
    run.zero_ns = zero_of(recording.directory);
    run.note = std::move(note);
    run.logs = logs_of(recording.directory);
    std::size_t shown = 1;
    for (std::size_t i = 0; i < way.places.size(); ++i) {
        const std::size_t step = taken.empty() ? 0 : taken[way.steps[i]];
        run.times.push_back(i == 0 || step >= all.size() ? std::nullopt
                                                         : std::optional(all[step].time));
        run.remarks.push_back(i < way.remarks.size() ? word_for(way.remarks[i]) : "");
        if (wrong && step <= *wrong) shown = i + 1;
    }
    return OpenedRun{std::move(model->model), Road{way.places, shown, std::move(run)}};
}

}  // namespace ordeal::checker
