// Texts and JSON in which placeholders stand for what an invocation has: {key}, {value}, {from},
// {to} and {amount} of its value, {process}; {value:base64} for the base64 of its text. A brace
// itself is written twice. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clients/client.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients::http {

struct Facts {
    const Invocation& invocation;
    std::int64_t process = 0;
};

class Template {
  public:
    /// Error: an unknown placeholder, with the nearest known one; a brace without its partner.
    static core::Result<Template> parse(std::string_view text);

    /// A string stands as it is, everything else as JSON; `in_path` percent-encodes both.
    /// Error: a placeholder stands for nothing in this invocation.
    core::Result<std::string> expand(const Facts& facts, bool in_path = false) const;
    /// Of a text that is one placeholder and nothing else: what it stands for, whatever its kind;
    /// otherwise a string, as expand.
    core::Result<core::Value> expand_value(const Facts& facts) const;

  private:
    struct Piece {
        std::string text;  // or the name of a placeholder
        bool is_placeholder = false;
        bool base64 = false;
    };
    static core::Result<core::Value> value_of(const Piece& piece, const Facts& facts);

    std::vector<Piece> pieces_;
};

/// A document whose strings are templates.
core::Result<core::Value> expand_document(const core::Value& document, const Facts& facts);
/// Error: in which of its strings, as "workload.options.write.body/value", and what is wrong.
core::Result<void> check_document(const core::Value& document, const std::string& place);

}  // namespace ordeal::clients::http
