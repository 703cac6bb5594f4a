// A run's directory made by hand, for tests of what is shown of it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "harness/show/show.hpp"

namespace ordeal::harness {

class RunFolder : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "ordeal-show-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        run_ = name;
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(run_, ignored);
    }

    void write(std::string_view file, std::string_view content) const {
        const std::filesystem::path path = run_ / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }

    /// What a part prints, or its error.
    std::string shown(const Part& part, const ShowOptions& options = {}) const {
        std::string text;
        const auto done = show(run_, part, options, [&](std::string_view piece) { text += piece; });
        return done ? text : "error: " + done.error().message;
    }

    std::filesystem::path run_;
};

}  // namespace ordeal::harness
