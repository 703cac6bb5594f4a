// From the scenario's text to a description; every error names its place.
#include <algorithm>
#include <array>
#include <charconv>

#include "clients/http/description.hpp"
#include "core/json.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::clients::http {

using core::Result;
using core::Value;

namespace {

constexpr std::array<std::string_view, 11> members = {"method",  "path",   "headers", "body",
                                                      "result",  "answer", "decode",  "absent",
                                                      "missing", "ok",     "fail"};
constexpr std::string_view fail_if = "fail-if";

/// One document's members, each with its place in error messages.
class DescriptionReader {
  public:
    DescriptionReader(const Value& document, const std::string& place)
        : document_(document), place_(place) {}

    Result<Description> read() {
        if (!document_.is_object())
            return core::fail("{}: expected an object with the path of a request", place_);
        if (auto known = check_names(); !known) return tl::unexpected(known.error());
        for (const auto step :
             {&DescriptionReader::read_request, &DescriptionReader::read_answer,
              &DescriptionReader::read_statuses, &DescriptionReader::read_fail_if})
            if (auto done = (this->*step)(); !done) return tl::unexpected(done.error());
        return std::move(description_);
    }

  private:
    Result<void> check_names() const {
        std::vector<std::string_view> known(members.begin(), members.end());
        known.push_back(fail_if);
        for (const auto& member : document_.as_object())
            if (std::ranges::find(known, member.name) == known.end())
                return core::fail("{}: there is no member \"{}\"{}", place_, member.name,
                                  core::suggestion(member.name, known));
        return {};
    }

    std::string at(std::string_view member) const { return fmt::format("{}.{}", place_, member); }

    Result<std::string> text(std::string_view member, std::string otherwise) const {
        const Value* value = document_.find(member);
        if (!value) return otherwise;
        if (!value->is_string())
            return core::fail("{}: {} is no string", at(member), core::to_json(*value));
        return value->as_string();
    }

    Result<std::string> word(std::string_view member,
                             const std::vector<std::string_view>& words) const {
        auto given = text(member, std::string(words.front()));
        if (given && std::ranges::find(words, *given) == words.end())
            return core::fail("{}: \"{}\" is not known{}", at(member), *given,
                              core::suggestion(*given, words));
        return given;
    }

    Result<void> read_request() {
        const Value* body = document_.find("body");
        if (body) description_.body = *body;
        if (auto checked = check_document(description_.body, at("body")); !checked) return checked;
        auto method = text("method", body ? "POST" : "GET");
        if (!method) return tl::unexpected(method.error());
        const bool letters =
            std::ranges::all_of(*method, [](char c) { return c >= 'A' && c <= 'Z'; });
        if (method->empty() || !letters)
            return core::fail("{}: expected capital letters, as \"PUT\"", at("method"));
        description_.method = std::move(*method);
        const auto path = text("path", "");
        if (!path) return tl::unexpected(path.error());
        if (!path->starts_with('/') || path->find_first_of(" \r\n") != std::string::npos)
            return core::fail("{}: expected a path that begins with \"/\", without spaces",
                              at("path"));
        auto parsed = Template::parse(*path);
        if (!parsed) return core::fail("{}: {}", at("path"), parsed.error().message);
        description_.path = std::move(*parsed);
        return read_headers();
    }

    Result<void> read_headers() {
        const Value* headers = document_.find("headers");
        if (!headers) return {};
        if (!headers->is_object()) return core::fail("{}: expected an object", at("headers"));
        for (const auto& [name, value] : headers->as_object()) {
            auto parsed = value.is_string() ? Template::parse(value.as_string())
                                            : core::fail("expected a string");
            if (!parsed)
                return core::fail("{}.{}: {}", at("headers"), name, parsed.error().message);
            if (name.empty() || name.find_first_of(" :\r\n") != std::string::npos)
                return core::fail("{}: \"{}\" is no name of a header", at("headers"), name);
            description_.headers.emplace_back(name, std::move(*parsed));
        }
        return {};
    }

    Result<void> read_answer() {
        const auto answer = word("answer", {"json", "text"});
        if (!answer) return tl::unexpected(answer.error());
        const auto decode = word("decode", {"value", "json", "base64"});
        if (!decode) return tl::unexpected(decode.error());
        const auto absent = word("absent", {"info", "null"});
        if (!absent) return tl::unexpected(absent.error());
        description_.text_answer = *answer == "text";
        description_.decode = *decode;
        description_.absent_is_null = *absent == "null";
        if (!document_.find("result")) return {};
        auto result = text("result", "");
        if (!result) return tl::unexpected(result.error());
        if (auto checked = check_pointer(*result, at("result")); !checked) return checked;
        description_.result = std::move(*result);
        return {};
    }

    static Result<void> check_pointer(std::string_view pointer, const std::string& place) {
        if (pointer.empty() || pointer.starts_with('/')) return {};
        return core::fail("{}: expected a JSON pointer, as \"/items/0/value\", or \"\"", place);
    }

    Result<void> read_statuses() {
        const struct {
            std::string_view member;
            std::vector<StatusRange>& into;
            std::vector<StatusRange> otherwise;
        } lists[] = {{"missing", description_.missing, {}},
                     {"ok", description_.ok, {{200, 299}}},
                     {"fail", description_.fail, {{400, 407}, {409, 499}}}};
        for (const auto& [member, into, otherwise] : lists) {
            auto read = statuses(member, otherwise);
            if (!read) return tl::unexpected(read.error());
            into = std::move(*read);
        }
        return {};
    }

    Result<std::vector<StatusRange>> statuses(std::string_view member,
                                              const std::vector<StatusRange>& otherwise) const {
        const Value* list = document_.find(member);
        if (!list) return otherwise;
        if (!list->is_list()) return core::fail("{}: expected a list", at(member));
        std::vector<StatusRange> ranges;
        for (const Value& item : list->as_list()) {
            const auto range = status_range(item);
            if (!range)
                return core::fail("{}: {} is no status; write it as 404 or \"4xx\"", at(member),
                                  core::to_json(item));
            ranges.push_back(*range);
        }
        return ranges;
    }

    static std::optional<StatusRange> status_range(const Value& item) {
        if (item.is_int() && item.as_int() >= 100 && item.as_int() <= 599) {
            const auto status = static_cast<unsigned>(item.as_int());
            return StatusRange{status, status};
        }
        if (!item.is_string() || item.as_string().size() != 3) return std::nullopt;
        const std::string& text = item.as_string();
        if (text[0] < '1' || text[0] > '5' || !text.ends_with("xx")) return std::nullopt;
        const auto first = static_cast<unsigned>(text[0] - '0') * 100;
        return StatusRange{first, first + 99};
    }

    Result<void> read_fail_if() {
        const Value* conditions = document_.find(fail_if);
        if (!conditions) return {};
        if (!conditions->is_object()) return core::fail("{}: expected an object", at(fail_if));
        for (const auto& [pointer, value] : conditions->as_object()) {
            if (auto checked = check_pointer(pointer, at(fail_if)); !checked) return checked;
            description_.fail_if.emplace_back(pointer, value);
        }
        return {};
    }

    const Value& document_;
    const std::string& place_;
    Description description_;
};

}  // namespace

Result<Description> read_description(const Value& document, const std::string& place) {
    return DescriptionReader(document, place).read();
}

}  // namespace ordeal::clients::http
