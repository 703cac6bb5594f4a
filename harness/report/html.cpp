#include "harness/report/html.hpp"

#include <string_view>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/program/junit.hpp"
#include "core/text/words.hpp"
#include "harness/report/figures.hpp"
#include "harness/report/terminal.hpp"
#include "harness/scenario/decode.hpp"

namespace ordeal::harness {

namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --line: #8886;
  --valid: #1a7f4b; --invalid: #c2361b; --unknown: #8a6d00; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.verdict { border-left: .4rem solid var(--color); padding: .3rem 1rem; font-size: 1.1rem; }
.valid { --color: var(--valid); } .invalid { --color: var(--invalid); }
.unknown { --color: var(--unknown); }
.verdict b { color: var(--color); text-transform: uppercase; }
pre { overflow-x: auto; border: 1px solid var(--line); padding: .8rem; font-size: .85rem;
  line-height: 1.3; }
table { border-collapse: collapse; }
td, th { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; text-align: left;
  vertical-align: top; font-size: .9rem; }
.wide { overflow-x: auto; }
)";

std::string section(std::string_view title, const std::string& body) {
    return body.empty() ? "" : fmt::format("<h2>{}</h2>\n{}\n", title, body);
}

std::string row(std::initializer_list<std::string> cells) {
    std::string out = "<tr>";
    for (const std::string& cell : cells)
        out += "<td>" + core::escape_markup(cell) + "</td>";
    return out + "</tr>\n";
}

/// Every key that is not valid, the simplest first.
std::string story(const RunReport& report) {
    const linearizability::Partition* first = simplest_trouble(report);
    if (!first) return "";
    std::string out = linearizability::explain(*first, report.operations) + "\n";
    for (const auto& partition : report.judgement->partitions)
        if (partition.verdict != core::Verdict::valid && &partition != first)
            out += "\n" + linearizability::explain(partition, report.operations) + "\n";
    out += "\n" + linearizability::explain_weaker(*report.judgement);
    return "<pre>" + core::escape_markup(out) + "</pre>";
}

std::string checks_table(const RunReport& report) {
    std::string rows;
    for (const CheckResult& check : report.checks)
        rows += row({check.name, std::string(to_text(check.verdict)), check.explanation});
    return "<table><tr><th>check</th><th>verdict</th><th></th></tr>\n" + rows + "</table>";
}

std::string figures_table(const RunReport& report) {
    const OutcomeCounts counts = count_outcomes(report.operations);
    std::string rows =
        row({"operations",
             fmt::format("{} ok, {} fail, {} info", core::with_commas(counts.ok),
                         core::with_commas(counts.fail), core::with_commas(counts.info))});
    rows += row({"run", fmt::format("{:.1f} s", report.seconds)});
    rows += row({"seed", std::to_string(report.seed)});
    rows += row({"repeat with", report.repeat});
    if (report.judgement)
        rows += row({"judged in",
                     fmt::format("{:.3f} s, {} keys, model {}", report.judgement->seconds,
                                 report.judgement->partitions.size(), report.judgement->model)});
    return "<table>" + rows + "</table>";
}

std::string seconds_text(std::optional<core::Nanoseconds> time) {
    if (!time) return "never";
    return fmt::format("{:.3f} s", std::chrono::duration<double>(*time).count());
}

std::string faults_table(const RunReport& report) {
    if (report.faults.empty()) return "";
    std::string rows;
    for (const nemesis::FaultRecord& fault : report.faults)
        rows += row({to_text(fault.fault), seconds_text(fault.began), seconds_text(fault.ended),
                     core::to_json(fault.at_begin.details), core::to_json(fault.at_end.details)});
    return "<div class=\"wide\"><table><tr><th>fault</th><th>took hold</th><th>ended</th>"
           "<th>evidence at its begin</th><th>at its end</th></tr>\n" +
           rows + "</table></div>";
}

std::string warnings_list(const RunReport& report) {
    std::string items;
    for (const std::string& warning : report.warnings)
        items += "<li>" + core::escape_markup(warning) + "</li>\n";
    return items.empty() ? "" : "<ul>" + items + "</ul>";
}

std::string document(const core::Value& value) {
    return "<pre>" + core::escape_markup(core::to_pretty_json(value)) + "</pre>";
}

}  // namespace

std::string html_report(const RunReport& report) {
    const std::string name = core::escape_markup(report.scenario.name);
    const std::string verdict(to_text(report.verdict));
    std::string page = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<title>{} - {}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        name, verdict, style, name);
    page += fmt::format("<p class=\"verdict {}\"><b>{}</b> {}</p>\n", verdict, verdict,
                        core::escape_markup(verdict_sentence(report)));
    page += section("What happened", story(report));
    page += section("Figures", figures_table(report));
    page += section("Warnings", warnings_list(report));
    page += section("Checks", checks_table(report));
    page += section("Faults", faults_table(report));
    page += section("Network", document(report.statistics));
    page += section("Scenario", document(to_value(report.scenario)));
    return page + "</body>\n</html>\n";
}

}  // namespace ordeal::harness
