// A page as the document that a server sends, and the policy that goes with it: its own script and
// style, its own server, and nothing else. (The report of a run is a file, and makes its own.)
#pragma once

#include <string>
#include <string_view>

#include "ui/pages.hpp"

namespace ordeal::ui {

/// The whole HTML document. `title` is any text; `without_scripts` is markup, what a browser says
/// that runs no scripts.
std::string document_of(const Page& page, std::string_view title, std::string_view without_scripts);

/// The value of the header Content-Security-Policy.
std::string policy_of(const Page& page);

}  // namespace ordeal::ui
