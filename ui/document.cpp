#include "ui/document.hpp"

#include <fmt/format.h>

#include "core/program/junit.hpp"

namespace ordeal::ui {

std::string document_of(const Page& page, std::string_view title,
                        std::string_view without_scripts) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{} - Ordeal</title>\n<style>{}</style>\n</head>\n<body>\n"
        "<div id=\"app\"><noscript>This page needs JavaScript; {}</noscript></div>\n"
        "<script>{}</script>\n</body>\n</html>\n",
        core::escape_markup(title), page.style, without_scripts, page.script);
}

std::string policy_of(const Page& page) {
    return fmt::format(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'",
        page.script_hash, page.style_hash);
}

}  // namespace ordeal::ui
