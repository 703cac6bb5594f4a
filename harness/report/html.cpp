#include "harness/report/html.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/program/junit.hpp"
#include "harness/report/faults_around.hpp"
#include "harness/report/page_data.hpp"
#include "harness/show/evidence.hpp"
#include "ui/pages.hpp"

namespace ordeal::harness {

using core::escape_markup;
using core::Value;

namespace {

std::string section(std::string_view title, const std::string& body) {
    return body.empty() ? "" : fmt::format("<h2>{}</h2>\n{}\n", title, body);
}

std::string row(std::initializer_list<std::string> cells) {
    std::string out = "<tr>";
    for (const std::string& cell : cells)
        out += "<td>" + escape_markup(cell) + "</td>";
    return out + "</tr>\n";
}

/// What is wrong, the simplest first; of much only some.
std::string story(const RunDocuments& documents, const std::vector<const Value*>& found) {
    constexpr std::size_t most = 10;
    if (found.empty()) return "";
    std::string out;
    for (const Value* trouble : found) {
        if (trouble == found[std::min(most, found.size() - 1)] && found.size() > most) break;
        out += linearizability::explain(to_partition(*trouble, documents.verdict),
                                        documents.operations) +
               "\n";
    }
    if (found.size() > most)
        out += fmt::format("{} more stories: see verdict.json\n", found.size() - most);
    return "<pre>" + escape_markup(out + weaker_promises(documents)) + "</pre>";
}

std::string checks_table(const Value& checks) {
    std::string rows;
    if (checks.is_list())
        for (const Value& check : checks.as_list())
            rows += row(
                {text_at(check, "name"), text_at(check, "verdict"), text_at(check, "explanation")});
    return rows.empty() ? "" : "<table>" + rows + "</table>";
}

/// Those that took hold, in order of their beginnings, each with what it touched.
std::string faults_table(const Value& faults) {
    std::multimap<core::Nanoseconds, std::string> rows;
    if (!faults.is_list()) return "";
    for (const Value& fault : faults.as_list())
        for (const FaultSpan& span : fault_spans(Value::list({fault})))
            rows.emplace(span.began, row({span.name, core::in_seconds(span.began),
                                          span.ended ? core::in_seconds(*span.ended) : "never",
                                          fmt::to_string(fmt::join(evidence_lines(fault), "; "))}));
    if (rows.empty()) return "";
    std::string table =
        "<table><tr><th>fault</th><th>took hold</th><th>ended</th><th>what it touched</th></tr>\n";
    for (const auto& [began, text] : rows)
        table += text;
    return table + "</table>";
}

std::string warnings_list(const Value& warnings) {
    std::string items;
    if (warnings.is_list())
        for (const Value& warning : warnings.as_list())
            items += "<li>" + escape_markup(warning.as_string()) + "</li>\n";
    return items.empty() ? "" : "<ul>" + items + "</ul>";
}

std::string repeat_line(const Value& verdict) {
    const std::string repeat = text_at(verdict, "repeat");
    return repeat.empty() ? "" : "<pre>" + escape_markup(repeat) + "</pre>";
}

/// What a browser without scripts shows.
std::string plain(const RunDocuments& documents) {
    const auto found = troubles(documents);
    const std::string verdict = text_at(documents.verdict, "verdict");
    std::string page =
        fmt::format("<h1>{}</h1>\n<p class=\"verdict {}\"><b>{}</b> {}</p>\n",
                    escape_markup(text_at(documents.verdict, "scenario")), escape_markup(verdict),
                    escape_markup(verdict), escape_markup(sentence(documents)));
    if (!found.empty()) page += "<p>" + escape_markup(where(*found.front(), documents)) + "</p>\n";
    page += section("What happened", story(documents, found));
    page += section("Warnings", warnings_list(documents.at("warnings")));
    page += section("Checks", checks_table(documents.at("checks")));
    page += section("Faults", faults_table(documents.at("faults")));
    return page + section("Repeat it", repeat_line(documents.verdict));
}

std::string head(const RunDocuments& documents, const ui::Page& page) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>{} - {}</title>\n<style>{}</style>\n</head>\n",
        page.script_hash, page.style_hash, escape_markup(text_at(documents.verdict, "scenario")),
        escape_markup(text_at(documents.verdict, "verdict")), page.style);
}

}  // namespace

std::string html_report(const RunDocuments& documents) {
    const ui::Page page = ui::report_page();
    std::string out = head(documents, page);
    out += "<body>\n<main id=\"plain\">\n" + plain(documents) + "</main>\n<div id=\"app\"></div>\n";
    out += "<script type=\"application/octet-stream\" id=\"run\">" + page_data(documents) +
           "</script>\n";
    out += "<script>";
    out += page.script;
    return out + "</script>\n</body>\n</html>\n";
}

std::string html_report(const RunReport& report) {
    return html_report(documents_of(report, {}));
}

}  // namespace ordeal::harness
