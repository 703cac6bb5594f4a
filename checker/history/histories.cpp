#include "checker/history/histories.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/check.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

namespace {

template <typename T>
std::uint32_t number_of(std::vector<T>& items, const T& item) {
    const auto found = std::ranges::find(items, item);
    if (found != items.end()) return static_cast<std::uint32_t>(found - items.begin());
    items.push_back(item);
    return static_cast<std::uint32_t>(items.size() - 1);
}

}  // namespace

Histories::Histories(const HistoryOptions& options, std::size_t processes)
    : options_(options), processes_(processes) {
    if (!options_.model.empty()) {
        auto tester = make_tester(options_.model, options_.initial);
        CHECK(tester.has_value(), "{}", tester.error().message);
        tester_ = *std::move(tester);
    }
    intern(Words(processes_), true);
}

Histories::Table Histories::unpack(const Words& words) const {
    Table table(processes_);
    auto word = words.begin();
    for (auto& entries : table) {
        entries.resize(*word++);
        for (Entry& entry : entries) {
            entry.call = *word++;
            entry.answer = *word++;
            entry.returned.assign(word, word + static_cast<std::ptrdiff_t>(processes_));
            word += static_cast<std::ptrdiff_t>(processes_);
        }
    }
    return table;
}

Histories::Words Histories::pack(const Table& table) const {
    Words words;
    for (const auto& entries : table) {
        words.push_back(static_cast<std::uint32_t>(entries.size()));
        for (const Entry& entry : entries) {
            words.push_back(entry.call);
            words.push_back(entry.answer);
            words.insert(words.end(), entry.returned.begin(), entry.returned.end());
        }
    }
    return words;
}

std::uint32_t Histories::intern(Words words, bool valid, bool broken) {
    if (const auto found = numbers_.find(&words); found != numbers_.end()) return found->second;
    bytes_ += sizeof(History) + words.size() * sizeof(std::uint32_t) + 16;
    const std::uint32_t number = histories_.push_back({std::move(words), valid, broken});
    numbers_.emplace(&histories_[number].words, number);
    return number;
}

/// An answer came where none was due: nothing is recorded from here on.
std::uint32_t Histories::break_off(std::uint32_t history) {
    Words words = histories_[history].words;
    words.push_back(0);
    return intern(std::move(words), false, true);
}

void Histories::invoke(Table& table, std::size_t process, const ClientEvent& event) {
    auto& entries = table[process];
    CHECK(entries.empty() || entries.back().answer != 0, "client {} has two operations under way",
          process);
    Entry entry{number_of(calls_, Call{event.f, event.key, event.value}), 0,
                std::vector<std::uint32_t>(processes_)};
    if (options_.consistency == Consistency::linearizable) {
        for (std::size_t other = 0; other < processes_; ++other) {
            if (other == process) continue;
            const auto& theirs = table[other];
            const bool busy = !theirs.empty() && theirs.back().answer == 0;
            entry.returned[other] = static_cast<std::uint32_t>(theirs.size() - (busy ? 1 : 0));
        }
    }
    entries.push_back(std::move(entry));
}

std::uint32_t Histories::next(std::uint32_t history, std::size_t process,
                              const ClientEvent& event) {
    if (!tester_ || histories_[history].broken) return history;
    Table table = unpack(histories_[history].words);
    bool valid = histories_[history].valid;
    if (event.type == core::EventType::invoke) {
        invoke(table, process, event);
        return intern(pack(table), valid);
    }
    auto& entries = table[process];
    const bool under_way = !entries.empty() && entries.back().answer == 0;
    if (!under_way && options_.records_ignored_answers) return break_off(history);
    CHECK(under_way, "client {} completes an operation that it did not begin", process);
    if (event.type == core::EventType::info) return history;
    entries.back().answer = number_of(answers_, Answer{event.type, event.value}) + 1;
    Words words = pack(table);
    if (const auto found = numbers_.find(&words); found != numbers_.end()) return found->second;
    valid = valid && judge(table);
    return intern(std::move(words), valid);
}

std::uint32_t Histories::exchanged(std::uint32_t history, const std::vector<std::uint32_t>& to) {
    const Table table = unpack(histories_[history].words);
    Table out(processes_);
    for (std::size_t process = 0; process < processes_; ++process) {
        auto& entries = out[to[process]];
        entries = table[process];
        for (std::size_t i = 0; i < entries.size(); ++i)
            for (std::size_t other = 0; other < processes_; ++other)
                entries[i].returned[to[other]] = table[process][i].returned[other];
    }
    const auto [valid, broken] = std::pair(histories_[history].valid, histories_[history].broken);
    Words words = pack(out);
    if (broken) words.push_back(0);
    return intern(std::move(words), valid, broken);
}

bool Histories::judge(const Table& table) {
    std::set<core::Value> keys;
    for (const auto& entries : table)
        for (const Entry& entry : entries)
            keys.insert(calls_[entry.call].key);
    return std::ranges::all_of(keys, [&](const auto& key) { return judge_key(table, key); });
}

bool Histories::judge_key(const Table& table, const core::Value& key) {
    std::vector<TestedOperation> operations;
    std::vector<std::vector<std::uint64_t>> bits(processes_);  // of each entry; 0: another key
    for (std::size_t process = 0; process < processes_; ++process) {
        for (const Entry& entry : table[process]) {
            const bool ours = calls_[entry.call].key == key;
            bits[process].push_back(ours ? std::uint64_t{1} << operations.size() : 0);
            if (ours)
                operations.push_back({compiled(entry.call, entry.answer), 0, entry.answer == 0});
        }
    }
    std::size_t place = 0;
    for (std::size_t process = 0; process < processes_; ++process) {
        for (std::size_t i = 0; i < table[process].size(); ++i) {
            if (bits[process][i] == 0) continue;
            std::uint64_t before = 0;
            for (std::size_t own = 0; own < i; ++own)
                before |= bits[process][own];
            const auto& returned = table[process][i].returned;
            for (std::size_t other = 0; other < processes_; ++other)
                for (std::size_t k = 0; k < returned[other]; ++k)
                    before |= bits[other][k];
            operations[place++].before = before;
        }
    }
    return tester_->explains(operations);
}

std::uint32_t Histories::compiled(std::uint32_t call, std::uint32_t answer) {
    const auto key = std::uint64_t{call} << 32 | answer;
    if (const auto found = compiled_.find(key); found != compiled_.end()) return found->second;
    core::Operation operation;
    operation.f = calls_[call].f;
    operation.argument = calls_[call].argument;
    if (answer != 0) {
        operation.outcome = answers_[answer - 1].type;
        operation.result = answers_[answer - 1].result;
    }
    const auto number = tester_->compile(operation);
    CHECK(number.has_value(), "{}", number.error().message);
    compiled_.emplace(key, *number);
    return *number;
}

std::string Histories::text(std::uint32_t history) const {
    std::string out;
    const Table table = unpack(histories_[history].words);
    for (std::size_t process = 0; process < processes_; ++process) {
        for (const Entry& entry : table[process]) {
            const Call& call = calls_[entry.call];
            out += fmt::format("  client {}: {}", process + 1, call.f);
            if (!call.key.is_null()) out += " " + core::to_json(call.key);
            if (!call.argument.is_null()) out += " " + core::to_json(call.argument);
            if (entry.answer == 0) {
                out += " ...\n";
                continue;
            }
            const Answer& answer = answers_[entry.answer - 1];
            out += fmt::format(" -> {}", core::to_text(answer.type));
            if (!answer.result.is_null() ||
                (call.f == "read" && answer.type == core::EventType::ok))
                out += " " + core::to_json(answer.result);
            out += "\n";
        }
    }
    if (histories_[history].broken) out += "  and an answer to nothing\n";
    return out;
}

}  // namespace ordeal::checker
