#include "actors/id.hpp"

#include <charconv>

namespace ordeal::actors {

std::string to_text(Id id) {
    return (id.is_client() ? "c" : "n") + std::to_string(id.number());
}

core::Result<Id> parse_id(std::string_view text) {
    const auto refuse = [&] {
        return core::fail("\"{}\" is no id: expected n or c and a number, as in n1 or c7", text);
    };
    if (text.size() < 2 || (text[0] != 'n' && text[0] != 'c')) return refuse();
    std::uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data() + 1, end, number);
    const bool padded = text[1] == '0' && text.size() > 2;
    if (problem != std::errc{} || stop != end || padded || number >= Id::limit) return refuse();
    return text[0] == 'n' ? Id::node(number) : Id::client(number);
}

std::vector<Self> selves(std::size_t nodes) {
    std::vector<Self> all(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
        all[i].id = Id::node(static_cast<std::uint32_t>(i + 1));
        for (std::size_t j = 0; j < nodes; ++j)
            if (j != i) all[i].peers.push_back(Id::node(static_cast<std::uint32_t>(j + 1)));
    }
    return all;
}

}  // namespace ordeal::actors
