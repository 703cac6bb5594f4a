#include "core/program/options.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/byte_size.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"

namespace ordeal::core {

namespace {

std::string with_default(std::string summary, const std::string& usual) {
    return usual.empty() ? summary : fmt::format("{} (default: {})", summary, usual);
}

std::string range_text(const Range& range) {
    if (range.high == std::numeric_limits<std::uint64_t>::max())
        return range.low == 0 ? "a number" : fmt::format("a number from {} up", range.low);
    return fmt::format("a number from {} to {}", range.low, range.high);
}

Result<std::uint64_t> parse_number(const std::string& text, const Range& range) {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || value < range.low ||
        value > range.high)
        return fail("expected {}, not {}", range_text(range), in_quotes(text));
    return value;
}

}  // namespace

Options::Options(std::string command) : command_(std::move(command)) {
    flag("help", "print this", help_wanted_);
}

void Options::flag(std::string name, std::string summary, bool& target) {
    options_.push_back(
        {std::move(name), "", std::move(summary), [&target](const std::string&) -> Result<void> {
             target = true;
             return {};
         }});
}

void Options::text(std::string name, std::string value, std::string summary, std::string& target) {
    custom(std::move(name), std::move(value), with_default(std::move(summary), target),
           [&target](const std::string& text) -> Result<void> {
               target = text;
               return {};
           });
}

void Options::custom(std::string name, std::string value, std::string summary, Put put) {
    options_.push_back({std::move(name), std::move(value), std::move(summary), std::move(put)});
}

void Options::add_number(std::string name, std::string summary, std::string usual, Range range,
                         std::function<void(std::uint64_t)> put) {
    custom(std::move(name), "N", with_default(std::move(summary), usual),
           [range, put = std::move(put)](const std::string& text) -> Result<void> {
               const auto value = parse_number(text, range);
               if (!value) return tl::unexpected(value.error());
               put(*value);
               return {};
           });
}

void Options::add_choice(std::string name, std::string summary, std::string usual,
                         std::vector<std::string> words, std::function<void(std::size_t)> put) {
    summary = with_default(summary + ": " + listed(words, "or"), usual);
    custom(std::move(name), "WORD", std::move(summary),
           [words = std::move(words), put = std::move(put)](const std::string& text) {
               const auto found = std::ranges::find(words, text);
               if (found == words.end())
                   return Result<void>(
                       fail("{} is unknown{}", in_quotes(text), suggestion(text, words)));
               put(static_cast<std::size_t>(found - words.begin()));
               return Result<void>{};
           });
}

void Options::duration(std::string name, std::string summary, std::optional<Nanoseconds>& target) {
    custom(std::move(name), "TIME", std::move(summary),
           [&target](const std::string& text) -> Result<void> {
               const auto value = parse_duration(text);
               if (!value) return tl::unexpected(value.error());
               target = *value;
               return {};
           });
}

void Options::bytes(std::string name, std::string summary, std::optional<std::size_t>& target) {
    custom(std::move(name), "SIZE", std::move(summary),
           [&target](const std::string& text) -> Result<void> {
               const auto value = parse_byte_size(text);
               if (!value) return tl::unexpected(value.error());
               target = *value;
               return {};
           });
}

void Options::note(std::string text) {
    note_ += text;
}

Result<const Options::Option*> Options::find(const std::string& word) const {
    std::vector<std::string> names;
    for (const Option& option : options_) {
        if ("--" + option.name == word) return &option;
        names.push_back("--" + option.name);
    }
    if (!word.starts_with("-")) return fail("{} is no option: see --help", in_quotes(word));
    const auto near = nearest(word, names);
    return fail("{}: unknown option{}", word,
                near ? fmt::format("; did you mean {}?", *near) : ": see --help");
}

Result<void> Options::parse(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        const auto equals = word.find('=');
        const auto option = find(word == "-h" ? "--help" : word.substr(0, equals));
        if (!option) return tl::unexpected(option.error());
        const auto& [name, expected, summary, put] = **option;
        std::string value;
        if (equals != std::string::npos) {
            if (expected.empty()) return fail("--{}: takes no value", name);
            value = word.substr(equals + 1);
        } else if (!expected.empty()) {
            if (i + 1 == arguments.size()) return fail("--{}: needs a value, {}", name, expected);
            value = arguments[++i];
        }
        if (const auto result = put(value); !result)
            return fail("--{}: {}", name, result.error().message);
    }
    return {};
}

std::string Options::help() const {
    std::string text = fmt::format("Usage: {} [OPTIONS]\n\n", command_);
    for (const Option& option : options_) {
        const std::string left = option.name + (option.value.empty() ? "" : " ") + option.value;
        text += fmt::format("  --{:<18} {}\n", left, option.summary);
    }
    return text + (note_.empty() ? "" : "\n" + note_);
}

}  // namespace ordeal::core
