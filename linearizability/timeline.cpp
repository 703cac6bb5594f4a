#include "linearizability/timeline.hpp"

#include <algorithm>
#include <map>

#include "linearizability/explanation.hpp"

namespace ordeal::linearizability {

namespace {

using core::Operation;

constexpr std::size_t columns = 100;

struct Bar {
    const Operation* operation = nullptr;
    std::string text;
    std::size_t lane = 0;
    std::size_t from = 0;  // columns, both included
    std::size_t to = 0;
    bool open = false;  // it never returned
};

/// One character a column, whatever its bytes.
using Row = std::vector<std::string>;

std::vector<std::string> characters(const std::string& text) {
    std::vector<std::string> out;
    for (const char byte : text) {
        const bool inside = (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
        if (inside && !out.empty())
            out.back() += byte;
        else
            out.emplace_back(1, byte);
    }
    return out;
}

class Chart {
  public:
    Chart(const Operations& operations, const Operation& broken, std::string remark)
        : broken_(&broken), remark_(std::move(remark)) {
        place_lanes(operations);
        place_bars(operations);
        if (width_ + margin() <= columns) return;
        ends_ = 2;  // closer together
        place_bars(operations);
    }

    std::string draw() const {
        std::vector<Row> rows(lanes_.size(), Row(width_, " "));
        for (const Bar& bar : bars_)
            draw_bar(rows[bar.lane], bar);
        std::string out;
        const std::size_t room = columns - margin();
        for (std::size_t from = 0; from < width_; from += room)
            draw_block(out, rows, from, std::min(width_, from + room));
        return out;
    }

  private:
    void place_lanes(const Operations& operations) {
        std::map<std::int64_t, std::size_t> lane_of;
        for (const Operation* operation : operations)
            lane_of.try_emplace(operation->process, 0);
        for (auto& [process, lane] : lane_of) {
            lane = lanes_.size();
            lanes_.push_back(fmt::format("process {}", process));
        }
        for (const Operation* operation : operations)
            bars_.push_back({operation, label(*operation), lane_of[operation->process]});
    }

    /// Walks over the events in order: each begins right of the one before it, and a return far
    /// enough from its invocation for the text between them.
    void place_bars(const Operations& operations) {
        std::map<std::size_t, std::pair<std::size_t, bool>> events;  // bar, and is it the return
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const Operation& operation = *operations[i];
            events[operation.invoked] = {i, false};
            bars_[i].open = operation.outcome == core::EventType::info || !operation.completed;
            if (!bars_[i].open) events[*operation.completed] = {i, true};
        }
        std::size_t column = width_ = 0;
        for (const auto& [position, event] : events) {
            const auto& [i, is_return] = event;
            Bar& bar = bars_[i];
            if (is_return) column = std::max(column, bar.from + room_for(bar) - 1);
            (is_return ? bar.to : bar.from) = column;
            width_ = std::max(width_, column + 1);
            if (bar.open) width_ = std::max(width_, column + room_for(bar));
            column += is_return ? ends_ / 2 : 1;
        }
        for (Bar& bar : bars_)
            if (bar.open) bar.to = width_ - 1;
    }

    std::size_t room_for(const Bar& bar) const { return characters(bar.text).size() + ends_; }

    void draw_bar(Row& row, const Bar& bar) const {
        for (std::size_t column = bar.from; column <= bar.to; ++column)
            row[column] = bar.open && column > bar.from + room_for(bar) ? "." : "-";
        row[bar.from] = "|";
        row[bar.to] = bar.open ? "?" : "|";
        const auto text = characters(bar.text);
        const std::size_t spare = bar.to - bar.from + 1 - room_for(bar);
        const std::size_t start = bar.from + ends_ / 2 + (bar.open ? 0 : spare / 2);
        std::copy(text.begin(), text.end(), row.begin() + static_cast<std::ptrdiff_t>(start));
    }

    std::size_t margin() const {
        std::size_t widest = 0;
        for (const std::string& name : lanes_)
            widest = std::max(widest, name.size());
        return widest + 3;
    }

    void draw_block(std::string& out, const std::vector<Row>& rows, std::size_t from,
                    std::size_t to) const {
        if (from > 0) out += "\n";
        for (std::size_t lane = 0; lane < rows.size(); ++lane) {
            std::string line;
            for (std::size_t column = from; column < to; ++column)
                line += rows[lane][column];
            line = fmt::format("{:<{}}{}", lanes_[lane], margin(), line);
            out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            draw_mark(out, lane, from, to);
        }
    }

    /// Below the broken operation's lane: arrows, and the remark on the side that has room.
    void draw_mark(std::string& out, std::size_t lane, std::size_t from, std::size_t to) const {
        for (const Bar& bar : bars_) {
            if (bar.operation != broken_ || bar.lane != lane || bar.to >= to || bar.to < from)
                continue;
            const std::size_t begin = std::max(bar.from, from) - from;
            const std::string arrows(bar.to - from - begin + 1, '^');
            const std::size_t remark = characters(remark_).size() + 1;
            const std::size_t left = margin() + begin;
            if (left + arrows.size() + remark <= columns)
                out += std::string(left, ' ') + arrows + " " + remark_ + "\n";
            else if (remark <= left)
                out += std::string(left - remark, ' ') + remark_ + " " + arrows + "\n";
            else
                out += std::string(left, ' ') + arrows + "\n" + broken_up(remark_);
        }
    }

    static std::string broken_up(std::string text) {
        std::size_t line = 0;
        for (std::size_t cut; text.size() - line > columns; line = cut + 1) {
            cut = text.rfind(' ', line + columns);
            if (cut == std::string::npos || cut <= line) break;
            text[cut] = '\n';
        }
        return text + "\n";
    }

    const Operation* broken_;
    std::string remark_;
    std::vector<std::string> lanes_;
    std::vector<Bar> bars_;
    std::size_t width_ = 0;
    std::size_t ends_ = 4;  // columns of a bar that are not its text
};

}  // namespace

std::string timeline(const Operations& operations, const Operation& broken,
                     const std::string& remark) {
    return Chart(operations, broken, remark).draw();
}

}  // namespace ordeal::linearizability
