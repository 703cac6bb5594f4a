// Histories that others recorded on real systems, with known verdicts. They are not part of this
// repository: they are looked for in ../shared/histories beside it, or where ORDEAL_HISTORIES says.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::testing {
namespace {

std::filesystem::path folder() {
    if (const char* place = std::getenv("ORDEAL_HISTORIES")) return place;
    const auto repository = std::filesystem::path(__FILE__).parent_path() / "../..";
    return repository.lexically_normal() / "../shared/histories";
}

core::Value known_verdicts() {
    const std::ifstream file(folder() / "verdicts.json");
    std::stringstream text;
    text << file.rdbuf();
    auto document = core::parse_json(text.str());
    return document ? *document : core::Value();
}

void check(const std::string& file, const core::Value& known) {
    const auto path = (folder() / file).string();
    const auto format = core::history_format(*core::string_at(known, "format"));
    ASSERT_TRUE(format) << file << ": format " << *core::string_at(known, "format");
    const auto read = core::read_history_file(path);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->format, *format);
    const auto operations = core::pair_operations(read->events);
    ASSERT_TRUE(operations) << file << ": " << operations.error().message;
    linearizability::JudgeOptions options;
    options.model = *core::string_at(known, "model");
    options.initial = *known.find("initial");
    options.timeout = std::chrono::seconds(60);
    const auto judgement = linearizability::judge(*operations, options);
    ASSERT_TRUE(judgement) << file << ": " << judgement.error().message;
    EXPECT_EQ(core::to_text(judgement->verdict), *core::string_at(known, "verdict")) << file;
    for (const auto& partition : judgement->partitions) {
        EXPECT_EQ(partition.verdict == core::Verdict::valid, partition.witness.has_value());
        EXPECT_EQ(partition.verdict == core::Verdict::invalid,
                  partition.counterexample.has_value());
        EXPECT_FALSE(linearizability::explain(partition, *operations).empty());
    }
}

TEST(Recorded, VerdictsAreAsKnown) {
    if (!std::filesystem::exists(folder()))
        GTEST_SKIP() << "no recorded histories in " << folder() << "; set ORDEAL_HISTORIES";
    const auto known = known_verdicts();
    ASSERT_TRUE(known.is_object()) << "no verdicts.json in " << folder();
    std::size_t checked = 0;
    for (const auto& [file, what] : known.as_object()) {
        check(file, what);
        ++checked;
    }
    EXPECT_GE(checked, 48u);
}

}  // namespace
}  // namespace ordeal::testing
