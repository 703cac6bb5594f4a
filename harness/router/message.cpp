#include "harness/router/message.hpp"

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/json_scanner.hpp"

namespace ordeal::harness {

using core::JsonScanner;
using core::Result;
using core::Value;

namespace {

/// Where things stand in a line, as the quick scan finds them.
struct Scanned {
    bool has_src = false;
    bool has_dest = false;
    bool has_body = false;
    Message message;
};

/// One member of the message. False: not what the quick scan takes.
bool scan_member(JsonScanner& scanner, std::string_view line, Scanned& found) {
    Value ignored;
    std::string name;
    if (scanner.name("\"src\""))
        return !std::exchange(found.has_src, true) && scanner.string(found.message.src);
    if (scanner.name("\"dest\""))
        return !std::exchange(found.has_dest, true) && scanner.string(found.message.dest);
    if (!scanner.name("\"body\"")) return false;
    scanner.skip_blanks();
    const std::size_t begin = scanner.position();
    if (std::exchange(found.has_body, true) || !scanner.value(found.message.body)) return false;
    found.message.body_text = line.substr(begin, scanner.position() - begin);
    return true;
}

/// The common form: the three members and no other, in any order.
bool scan(std::string_view line, Scanned& found) {
    JsonScanner scanner(line);
    if (!scanner.take('{')) return false;
    do {
        if (!scan_member(scanner, line, found)) return false;
    } while (scanner.take(','));
    return scanner.take('}') && scanner.at_end() && found.has_src && found.has_dest &&
           found.has_body;
}

Result<std::string> address_at(const Value& message, std::string_view name) {
    const Value* value = message.find(name);
    if (!value) return core::fail("it has no \"{}\"", name);
    if (!value->is_string())
        return core::fail("its \"{}\" is no string but {}", name, value->kind());
    return value->as_string();
}

Result<void> check_number(const Value& body, std::string_view name) {
    const Value* number = body.find(name);
    if (!number || number->is_int()) return {};
    return core::fail("its body's \"{}\" is no integer but {}", name, core::to_json(*number));
}

Result<void> check_body(const Value& body) {
    if (!body.is_object()) return core::fail("its \"body\" is no object but {}", body.kind());
    const Value* type = body.find("type");
    if (!type) return core::fail("its body has no \"type\"");
    if (!type->is_string())
        return core::fail("its body's \"type\" is no string but {}", type->kind());
    if (auto checked = check_number(body, "msg_id"); !checked) return checked;
    return check_number(body, "in_reply_to");
}

/// The text of the member `body` of a line that is an object and holds one.
std::string_view find_body_text(std::string_view line) {
    JsonScanner scanner(line);
    std::string name;
    Value ignored;
    std::string_view text;
    scanner.take('{');
    do {
        if (!scanner.string(name) || !scanner.take(':')) return {};
        scanner.skip_blanks();
        const std::size_t begin = scanner.position();
        if (!scanner.value(ignored)) return {};
        if (name == "body") text = line.substr(begin, scanner.position() - begin);
    } while (scanner.take(','));
    return text;
}

/// Any form, with words for what is wrong.
Result<Message> parse_slowly(std::string_view line) {
    if (line.empty()) return core::fail("the line is empty");
    auto value = core::parse_json(line);
    if (!value) return core::fail("it is not JSON: {}", value.error().message);
    if (!value->is_object()) return core::fail("it is no object but {}", value->kind());
    Message message;
    auto src = address_at(*value, "src");
    if (!src) return tl::unexpected(src.error());
    auto dest = address_at(*value, "dest");
    if (!dest) return tl::unexpected(dest.error());
    const Value* body = value->find("body");
    if (!body) return core::fail("it has no \"body\"");
    return Message{*std::move(src), *std::move(dest), *body, find_body_text(line)};
}

}  // namespace

Result<Message> parse_message(std::string_view line) {
    Scanned scanned;
    Result<Message> message =
        scan(line, scanned) ? Result<Message>(std::move(scanned.message)) : parse_slowly(line);
    if (!message) return message;
    if (auto checked = check_body(message->body); !checked) return tl::unexpected(checked.error());
    return message;
}

std::string message_line(std::string_view src, std::string_view dest, std::string_view body_text) {
    std::string line = "{\"src\":";
    core::append_json(line, src);
    line += ",\"dest\":";
    core::append_json(line, dest);
    line += ",\"body\":";
    line += body_text;
    line += '}';
    return line;
}

}  // namespace ordeal::harness
