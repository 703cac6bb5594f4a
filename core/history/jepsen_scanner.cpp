#include "core/history/jepsen_scanner.hpp"

#include <array>

#include "core/edn/edn_scanner.hpp"

namespace ordeal::core {

namespace {

bool scan_process(EdnScanner& edn, Event& event) {
    EdnScanner before = edn;
    if (edn.integer(event.process.number)) return event.process.number >= 0;
    edn = before;
    std::string_view name;
    if (!edn.word(name) || name.empty()) return false;
    event.process = {-1, std::string(name)};
    return true;
}

bool scan_type(EdnScanner& edn, Event& event) {
    std::string_view name;
    if (!edn.word(name)) return false;
    const auto type = event_type(name);
    if (type) event.type = *type;
    return type.has_value();
}

bool scan_f(EdnScanner& edn, Event& event) {
    std::string_view name;
    if (!edn.word(name)) return false;
    event.f = name;
    return true;
}

bool scan_value(EdnScanner& edn, Event& event) {
    return edn.value(event.value);
}

bool scan_key(EdnScanner& edn, Event& event) {
    return edn.value(event.key.emplace());
}

bool scan_error(EdnScanner& edn, Event& event) {
    std::string_view text;
    if (!edn.word(text)) return false;
    event.error = text;
    return true;
}

bool scan_index(EdnScanner& edn, Event& event) {
    std::int64_t number = 0;
    if (!edn.integer(number) || number < 0) return false;
    event.index = static_cast<std::size_t>(number);
    return true;
}

bool scan_time(EdnScanner& edn, Event& event) {
    std::int64_t number = 0;
    if (!edn.integer(number)) return false;
    event.time = Nanoseconds{number};
    return true;
}

struct Field {
    std::string_view name;
    bool (*scan)(EdnScanner& edn, Event& event);
};

constexpr std::array<Field, 8> fields{{{"process", scan_process},
                                       {"type", scan_type},
                                       {"f", scan_f},
                                       {"value", scan_value},
                                       {"key", scan_key},
                                       {"error", scan_error},
                                       {"index", scan_index},
                                       {"time", scan_time}}};
constexpr unsigned required = 0b111;  // process, type and f

}  // namespace

std::size_t scan_jepsen_event(std::string_view text, Event& event) {
    EdnScanner edn(text);
    if (!edn.take('{')) return 0;
    unsigned seen = 0;
    while (!edn.take('}')) {
        std::string_view name;
        if (!edn.word(name)) return 0;
        std::size_t which = 0;
        while (which < fields.size() && fields[which].name != name)
            ++which;
        if (which == fields.size() || (seen & 1U << which) != 0) return 0;
        seen |= 1U << which;
        if (!fields[which].scan(edn, event)) return 0;
    }
    return (seen & required) == required ? edn.position() : 0;
}

}  // namespace ordeal::core
