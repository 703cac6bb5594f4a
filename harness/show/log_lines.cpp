#include "harness/show/log_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <memory>

#include "core/json.hpp"
#include "harness/report/run_documents.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Result;
namespace fs = std::filesystem;

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Reads numbers of so many digits and the characters between them.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool number(int& out, std::size_t least, std::size_t most) {
        std::size_t digits = 0;
        while (digits < text_.size() && digits < most && is_digit(text_[digits]))
            ++digits;
        if (digits < least) return false;
        std::from_chars(text_.data(), text_.data() + digits, out);
        text_.remove_prefix(digits);
        return true;
    }

    bool any_of(std::string_view characters) {
        if (text_.empty() || characters.find(text_.front()) == std::string_view::npos) return false;
        text_.remove_prefix(1);
        return true;
    }

    /// A short name of a month.
    bool month(int& out) {
        constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        const auto* found = std::ranges::find(names, text_.substr(0, 3));
        if (found == names.end()) return false;
        out = static_cast<int>(found - names.begin()) + 1;
        text_.remove_prefix(3);
        return true;
    }

    /// ".920", in nanoseconds; nothing is 0.
    Nanoseconds fraction() {
        int digits = 0;
        Reader rest = *this;
        const std::size_t before = text_.size();
        if (!rest.any_of(".,") || !rest.number(digits, 1, 9)) return Nanoseconds{0};
        std::int64_t out = digits;
        for (std::size_t places = before - rest.text_.size() - 1; places < 9; ++places)
            out *= 10;
        return Nanoseconds(out);
    }

  private:
    std::string_view text_;
};

struct Moment {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    Nanoseconds fraction{0};
};

std::optional<Nanoseconds> since_1970(const Moment& moment) {
    const std::chrono::year_month_day date{std::chrono::year(moment.year),
                                           std::chrono::month(static_cast<unsigned>(moment.month)),
                                           std::chrono::day(static_cast<unsigned>(moment.day))};
    if (!date.ok() || moment.year < 1970 || moment.year > 2200) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(moment.hour) +
           std::chrono::minutes(moment.minute) + std::chrono::seconds(moment.second) +
           moment.fraction;
}

bool read_clock(Reader& in, Moment& out) {
    if (!in.number(out.hour, 2, 2) || !in.any_of(":") || !in.number(out.minute, 2, 2) ||
        !in.any_of(":") || !in.number(out.second, 2, 2))
        return false;
    out.fraction = in.fraction();
    return true;
}

/// "2026-11-23T12:43:18.920"
std::optional<Nanoseconds> iso(Reader in) {
    Moment out;
    const bool read = in.number(out.year, 4, 4) && in.any_of("-/") && in.number(out.month, 2, 2) &&
                      in.any_of("-/") && in.number(out.day, 2, 2) && in.any_of("T ") &&
                      read_clock(in, out);
    return read ? since_1970(out) : std::nullopt;
}

/// "23 Nov 2026 12:43:18.920"
std::optional<Nanoseconds> in_words(Reader in) {
    Moment out;
    const bool read = in.number(out.day, 1, 2) && in.any_of(" ") && in.month(out.month) &&
                      in.any_of(" ") && in.number(out.year, 4, 4) && in.any_of(" ") &&
                      read_clock(in, out);
    return read ? since_1970(out) : std::nullopt;
}

/// What a node wrote, a line at a time.
class NodeLog {
  public:
    NodeLog(const fs::path& path, std::string node, std::optional<Nanoseconds> zero)
        : file_(path), zero_(zero) {
        line_.node = std::move(node);
    }

    bool next() {
        if (!std::getline(file_, line_.text)) return false;
        const auto stamp = zero_ ? stamp_of(line_.text) : std::nullopt;
        if (!stamp) return true;
        if (!zone_) zone_ = zone_of(*stamp - *zero_);
        if (zone_) line_.time = *stamp - *zero_ - *zone_;
        return true;
    }

    bool opened() const { return file_.is_open(); }
    const NodeLine& line() const { return line_; }

  private:
    std::ifstream file_;
    std::optional<Nanoseconds> zero_;
    std::optional<Nanoseconds> zone_;  // of the node, by its first time
    NodeLine line_;
};

}  // namespace

std::optional<Nanoseconds> zone_of(Nanoseconds off) {
    constexpr Nanoseconds quarter = std::chrono::minutes(15);
    constexpr Nanoseconds furthest = std::chrono::hours(15);
    if (off > furthest || off < -furthest) return std::nullopt;
    const Nanoseconds nearest = off + (off < Nanoseconds{0} ? -quarter : quarter) / 2;
    return nearest / quarter * quarter;
}

std::optional<Nanoseconds> stamp_of(std::string_view line) {
    const std::string_view head = line.substr(0, 120);
    for (const auto read : {iso, in_words})
        for (std::size_t at = 0; at < head.size(); ++at) {
            const bool first = is_digit(head[at]) && (at == 0 || !is_digit(head[at - 1]));
            if (!first) continue;
            if (const auto stamp = read(Reader(head.substr(at)))) return stamp;
        }
    return std::nullopt;
}

std::vector<std::string> nodes_with_output(const fs::path& run) {
    std::vector<std::string> nodes;
    std::error_code ignored;
    for (const auto& node : fs::directory_iterator(run / "nodes", ignored))
        if (fs::exists(node.path() / "output.log", ignored))
            nodes.push_back(node.path().filename().string());
    std::ranges::sort(nodes);
    return nodes;
}

std::optional<Nanoseconds> zero_of(const fs::path& run, std::string_view clock) {
    const auto document = read_document(run / "run.json");
    const core::Value* zero = document ? document->find("zero") : nullptr;
    if (!zero) return std::nullopt;
    const auto shown = core::int_at(*zero, clock);
    return shown ? std::optional(Nanoseconds(*shown)) : std::nullopt;
}

Result<void> for_each_log_line(const fs::path& run, const std::vector<std::string>& nodes,
                               std::optional<Nanoseconds> zero,
                               const std::function<void(const NodeLine&)>& take) {
    std::vector<std::unique_ptr<NodeLog>> logs;
    for (const std::string& node : nodes) {
        const fs::path path = run / "nodes" / node / "output.log";
        auto log = std::make_unique<NodeLog>(path, node, zero);
        if (!log->opened())
            return core::fail("cannot read {}: {}", path.string(), core::errno_text());
        if (log->next()) logs.push_back(std::move(log));
    }
    const auto earlier = [](const auto& a, const auto& b) {
        return a->line().time < b->line().time;  // one without a time is before all
    };
    while (!logs.empty()) {
        const auto first = std::ranges::min_element(logs, earlier);
        take((*first)->line());
        if (!(*first)->next()) logs.erase(first);
    }
    return {};
}

}  // namespace ordeal::harness
