#include "harness/scenario/include.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

namespace ordeal::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_file_bytes = 1 << 20;
constexpr std::string_view include = "include";
constexpr std::string_view folder_word = "{scenario.folder}";

/// Puts the including file's value over the included one's.
void put_over(Node& base, Node&& over) {
    if (!base.is_object() || !over.is_object()) {
        base = std::move(over);
        return;
    }
    base.place = over.place;
    base.key = over.key;
    for (Node& member : over.children) {
        const auto same = std::ranges::find(base.children, member.name, &Node::name);
        if (same == base.children.end())
            base.children.push_back(std::move(member));
        else
            put_over(*same, std::move(member));
    }
}

void replace_all(std::string& text, std::string_view what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

void fill_in_folder(Node& node, const std::string& folder) {
    if (node.scalar.is_string() && node.scalar.as_string().find(folder_word) != std::string::npos) {
        std::string text = node.scalar.as_string();
        replace_all(text, folder_word, folder);
        node.scalar = std::move(text);
    }
    for (Node& child : node.children)
        fill_in_folder(child, folder);
}

class Includer {
  public:
    explicit Includer(Problems& problems) : problems_(problems) {}

    /// The document with its includes, or none.
    std::optional<Node> merge(Node document, const fs::path& file) {
        std::error_code ignored;
        fill_in_folder(document, fs::absolute(file, ignored).parent_path().string());
        const auto member = std::ranges::find(document.children, include, &Node::name);
        if (!document.is_object() || member == document.children.end()) return document;
        const Node list = std::move(*member);
        document.children.erase(member);
        const auto names = names_of(list);
        if (!names) return std::nullopt;
        open_.push_back(fs::weakly_canonical(file, ignored));
        std::optional<Node> merged;
        for (const Node* name : *names) {
            auto base = read(*name, file);
            if (!base) return std::nullopt;
            if (merged)
                put_over(*merged, std::move(*base));
            else
                merged = std::move(base);
        }
        open_.pop_back();
        if (!merged) return document;
        put_over(*merged, std::move(document));
        return merged;
    }

  private:
    std::optional<std::vector<const Node*>> names_of(const Node& list) {
        std::vector<const Node*> names;
        if (list.is_list())
            for (const Node& item : list.children)
                names.push_back(&item);
        else
            names.push_back(&list);
        for (const Node* name : names) {
            if (name->kind == Node::Kind::scalar && name->scalar.is_string()) continue;
            problems_.at(*name,
                         "expected the name of a file, or a list of them, got " + name->describe());
            return std::nullopt;
        }
        return names;
    }

    std::optional<Node> read(const Node& name, const fs::path& from) {
        const fs::path path = from.parent_path() / name.scalar.as_string();
        std::error_code ignored;
        const fs::path whole = fs::weakly_canonical(path, ignored);
        if (std::ranges::find(open_, whole) != open_.end()) {
            problems_.at(name, "the file " + path.string() + " includes itself");
            return std::nullopt;
        }
        const auto text = read_scenario_file(path.string());
        if (!text) {
            problems_.at(name, "cannot be included: " + text.error().message);
            return std::nullopt;
        }
        const std::size_t begin = problems_.add_source(path.string(), *text);
        auto document = parse_document(*text, problems_, begin);
        if (!document) return std::nullopt;
        if (!document->is_object()) {
            problems_.at(*document, "expected an object, got " + document->describe());
            return std::nullopt;
        }
        return merge(std::move(*document), path);
    }

    Problems& problems_;
    std::vector<fs::path> open_;  // files that are being merged, the including ones first
};

}  // namespace

core::Result<std::string> read_scenario_file(const std::string& path) {
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const auto failure = [&] { return core::fail("{}: {}", path, core::errno_text()); };
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
    if (!file) return failure();
    std::string text(largest_file_bytes + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return failure();
    if (text.size() > largest_file_bytes)
        return core::fail("{}: larger than a megabyte: that is no scenario", path);
    return text;
}

std::optional<Node> merge_includes(Node document, const fs::path& file, Problems& problems) {
    return Includer(problems).merge(std::move(document), file);
}

}  // namespace ordeal::harness
