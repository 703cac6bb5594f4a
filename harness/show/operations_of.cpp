#include "harness/show/operations_of.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <unordered_map>

#include "core/history/jsonl.hpp"
#include "core/history/pairing.hpp"

namespace ordeal::harness {

using core::Event;
using core::EventType;
using core::Operation;
using core::Result;
namespace fs = std::filesystem;

namespace {

/// The file in blocks of whole lines.
class Blocks {
  public:
    explicit Blocks(const fs::path& path) : path_(path.string()), file_(path, std::ios::binary) {}

    /// The events of the next block; none: it is over. Error: names file, line and column.
    Result<core::History> next() {
        if (!file_.is_open()) return core::fail("cannot read {}: {}", path_, core::errno_text());
        std::string block = std::move(rest_);
        rest_.clear();
        while (file_ && block.find('\n') == std::string::npos)
            read_more(block);
        if (file_.bad()) return core::fail("cannot read {}: {}", path_, core::errno_text());
        const auto end = block.rfind('\n');
        if (file_ && end != std::string::npos) {
            rest_ = block.substr(end + 1);
            block.resize(end + 1);
        }
        return parsed(block);
    }

    bool at_end() const { return !file_ && rest_.empty(); }

  private:
    void read_more(std::string& block) {
        constexpr std::size_t size = std::size_t{1} << 20;
        const std::size_t before = block.size();
        block.resize(before + size);
        file_.read(block.data() + before, size);
        block.resize(before + static_cast<std::size_t>(file_.gcount()));
    }

    Result<core::History> parsed(const std::string& block) {
        auto history = core::parse_jsonl_history(block, path_);
        if (!history && lines_ > 0)  // for the number of the line
            history = core::parse_jsonl_history(std::string(lines_, '\n') + block, path_);
        lines_ += static_cast<std::size_t>(std::ranges::count(block, '\n'));
        return history;
    }

    std::string path_;
    std::ifstream file_;
    std::string rest_;
    std::size_t lines_ = 0;
};

/// Joins events, and hands on what is wanted in order.
class Pairing {
  public:
    explicit Pairing(const OperationVisitor& visitor) : visitor_(visitor) {}

    /// False: that is enough.
    Result<bool> add(const Event& event) {
        const std::size_t position = position_++;
        if (!event.process.is_client()) return true;
        Process& process = processes_[event.process.number];
        const bool open = process.open != open_.end();
        if (event.type == EventType::invoke) {
            if (auto right = core::check_invocation(event, open ? &process.open->second : nullptr,
                                                    process.retired);
                !right)
                return tl::unexpected(right.error());
            const auto id = next_++;
            process.open =
                open_.emplace_hint(open_.end(), id, core::begin_operation(event, position, id));
            return true;
        }
        if (auto right = core::check_completion(event, open ? &process.open->second : nullptr);
            !right)
            return tl::unexpected(right.error());
        core::complete_operation(process.open->second, event, position);
        process.retired = event.type == EventType::info;
        close(process.open);
        process.open = open_.end();
        return hand_on();
    }

    /// Nothing comes any more: what is open stays so.
    void finish() {
        while (!open_.empty())
            close(open_.begin());
        hand_on();
    }

  private:
    using Open = std::map<std::size_t, Operation>;
    struct Process {
        Open::iterator open;
        bool retired = false;
    };
    /// An iterator to no element stays valid: each process begins with it.
    struct Processes {
        Open& open;
        std::unordered_map<std::int64_t, Process> known{};
        Process& operator[](std::int64_t number) {
            return known.try_emplace(number, Process{open.end()}).first->second;
        }
    };

    void close(Open::iterator at) {
        if (visitor_.wanted(at->second)) waiting_.emplace(at->first, std::move(at->second));
        open_.erase(at);
    }

    bool hand_on() {
        const std::size_t first_open = open_.empty() ? next_ : open_.begin()->first;
        while (!waiting_.empty() && waiting_.begin()->first < first_open) {
            if (!visitor_.take(waiting_.begin()->second)) return false;
            waiting_.erase(waiting_.begin());
        }
        return true;
    }

    const OperationVisitor& visitor_;
    Open open_;
    Processes processes_{open_};
    std::map<std::size_t, Operation> waiting_;
    std::size_t next_ = 0;
    std::size_t position_ = 0;
};

}  // namespace

Result<void> visit_operations(const fs::path& history, const OperationVisitor& visitor) {
    Blocks blocks(history);
    Pairing pairing(visitor);
    do {
        const auto events = blocks.next();
        if (!events) return tl::unexpected(events.error());
        for (const Event& event : *events) {
            const auto more = pairing.add(event);
            if (!more) return core::fail("{}: {}", history.string(), more.error().message);
            if (!*more) return {};
        }
    } while (!blocks.at_end());
    pairing.finish();
    return {};
}

}  // namespace ordeal::harness
