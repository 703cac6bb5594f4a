#include "core/program/options.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <tuple>

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

/// What a suffix multiplies by; 0: it is none.
std::uint64_t factor_of(std::string_view suffix) {
    if (suffix.empty()) return 1;
    if (suffix == "k") return 1'000;
    if (suffix == "M") return 1'000'000;
    return suffix == "G" ? 1'000'000'000 : 0;
}

Result<std::uint64_t> parse_number(const std::string& text, const Range& range) {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto factor = factor_of({end, text.data() + text.size()});
    const bool large = factor > 0 && value > std::numeric_limits<std::uint64_t>::max() / factor;
    if (problem != std::errc{} || factor == 0 || large || value * factor < range.low ||
        value * factor > range.high)
        return fail("expected {}, not {}", range_text(range), in_quotes(text));
    return value * factor;
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
    options_.back().usual = target;
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
    options_.back().usual = usual;
    options_.back().normal = [range](const std::string& text) {
        return std::to_string(parse_number(text, range).value_or(0));
    };
}

void Options::add_choice(std::string name, std::string summary, std::string usual,
                         std::vector<std::string> words, std::vector<std::string> first,
                         std::function<void(std::size_t)> put) {
    summary = with_default(summary + ": " + listed(words, "or"), usual);
    custom(std::move(name), "WORD", std::move(summary),
           [words, put = std::move(put)](const std::string& text) {
               const auto found = std::ranges::find(words, text);
               if (found == words.end())
                   return Result<void>(
                       fail("{} is unknown{}", in_quotes(text), suggestion(text, words)));
               put(static_cast<std::size_t>(found - words.begin()));
               return Result<void>{};
           });
    options_.back().usual = std::move(usual);
    options_.back().normal = [words = std::move(words),
                              first = std::move(first)](const std::string& text) {
        return first[static_cast<std::size_t>(std::ranges::find(words, text) - words.begin())];
    };
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

Result<std::size_t> Options::find(const std::string& word) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < options_.size(); ++i) {
        names.push_back("--" + options_[i].name);
        if (names.back() == word) return i;
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
        Option& known = options_[*option];
        const auto& [name, expected] = std::tie(known.name, known.value);
        std::string value;
        if (equals != std::string::npos) {
            if (expected.empty()) return fail("--{}: takes no value", name);
            value = word.substr(equals + 1);
        } else if (!expected.empty()) {
            if (i + 1 == arguments.size()) return fail("--{}: needs a value, {}", name, expected);
            value = arguments[++i];
        }
        if (const auto taken = take(known, value); !taken) return taken;
    }
    return {};
}

Result<void> Options::take(Option& option, const std::string& value) {
    if (const auto result = option.put(value); !result)
        return fail("--{}: {}", option.name, result.error().message);
    const bool flag = option.value.empty();
    option.given = flag ? "yes" : option.normal ? option.normal(value) : value;
    return {};
}

Result<void> Options::put(const std::string& name, const std::string& value) {
    const auto option = find("--" + name);
    if (!option) return tl::unexpected(option.error());
    return take(options_[*option], value);
}

std::vector<Options::Setting> Options::settings() const {
    std::vector<Setting> out;
    for (const Option& option : options_)
        if (option.name != "help")
            out.push_back(
                {option.name, option.given.value_or(option.usual), option.given.has_value()});
    return out;
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
