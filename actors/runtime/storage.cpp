#include "actors/runtime/storage.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

#define FIU_ENABLE
#include <fiu.h>

#include "core/hash.hpp"
#include "core/json.hpp"

namespace ordeal::runtime {

namespace {

/// The error number that a failure point asks for, 0 if it is not to fail.
int failure_at(const char* point) {
    if (fiu_fail(point) == 0) return 0;
    const auto number = static_cast<int>(reinterpret_cast<std::intptr_t>(fiu_failinfo()));
    return number != 0 ? number : EIO;
}

std::string checksum(std::string_view text) {
    return fmt::format("{:016x}", core::hash_text(text));
}

std::string with_header(const core::Value& value) {
    const std::string body = core::to_json(value);
    core::Value header;
    header.set("format", 1).set("bytes", body.size()).set("checksum", checksum(body));
    return core::to_json(header) + "\n" + body + "\n";
}

core::Result<core::Value> parse(std::string_view text, const std::string& path) {
    const auto damaged = [&path](std::string_view why) {
        return core::fail(
            "{}: the storage is damaged ({}): restore the file, or remove the directory "
            "if this node may forget everything",
            path, why);
    };
    const auto line = text.find('\n');
    if (line == std::string_view::npos) return damaged("no header line");
    const auto header = core::parse_json(text.substr(0, line));
    if (!header || !header->is_object()) return damaged("the header is not a JSON object");
    const core::Value* format = header->find("format");
    if (format == nullptr || *format != core::Value(1)) return damaged("it is not of format 1");
    std::string_view body = text.substr(line + 1);
    if (!body.ends_with('\n')) return damaged("it is cut short");
    body.remove_suffix(1);
    const core::Value* sum = header->find("checksum");
    if (sum == nullptr || *sum != core::Value(checksum(body)))
        return damaged("the checksum does not fit");
    auto value = core::parse_json(body);
    if (!value) return damaged(value.error().message);
    return value;
}

}  // namespace

Storage::Storage(std::string directory, FileDescriptor lock, FileDescriptor handle)
    : directory_(std::move(directory)),
      path_(directory_ + "/storage.json"),
      temporary_(directory_ + "/storage.json.next"),
      lock_(std::move(lock)),
      handle_(std::move(handle)) {}

core::Result<Storage> Storage::open(const std::string& directory) {
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    if (problem) return file_error(directory, "make the directory", problem.value());
    auto lock = open_file(directory + "/lock", O_RDWR | O_CREAT);
    if (!lock) return tl::unexpected(lock.error());
    if (::flock(lock->get(), LOCK_EX | LOCK_NB) != 0)
        return core::fail("{}: another process uses this directory: give each node its own --data",
                          directory);
    auto handle = open_file(directory, O_RDONLY | O_DIRECTORY);
    if (!handle) return tl::unexpected(handle.error());
    return Storage(directory, std::move(*lock), std::move(*handle));
}

core::Result<std::optional<core::Value>> Storage::load() const {
    std::error_code problem;
    if (!std::filesystem::exists(path_, problem)) {
        if (problem) return file_error(path_, "look for it", problem.value());
        return std::nullopt;
    }
    std::ifstream file(path_, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) return core::fail("{}: could not read it", path_);
    return parse(text, path_).map([](core::Value value) {
        return std::optional(std::move(value));
    });
}

core::Result<void> Storage::save(const core::Value& value) {
    return replace(with_header(value));
}

core::Result<void> Storage::replace(const std::string& text) {
    if (const int number = failure_at("wal/append"))
        return file_error(temporary_, "write to it", number);
    auto file = open_file(temporary_, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return tl::unexpected(file.error());
    if (auto written = write_all(*file, text, temporary_); !written) return written;
    if (const int number = failure_at("wal/sync"))
        return file_error(temporary_, "sync it to the disk", number);
    if (auto synced = sync(*file, temporary_); !synced) return synced;
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0)
        return file_error(path_, "put the new storage in its place", errno);
    return sync(handle_, directory_);
}

}  // namespace ordeal::runtime
