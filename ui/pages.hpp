// The pages that people look at, as the programs carry them: script and style of each, made from
// ui/src when Ordeal is built.
#pragma once

#include <string_view>

namespace ordeal::ui {

struct Page {
    std::string_view script;       // JavaScript, one text; never contains "</script"
    std::string_view script_hash;  // "sha256-...", as a content security policy names it
    std::string_view style;        // CSS; never contains "</style"
    std::string_view style_hash;
};

/// The page of one run.
Page report_page();
/// The page of a store: its runs.
Page runs_page();
/// The page of a model: a walk through its states.
Page explorer_page();

}  // namespace ordeal::ui
