#include "harness/scenario/decode.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>

#include "harness/scenario/fields.hpp"
#include "harness/scenario/problems.hpp"
#include "harness/scenario/validate.hpp"

namespace ordeal::harness {

namespace {

constexpr std::size_t largest_file_bytes = 1 << 20;

core::Result<std::string> read_file(const std::string& path) {
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const auto failure = [&] { return core::fail("{}: {}", path, core::errno_text()); };
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
    if (!file) return failure();
    std::string text(largest_file_bytes + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return failure();
    if (text.size() > largest_file_bytes)
        return core::fail("{}: larger than a megabyte: that is no scenario", path);
    return text;
}

void fill_in_mix(WorkloadSpec& workload, const KnownNames& known) {
    const auto model = known.models.find(workload.model);
    if (!workload.mix.empty() || model == known.models.end()) return;
    for (const std::string& function : model->second)
        workload.mix[function] = 1;
}

}  // namespace

core::Result<Scenario> parse_scenario(std::string_view text, const std::string& filename,
                                      const KnownNames& known) {
    Problems problems(filename, text);
    const auto document = parse_document(text, problems);
    if (!document) return tl::unexpected(problems.error());
    Reader reader{problems, known};
    auto scenario = scenario_codec().decode(reader, *document);
    if (scenario) validate(*scenario, *document, known, problems);
    if (!problems.empty()) return tl::unexpected(problems.error());
    fill_in_mix(scenario->workload, known);
    return std::move(*scenario);
}

core::Result<Scenario> load_scenario(const std::string& path, const KnownNames& known) {
    const auto text = read_file(path);
    if (!text) return tl::unexpected(text.error());
    return parse_scenario(*text, path, known);
}

core::Value to_value(const Scenario& scenario) {
    return scenario_codec().encode(scenario);
}

}  // namespace ordeal::harness
