#include "checker/replay/recorded_road.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
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
constexpr std::size_t most_participants = 250;
constexpr std::size_t log_bytes = 1'000'000;

std::size_t clients_in(const Steps& steps) {
    std::set<actors::Id> clients;
    for (const RecordedStep& step : steps)
        if (step.kind == actors::StepKind::invoke) clients.insert(step.whom);
    return clients.size();
}

/// How many steps of a path a model has clients enough for.
std::size_t steps_with_clients(const actors::Path& path) {
    std::set<std::string> clients;
    for (std::size_t i = 0; i < path.steps.size(); ++i)
        if (path.steps[i].kind == actors::StepKind::invoke &&
            clients.insert(path.steps[i].src).second &&
            clients.size() + path.nodes > most_participants)
            return i;
    return path.steps.size();
}

/// Makes the path one that a model can bear, and says what it lacks then.
void make_bearable(actors::Path& path, const Recording& recording, std::string& note) {
    if (!path.model.empty() && recording.consistency != "linearizable") {
        path.model.clear();
        note += fmt::format(
            "\nIts history is asked for {} consistency, not for that of one state after "
            "the other, and is not shown with them.",
            recording.consistency);
    }
    const std::size_t steps = steps_with_clients(path);
    if (steps == path.steps.size()) return;
    note += fmt::format(
        "\nIt is opened up to step {}: a model has no more than {} nodes and clients, and "
        "clients that were never answered ask for nothing more.",
        steps, most_participants);
    path.steps.resize(steps);
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
    make_bearable(path, recording, note);
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
    // What the judge makes of the whole settles most of the steps.
    ViewOptions end;
    end.first = way.places.size() - 1;
    end.only_steps = true;
    if (auto whole = model->model->at(way.places, end); !whole)
        return tl::unexpected(whole.error());
    return OpenedRun{std::move(model->model), Road{way.places, shown, std::move(run)}};
}

}  // namespace ordeal::checker
