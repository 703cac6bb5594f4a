#include "actors/text.hpp"

#include "core/json.hpp"

namespace ordeal::actors {

void append_text(std::string& out, const core::Value& value) {
    core::append_json(out, value);
}

void append_text(std::string& out, const std::string& value) {
    core::append_json(out, value);
}

void append_text(std::string& out, double value) {
    core::append_json(out, core::Value(value));
}

void append_text(std::string& out, Id value) {
    out += to_text(value);
}

}  // namespace ordeal::actors
