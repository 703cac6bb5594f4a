// Runs of ABD in virtual time, carried into the model: what is recorded is repeated, a difference
// is found where it was put, and what went wrong becomes a short path that the model can take.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "actors/cluster.hpp"
#include "checker/replay/path_of.hpp"
#include "checker/replay/recorded_road.hpp"
#include "checker/replay/replayed.hpp"
#include "checker/replay/resolve.hpp"
#include "checker/replay/short_path.hpp"
#include "core/history/jsonl.hpp"
#include "core/json.hpp"
#include "harness/scenario/decode.hpp"
#include "tests/harness/simulation/simulated_abd.hpp"

namespace ordeal::checker {
namespace {

using examples::Abd;
using examples::AbdBug;
namespace fs = std::filesystem;

Abd abd(const std::string& bug) {
    Abd actor;
    if (bug == "no-write-back") actor.bug = AbdBug::no_write_back;
    if (bug == "no-quorum") actor.bug = AbdBug::no_quorum;
    if (bug == "forgets") actor.bug = AbdBug::forgets;
    return actor;
}

const ReplayedProgram& program() {
    static const ReplayedProgram it = replayed(abd, [](auto&, std::size_t) {});
    return it;
}

/// A run with all that a simulation can do to it.
Recording recorded(std::uint64_t seed, const std::string& bug, std::size_t keys = 2) {
    auto scenario = harness::test::with_faults(
        {harness::test::fault("partition", "random-halves"), harness::test::fault("kill"),
         harness::test::fault("pause"), harness::test::fault("lying-fsync")});
    scenario.system.command = {"abd", "spawn", "--bug=" + bug};
    scenario.network.loss = 0.02;
    scenario.network.duplicate = 0.02;
    scenario.workload.keys = keys;
    if (bug.empty()) scenario.nemesis.pop_back();  // a disk that lies breaks it, rightly
    const auto run = harness::test::run(scenario, seed, abd(bug).bug, true);
    const fs::path folder =
        fs::temp_directory_path() / fmt::format("ordeal-replayed-{}-{}-{}", ::getpid(), seed, bug);
    fs::create_directories(folder);
    std::ofstream(folder / "scenario.json") << core::to_json(harness::to_value(scenario));
    std::ofstream(folder / "history.jsonl") << core::to_jsonl(run.evidence.history);
    std::ofstream(folder / "trace.jsonl") << run.trace;
    auto recording = load_recording(folder.string());
    fs::remove_all(folder);
    EXPECT_TRUE(recording.has_value()) << recording.error().message;
    return *recording;
}

Replayed replay(const Recording& recording) {
    const auto cluster = program().make(recording.bug, recording.nodes);
    return replay_run(recording, *cluster, {});
}

TEST(ReplayedAbd, DoesWhatWasRecorded) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Recording recording = recorded(seed, "");
        const Replayed replayed = replay(recording);
        ASSERT_FALSE(replayed.difference.has_value()) << to_text(*replayed.difference, recording);
        EXPECT_EQ(replayed.steps, recording.steps.size());
        EXPECT_GT(replayed.steps, 5000U);
        EXPECT_EQ(*verdict_of(replayed.history, specification_of(recording)), core::Verdict::valid);
        // Clients are told what the history says, operation by operation.
        std::size_t answered = 0;
        for (const core::Event& event : recording.history)
            answered += event.type == core::EventType::ok ? 1 : 0;
        std::size_t told = 0;
        for (const core::Event& event : replayed.history)
            told += event.type == core::EventType::ok ? 1 : 0;
        EXPECT_EQ(told, answered);
    }
}

TEST(ReplayedAbd, FindsADifferenceWhereItIs) {
    for (const char* member : {"sent", "saved", "state"}) {
        Recording recording = recorded(3, "");
        std::size_t changed = recording.steps.size() / 2;
        while (recording.steps[changed].line.find(member) == nullptr)
            ++changed;
        recording.steps[changed].line.set(member, "something else");
        const Replayed replayed = replay(recording);
        ASSERT_TRUE(replayed.difference.has_value()) << member;
        EXPECT_EQ(replayed.difference->step, changed);
        EXPECT_EQ(replayed.difference->where, member);
        EXPECT_EQ(replayed.difference->recorded, core::Value("something else"));
    }
}

TEST(ReplayedAbd, OfAnotherBuildDiffers) {
    Recording recording = recorded(2, "");
    recording.bug = "no-quorum";
    EXPECT_TRUE(replay(recording).difference.has_value());
}

/// The path is taken again, by the nodes and by the model, and goes wrong in both.
void expect_wrong(const actors::Path& path) {
    const auto cluster = program().make(path.bug, path.nodes);
    const auto steps = resolve(path, *cluster);
    ASSERT_TRUE(steps.has_value()) << steps.error().message;
    const auto fresh = program().make(path.bug, path.nodes);
    Follower follower(*fresh, steps->size(), true);
    for (std::size_t i = 0; i < steps->size(); ++i)
        EXPECT_TRUE(follower.apply(i, (*steps)[i]));
    EXPECT_EQ(*verdict_of(follower.history(), {path.model, path.initial}), core::Verdict::invalid);
    const auto model = program().model(path, Undelivered::stay_under_way);
    ASSERT_TRUE(model.has_value()) << model.error().message;
    ASSERT_FALSE(model->way.obstacle.has_value()) << *model->way.obstacle;
    const auto view = model->model->at(model->way.places);
    ASSERT_TRUE(view.has_value()) << view.error().message;
    ASSERT_EQ(view->properties.size(), 1U);
    EXPECT_FALSE(view->properties[0].holds);
}

class ReplayedBug : public ::testing::TestWithParam<const char*> {};

TEST_P(ReplayedBug, BecomesAShortPath) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Recording recording = recorded(seed, GetParam(), 8);
        const Replayed replayed = replay(recording);
        ASSERT_FALSE(replayed.difference.has_value()) << to_text(*replayed.difference, recording);
        if (*verdict_of(replayed.history, specification_of(recording)) == core::Verdict::valid)
            continue;
        SearchOptions limits;
        limits.max_states = 20'000;
        const auto path = short_path(recording, program(), {}, [] { return true; }, limits);
        ASSERT_TRUE(path.has_value()) << path.error().message;
        EXPECT_TRUE(path->minimal);
        EXPECT_LE(length_of(path->path), 20U);
        expect_wrong(path->path);
        return;
    }
    FAIL() << "no seed went wrong";
}

INSTANTIATE_TEST_SUITE_P(Abd, ReplayedBug,
                         ::testing::Values("no-write-back", "no-quorum", "forgets"),
                         [](const auto& bug) {
                             std::string name = bug.param;
                             std::erase(name, '-');
                             return name;
                         });

/// What the steps of a road are, beside those that lose messages: as many as were recorded, without
/// starts, what changes nothing, and what the model goes no further at.
std::size_t steps_that_happened(const RecordedRun& run) {
    return static_cast<std::size_t>(std::ranges::count(run.remarks, ""));
}

TEST(ReplayedAbd, OpensAsARoadOfTheExplorer) {
    const Recording recording = recorded(1, "no-quorum", 8);
    const auto history = replay(recording).history;
    const auto violation = first_violation(history, specification_of(recording));
    ASSERT_TRUE(violation.has_value() && violation->has_value());
    const auto wrong = static_cast<std::size_t>(history[(*violation)->event].time.count());
    const auto opened =
        open_run(recording, program(), recording.steps.size(), wrong, "what came of it");
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    const Road& road = opened->road;
    ASSERT_TRUE(road.run.has_value());
    EXPECT_EQ(road.run->times.size(), road.places.size());
    EXPECT_EQ(road.run->remarks.size(), road.places.size());
    EXPECT_TRUE(road.run->note.starts_with("what came of it")) << road.run->note;
    // It breaks in the model at the step where it broke in the run, and not before.
    Places places(road.places.begin(), road.places.begin() + std::ptrdiff_t(road.shown));
    const auto broken = opened->model->at(places);
    ASSERT_TRUE(broken.has_value()) << broken.error().message;
    EXPECT_FALSE(broken->properties.at(0).holds);
    EXPECT_EQ(road.run->times[road.shown - 1], recording.steps[wrong].time);
    while (places.size() > 1 && !road.run->remarks[places.size() - 1].empty())
        places.pop_back();
    places.pop_back();
    EXPECT_TRUE(opened->model->at(places)->properties.at(0).holds);
    // The rest of the road is there, too, with few messages under way.
    const auto end = opened->model->at(road.places);
    ASSERT_TRUE(end.has_value()) << end.error().message;
    EXPECT_LT(end->scene.network.size(), 100U);
    EXPECT_GT(steps_that_happened(*road.run), wrong / 2);
}

TEST(ReplayedAbd, ALongRunOpensWithItsHistory) {
    Recording recording = recorded(2, "");
    RecordedStep unheard;  // by any node: nobody knows of a message
    unheard.kind = actors::StepKind::invoke;
    unheard.whom = actors::Id::client(200);
    unheard.to = actors::Id::node(0);
    unheard.operation = {"write", core::Value("k0"), 77777};
    recording.steps.push_back(unheard);
    const auto opened = open_run(recording, program(), recording.steps.size(), {}, "");
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    EXPECT_EQ(opened->road.shown, 1U);
    EXPECT_EQ(opened->road.run->note.find("The model goes no further"), std::string::npos)
        << opened->road.run->note;
    const auto end = opened->model->at(opened->road.places);
    ASSERT_TRUE(end.has_value()) << end.error().message;
    EXPECT_EQ(end->scene.verdict, "history, linearizable");
    EXPECT_TRUE(end->scene.valid && end->scene.known);
    EXPECT_TRUE(end->scene.history.starts_with("  ...\n")) << end->scene.history;
    EXPECT_NE(end->scene.history.find("write \"k0\" 77777 ...\n"), std::string::npos);
    EXPECT_TRUE(end->properties.at(0).holds && end->properties[0].why_unknown.empty());
    EXPECT_GT(steps_that_happened(*opened->road.run), 3000U);
    EXPECT_LT(end->scene.network.size(), 100U);
}

TEST(ReplayedAbd, ARunThatWentWellIsLookedAround) {
    Recording recording = recorded(1, "no-quorum");
    // The beginning, up to where a node is about to send the answer that nothing explains.
    const auto whole = replay(recording).history;
    const auto violation = first_violation(whole, specification_of(recording));
    ASSERT_TRUE(violation.has_value() && violation->has_value());
    const auto told = static_cast<std::size_t>(whole[(*violation)->event].time.count());
    recording.steps.resize(recording.steps[told].origin.step);
    const Replayed replayed = replay(recording);
    EXPECT_EQ(*verdict_of(replayed.history, specification_of(recording)), core::Verdict::valid);
    const auto near = program().near(recording, replayed.history, {2, [] { return true; }});
    ASSERT_TRUE(near.found.has_value());
    EXPECT_FALSE(near.found->claim.has_value());
    const auto cluster = program().make(recording.bug, recording.nodes);
    std::vector<RecordedStep> before(
        recording.steps.begin(), recording.steps.begin() + std::ptrdiff_t(near.found->position));
    const auto steps = resolve_after(before, near.found->steps, *cluster, true);
    ASSERT_TRUE(steps.has_value()) << steps.error().message;
    const auto fresh = program().make(recording.bug, recording.nodes);
    Follower follower(*fresh, steps->size(), true);
    for (std::size_t i = 0; i < steps->size(); ++i)
        follower.apply(i, (*steps)[i]);
    EXPECT_EQ(*verdict_of(follower.history(), specification_of(recording)), core::Verdict::invalid);
}

TEST(ReplayedAbd, NothingIsFoundNearACorrectRun) {
    Recording recording = recorded(1, "");
    recording.steps.resize(60);
    const Replayed replayed = replay(recording);
    const auto near = program().near(recording, replayed.history, {3, [] { return true; }});
    EXPECT_FALSE(near.found.has_value());
    EXPECT_EQ(near.depth, 3U) << near.stopped;
    EXPECT_GT(near.states, 1000U);
}

}  // namespace
}  // namespace ordeal::checker
