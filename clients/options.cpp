#include "clients/options.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::clients {

namespace {

core::Result<std::string> read_option(const core::Value& given, const WordOption& option) {
    const core::Value* value = given.find(option.name);
    if (!value) return std::string(option.words.front());
    if (option.any && value->is_int()) return std::to_string(value->as_int());
    if (option.any && value->is_string()) return value->as_string();
    if (!value->is_string())
        return core::fail("workload.options.{}: {} is no string{}", option.name,
                          core::to_json(*value), core::suggestion("", option.words));
    if (std::ranges::find(option.words, value->as_string()) == option.words.end())
        return core::fail("workload.options.{}: \"{}\" is not known{}", option.name,
                          value->as_string(), core::suggestion(value->as_string(), option.words));
    return value->as_string();
}

}  // namespace

core::Result<std::vector<std::string>> read_options(const core::Value& given,
                                                    const std::vector<WordOption>& known) {
    if (!given.is_null() && !given.is_object())
        return core::fail("workload.options: expected an object, not {}", core::to_json(given));
    std::vector<std::string_view> names;
    for (const WordOption& option : known)
        names.push_back(option.name);
    if (given.is_object())
        for (const auto& member : given.as_object())
            if (std::ranges::find(names, member.name) == names.end())
                return core::fail("workload.options: there is no option \"{}\"{}", member.name,
                                  core::suggestion(member.name, names));
    std::vector<std::string> words;
    for (const WordOption& option : known) {
        auto word = read_option(given, option);
        if (!word) return tl::unexpected(word.error());
        words.push_back(std::move(*word));
    }
    return words;
}

core::Result<void> check_kind(std::string_view client, std::string_view kind,
                              const std::vector<std::string_view>& kinds) {
    if (std::ranges::find(kinds, kind) != kinds.end()) return {};
    return core::fail("the client {} has no workload \"{}\"{}", client, kind,
                      core::suggestion(kind, kinds));
}

}  // namespace ordeal::clients
