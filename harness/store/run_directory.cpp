#include "harness/store/run_directory.hpp"

#include <chrono>
#include <system_error>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/json.hpp"
#include "harness/store/line_file.hpp"

namespace ordeal::harness {

namespace fs = std::filesystem;

namespace {

std::string utc_stamp() {
    const auto now = std::chrono::system_clock::now();
    const auto since_epoch = now.time_since_epoch();
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch) % 1000;
    return fmt::format("{:%Y%m%dT%H%M%S}.{:03}Z", fmt::gmtime(now), millis.count());
}

/// Points `link` at `target`, replacing what it pointed at, in one step.
void point(const fs::path& link, const fs::path& target) {
    std::error_code ignored;  // a store without `latest` is still a store
    const fs::path temporary = link.string() + ".tmp";
    fs::remove(temporary, ignored);
    fs::create_directory_symlink(target, temporary, ignored);
    fs::rename(temporary, link, ignored);
}

core::Result<fs::path> make_unique_directory(const fs::path& parent) {
    std::error_code problem;
    fs::create_directories(parent, problem);
    if (problem)
        return core::fail("cannot make the directory {}: {}; choose another place with --store",
                          parent.string(), problem.message());
    const std::string stamp = utc_stamp();
    for (int attempt = 1; attempt < 1000; ++attempt) {
        fs::path path = parent / (attempt == 1 ? stamp : fmt::format("{}-{}", stamp, attempt));
        if (fs::create_directory(path, problem)) return path;
        if (problem)
            return core::fail("cannot make the directory {}: {}; choose another place with --store",
                              path.string(), problem.message());
    }
    return core::fail("{} is full of runs that began at {}", parent.string(), stamp);
}

}  // namespace

core::Result<RunDirectory> RunDirectory::create(const fs::path& store,
                                                const std::string& scenario_name) {
    std::error_code problem;
    const fs::path root = fs::absolute(store, problem);
    auto path = make_unique_directory(root / scenario_name);
    if (!path) return tl::unexpected(path.error());
    point(root / "latest", fs::path(scenario_name) / path->filename());
    return RunDirectory(std::move(*path));
}

core::Result<void> RunDirectory::write(std::string_view file, std::string_view content) const {
    const fs::path final_path = path_ / file;
    const fs::path temporary = final_path.string() + ".tmp";
    auto out = LineFile::create(temporary);
    if (!out) return tl::unexpected(out.error());
    if (auto written = out->append(content); !written) return written;
    std::error_code problem;
    fs::rename(temporary, final_path, problem);
    if (problem) return core::fail("cannot write {}: {}", final_path.string(), problem.message());
    return {};
}

core::Result<void> RunDirectory::write_json(std::string_view file,
                                            const core::Value& document) const {
    return write(file, core::to_pretty_json(document) + "\n");
}

void make_latest(const fs::path& run) {
    point(run.parent_path().parent_path() / "latest",
          run.parent_path().filename() / run.filename());
}

namespace {

bool is_run(const fs::path& directory) {
    std::error_code ignored;
    return fs::exists(directory / "history.jsonl", ignored);
}

/// Of a directory of runs the one that began last: their names are their times.
fs::path newest_of(const fs::path& directory) {
    fs::path newest;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored))
        if (entry.path().filename() > newest.filename() && is_run(entry.path()))
            newest = entry.path();
    return newest;
}

fs::path run_at(const fs::path& given) {
    for (const fs::path& candidate : {given, given / "latest"})
        if (is_run(candidate)) return candidate;
    return newest_of(given);
}

}  // namespace

core::Result<fs::path> find_run(const fs::path& given, const fs::path& store) {
    std::error_code problem;
    std::vector<fs::path> places{given};
    if (given.is_relative() && !fs::exists(given, problem)) places.push_back(store / given);
    for (const fs::path& place : places)
        if (const fs::path run = run_at(place); !run.empty()) return fs::canonical(run, problem);
    if (!fs::exists(places.back(), problem))
        return core::fail(
            "there is no run {}: neither such a directory nor, in {}, a scenario of that name; a "
            "run's directory holds history.jsonl",
            given.string(), store.string());
    return core::fail("{} is no run, and holds none: there is no history.jsonl", given.string());
}

}  // namespace ordeal::harness
