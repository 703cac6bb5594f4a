#include "core/json_pointer.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace ordeal::core {

namespace {

/// "~1" is a slash and "~0" a tilde.
std::string unescaped(std::string_view token) {
    std::string name;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] == '~' && i + 1 < token.size())
            name += token[++i] == '1' ? '/' : '~';
        else
            name += token[i];
    }
    return name;
}

/// Of a list: its digits, without a sign and without zeros before them.
const Value* element(const Value::List& list, std::string_view token) {
    if (token.empty() || (token.size() > 1 && token.front() == '0')) return nullptr;
    if (token.find_first_not_of("0123456789") != std::string_view::npos) return nullptr;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    return error == std::errc() && index < list.size() ? &list[index] : nullptr;
}

}  // namespace

const Value* at_pointer(const Value& document, std::string_view pointer) {
    const Value* value = &document;
    while (value != nullptr && !pointer.empty()) {
        if (pointer.front() != '/') return nullptr;
        pointer.remove_prefix(1);
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        const std::string_view token = pointer.substr(0, end);
        value = value->is_list() ? element(value->as_list(), token) : value->find(unescaped(token));
        pointer.remove_prefix(end);
    }
    return value;
}

Result<void> check_pointer(std::string_view pointer) {
    if (!pointer.empty() && pointer.front() != '/')
        return fail("a JSON pointer begins with a slash, like \"/header/member_id\"");
    for (std::size_t at = pointer.find('~'); at != std::string_view::npos;
         at = pointer.find('~', at + 1))
        if (at + 1 == pointer.size() || (pointer[at + 1] != '0' && pointer[at + 1] != '1'))
            return fail("in a JSON pointer a ~ is written ~0, and a slash inside a name ~1");
    return {};
}

}  // namespace ordeal::core
