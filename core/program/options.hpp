// The options of a subcommand: a table that binds names to variables, reads a command line into
// them and prints the help. An error names the option, what was expected and the nearest word.
//
//     std::size_t servers = 3;
//     core::Options options("abd check");
//     options.number("servers", "how many nodes keep the register", servers, {1, 9});
//     const auto parsed = options.parse(arguments);
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/duration.hpp"
#include "core/result.hpp"

namespace ordeal::core {

/// What is allowed, both ends included.
struct Range {
    std::uint64_t low = 0;
    std::uint64_t high = std::numeric_limits<std::uint64_t>::max();
};

class Options {
  public:
    using Put = std::function<Result<void>(const std::string& value)>;

    /// `command` is the name by which the help and the errors call it, such as "abd check".
    explicit Options(std::string command);

    // Each binds an option to a variable that must live until after parse(). What the variable
    // holds at this call is the default.

    void flag(std::string name, std::string summary, bool& target);
    void text(std::string name, std::string value, std::string summary, std::string& target);
    /// Any syntax: `put` says what is wrong with a value. `value` is what the help calls it.
    void custom(std::string name, std::string value, std::string summary, Put put);

    /// A number may end in k, M or G, for thousands, millions and billions.
    template <std::unsigned_integral T>
    void number(std::string name, std::string summary, T& target, Range range = {}) {
        range.high = std::min<std::uint64_t>(range.high, std::numeric_limits<T>::max());
        add_number(std::move(name), std::move(summary), std::to_string(target), range,
                   [&target](std::uint64_t value) { target = static_cast<T>(value); });
    }
    template <std::unsigned_integral T>
    void number(std::string name, std::string summary, std::optional<T>& target, Range range = {}) {
        range.high = std::min<std::uint64_t>(range.high, std::numeric_limits<T>::max());
        add_number(std::move(name), std::move(summary), "", range,
                   [&target](std::uint64_t value) { target = static_cast<T>(value); });
    }
    /// One of some words. Several words may mean the same; the help shows them all.
    template <typename T>
    void choice(std::string name, std::string summary, T& target,
                std::vector<std::pair<std::string, T>> words) {
        std::vector<std::string> names;
        std::string usual;
        std::vector<std::string> first;  // for each word the first that means the same
        for (const auto& [word, value] : words) {
            names.push_back(word);
            if (usual.empty() && value == target) usual = word;
            const auto same = [&value](const auto& other) { return other.second == value; };
            first.push_back(std::ranges::find_if(words, same)->first);
        }
        add_choice(std::move(name), std::move(summary), std::move(usual), std::move(names),
                   std::move(first), [&target, words](std::size_t i) { target = words[i].second; });
    }
    /// A duration such as 30s; none by default.
    void duration(std::string name, std::string summary, std::optional<Nanoseconds>& target);
    /// An amount of memory such as 2GB; none by default.
    void bytes(std::string name, std::string summary, std::optional<std::size_t>& target);

    /// What the help says below the options.
    void note(std::string text);

    /// `--name value` and `--name=value`; the last of several counts. `--help` is always there.
    /// Error: "--name: what is wrong".
    Result<void> parse(const std::vector<std::string>& arguments);
    /// As if it were on the command line; of a flag the value is "yes". Error: likewise.
    Result<void> put(const std::string& name, const std::string& value);

    /// What an option holds, as text: what was given (of words that mean the same the first), else
    /// the default. A flag: "yes", or nothing.
    struct Setting {
        std::string name;
        std::string value;
        bool given = false;
    };
    /// Of each option, in order of declaration, without --help.
    std::vector<Setting> settings() const;

    bool help_wanted() const { return help_wanted_; }
    std::string help() const;
    const std::string& command() const { return command_; }

  private:
    struct Option {
        std::string name;
        std::string value;  // what the help calls it; empty: it takes none
        std::string summary;
        Put put;
        std::string usual = {};
        std::function<std::string(const std::string&)> normal = {};  // of what is given; none: it
        std::optional<std::string> given = {};
    };

    void add_number(std::string name, std::string summary, std::string usual, Range range,
                    std::function<void(std::uint64_t)> put);
    void add_choice(std::string name, std::string summary, std::string usual,
                    std::vector<std::string> words, std::vector<std::string> first,
                    std::function<void(std::size_t)> put);
    Result<std::size_t> find(const std::string& word) const;
    Result<void> take(Option& option, const std::string& value);

    std::string command_;
    std::vector<Option> options_;
    std::string note_;
    bool help_wanted_ = false;
};

}  // namespace ordeal::core
