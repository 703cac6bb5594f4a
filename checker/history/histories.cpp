#include "checker/history/histories.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "checker/history/long_histories.hpp"
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
    if (options_.of_any_length && !options_.model.empty())
        long_ = std::make_unique<LongHistories>(options_);
    else if (!options_.model.empty())
        judges_.push_back(take_judge());
    intern(Words(processes_), true);
}
Histories::~Histories() = default;

std::size_t Histories::size() const {
    if (long_) return long_->size();
    const std::lock_guard lock(mutex_);
    return histories_.size();
}

std::size_t Histories::bytes() const {
    if (long_) return long_->bytes();
    const std::lock_guard lock(mutex_);
    return bytes_;
}

bool Histories::is_invalid_long(std::uint32_t history) const {
    return long_->verdict(history) == core::Verdict::invalid;
}

std::string Histories::why_unknown(std::uint32_t history) const {
    if (!long_ || long_->verdict(history) != core::Verdict::unknown) return "";
    return long_->why_unknown(history);
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

std::size_t Histories::begin_of(const Words& words, std::size_t process) const {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < process; ++i)
        begin += 1 + words[begin] * entry_words();
    return begin;
}

Histories::Words Histories::invoked(const Words& words, std::size_t process,
                                    const ClientEvent& event) {
    Words entry{number_of(calls_, Call{event.f, event.key, event.value}), 0};
    std::size_t begin = 0;
    std::size_t end_of_ours = 0;
    for (std::size_t other = 0; other < processes_; ++other) {
        const std::uint32_t count = words[begin];
        const std::size_t end = begin + 1 + count * entry_words();
        const bool busy = count > 0 && words[end - entry_words() + 1] == 0;
        CHECK(other != process || !busy, "client {} has two operations under way", process);
        const bool counts = other != process && options_.consistency == Consistency::linearizable;
        entry.push_back(counts ? count - (busy ? 1 : 0) : 0);
        if (other == process) end_of_ours = end;
        begin = end;
    }
    Words after = words;
    ++after[begin_of(words, process)];
    after.insert(after.begin() + static_cast<std::ptrdiff_t>(end_of_ours), entry.begin(),
                 entry.end());
    return after;
}

bool Histories::under_way(const Words& words, std::size_t process) const {
    const std::size_t begin = begin_of(words, process);
    return words[begin] > 0 && words[begin + 2 + (words[begin] - 1) * entry_words()] == 0;
}

Histories::Words Histories::answered(const Words& words, std::size_t process,
                                     const ClientEvent& event) {
    const std::size_t begin = begin_of(words, process);
    const std::size_t answer = begin + 2 + (words[begin] - 1) * entry_words();
    Words after = words;
    after[answer] = number_of(answers_, Answer{event.type, event.value}) + 1;
    return after;
}

std::uint32_t Histories::next(std::uint32_t history, std::size_t process,
                              const ClientEvent& event) {
    if (options_.model.empty()) return history;
    if (long_) return long_->next(history, process, event);
    std::unique_lock lock(mutex_);
    const Words& before = histories_[history].words;
    if (histories_[history].broken) return history;
    bool valid = histories_[history].valid;
    const bool invocation = event.type == core::EventType::invoke;
    if (!invocation && !under_way(before, process)) {
        CHECK(options_.records_ignored_answers,
              "client {} completes an operation that it did not begin", process);
        return break_off(history);
    }
    if (event.type == core::EventType::info) return history;
    Words words = invocation ? invoked(before, process, event) : answered(before, process, event);
    if (const auto found = numbers_.find(&words); found != numbers_.end()) return found->second;
    if (!invocation && valid) {
        const Questions all = questions(unpack(words));
        Judge judge = take_judge();
        lock.unlock();
        valid = std::ranges::all_of(
            all, [&judge](const auto& question) { return judge.tester->explains(question); });
        lock.lock();
        judges_.push_back(std::move(judge));
    }
    return intern(std::move(words), valid);
}

std::uint32_t Histories::exchanged(std::uint32_t history, const std::vector<std::uint32_t>& to) {
    CHECK(!long_, "clients of a recorded run are not interchangeable");
    const std::lock_guard lock(mutex_);
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

Histories::Questions Histories::questions(const Table& table) {
    std::set<core::Value> keys;
    for (const auto& entries : table)
        for (const Entry& entry : entries)
            keys.insert(calls_[entry.call].key);
    Questions all;
    for (const auto& key : keys)
        all.push_back(question(table, key));
    return all;
}

std::vector<TestedOperation> Histories::question(const Table& table, const core::Value& key) {
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
    return operations;
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
    const auto number = static_cast<std::uint32_t>(operations_.size());
    operations_.push_back(std::move(operation));
    compiled_.emplace(key, number);
    return number;
}

Histories::Judge Histories::take_judge() {
    Judge judge;
    if (judges_.empty()) {
        auto tester = make_tester(options_.model, options_.initial);
        CHECK(tester.has_value(), "{}", tester.error().message);
        judge.tester = *std::move(tester);
    } else {
        judge = std::move(judges_.back());
        judges_.pop_back();
    }
    for (; judge.operations < operations_.size(); ++judge.operations) {
        const auto number = judge.tester->compile(operations_[judge.operations]);
        CHECK(number.has_value(), "{}", number.error().message);
        CHECK(*number == judge.operations, "operation {} has number {}", judge.operations, *number);
    }
    return judge;
}

std::string Histories::text(std::uint32_t history, const std::vector<std::string>& names) const {
    if (long_) return long_->text(history, names);
    std::string out;
    const std::lock_guard lock(mutex_);
    const Table table = unpack(histories_[history].words);
    for (std::size_t process = 0; process < processes_; ++process) {
        for (const Entry& entry : table[process]) {
            const Call& call = calls_[entry.call];
            out += fmt::format(
                "  {}: {}", names.empty() ? fmt::format("client {}", process + 1) : names[process],
                call.f);
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
