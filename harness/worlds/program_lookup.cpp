#include "harness/worlds/program_lookup.hpp"

#include <array>
#include <system_error>

#include <unistd.h>

namespace ordeal::harness {

namespace fs = std::filesystem;

namespace {

bool is_executable(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

/// Why a file that was named by its path cannot be started.
std::string reason_against(const fs::path& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) return "there is no such file; build it, or correct the path";
    if (fs::is_directory(status)) return "it is a folder";
    return "it may not be executed; chmod +x it";
}

core::Result<fs::path> named_by_path(std::string_view name) {
    fs::path path = fs::absolute(name);
    if (is_executable(path)) return path;
    return core::fail("cannot start \"{}\" ({}): {}", name, path.string(), reason_against(path));
}

}  // namespace

fs::path own_folder() {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::current_path(error) : self.parent_path();
}

core::Result<fs::path> find_program(std::string_view name, std::string_view search_path) {
    if (name.empty()) return core::fail("the command is empty: its first word names no program");
    if (name.find('/') != std::string_view::npos) return named_by_path(name);
    const fs::path own = own_folder();
    if (is_executable(own / name)) return own / name;
    for (std::string_view rest = search_path; !rest.empty();) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(folder.size() + (folder.size() < rest.size() ? 1 : 0));
        fs::path path = fs::absolute(folder.empty() ? "." : folder) / name;
        if (is_executable(path)) return path;
    }
    return core::fail(
        "cannot start \"{}\": no such program in {} or in PATH ({}); install it, or give its path",
        name, own.string(), search_path);
}

core::Result<fs::path> find_init_program() {
    const fs::path own = own_folder();
    const std::array candidates = {own / "ordeal-init",
                                   own.parent_path() / "libexec/ordeal/ordeal-init"};
    for (const fs::path& path : candidates)
        if (is_executable(path)) return path;
    return core::fail(
        "ordeal-init, which starts the nodes of world real, is neither at {} nor at "
        "{}; build the target ordeal-init, or install Ordeal whole",
        candidates[0].string(), candidates[1].string());
}

core::Result<fs::path> find_points_library() {
    const fs::path own = own_folder();
    const std::array candidates = {own / "ordeal-points.so",
                                   own.parent_path() / "libexec/ordeal/ordeal-points.so"};
    std::error_code ignored;
    for (const fs::path& path : candidates)
        if (fs::is_regular_file(path, ignored)) return path;
    return core::fail(
        "ordeal-points.so, which nodes load for their failure points, is neither at {} nor at {}; "
        "build the target ordeal-points, or install Ordeal whole",
        candidates[0].string(), candidates[1].string());
}

}  // namespace ordeal::harness
