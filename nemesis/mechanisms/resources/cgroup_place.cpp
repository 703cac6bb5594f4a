#include "nemesis/mechanisms/resources/cgroup_place.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ordeal::nemesis {

namespace {

std::string text_of(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in{std::string(text)};
    for (std::string part; std::getline(in, part, separator);)
        parts.push_back(part);
    return parts;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

/// The file that a group with this controller has, and that limits it.
std::string_view limit_file(Controller controller, bool unified) {
    static constexpr std::array<std::array<std::string_view, 2>, 3> files{{
        {"cpu.cfs_quota_us", "cpu.max"},
        {"memory.limit_in_bytes", "memory.max"},
        {"pids.max", "pids.max"},
    }};
    return files[static_cast<std::size_t>(controller)][unified ? 1 : 0];
}

/// Nothing when a group can be made in this folder, and processes moved to it.
core::Result<void> try_folder(const std::string& folder, Controller controller, bool unified) {
    static std::atomic<unsigned> number = 0;
    const std::string group = fmt::format("{}/ordeal-probe-{}-{}", folder, ::getpid(), ++number);
    if (::mkdir(group.c_str(), 0755) != 0)
        return core::fail("cannot make a group in {}: {}", folder, core::errno_text());
    const std::string limit = fmt::format("{}/{}", group, limit_file(controller, unified));
    const bool has_limit = ::access(limit.c_str(), W_OK) == 0;
    const bool takes = ::access((group + "/cgroup.procs").c_str(), W_OK) == 0 &&
                       ::access((folder + "/cgroup.procs").c_str(), W_OK) == 0;
    ::rmdir(group.c_str());
    if (has_limit && takes) return {};
    return core::fail("a group made in {} {}", folder,
                      has_limit ? "takes no processes"
                                : fmt::format("has no {}", limit_file(controller, unified)));
}

/// The folder and those above it, up to the mount.
std::vector<std::string> upwards(const std::string& mount, std::string group) {
    std::vector<std::string> folders;
    while (group.size() > 1) {
        folders.push_back(mount + group);
        group.resize(group.rfind('/'));
    }
    folders.push_back(mount);
    return folders;
}

std::string below(const std::string& group, const std::string& root) {
    if (root == "/" || !group.starts_with(root)) return group;
    return group.substr(root.size());
}

}  // namespace

std::string_view to_text(Controller controller) {
    static constexpr std::array<std::string_view, 3> names{"cpu", "memory", "pids"};
    return names[static_cast<std::size_t>(controller)];
}

std::vector<CgroupMount> parse_cgroup_mounts(std::string_view mountinfo) {
    std::vector<CgroupMount> mounts;
    for (const std::string& line : split(mountinfo, '\n')) {
        const auto words = split(line, ' ');
        const auto dash = std::ranges::find(words, "-");
        if (words.size() < 5 || std::distance(dash, words.end()) < 4) continue;
        const std::string& type = *(dash + 1);
        if (type == "cgroup2") mounts.push_back({words[4], words[3], {}});
        if (type == "cgroup") mounts.push_back({words[4], words[3], split(*(dash + 3), ',')});
    }
    return mounts;
}

std::string parse_own_group(std::string_view cgroups, std::string_view controller) {
    for (const std::string& line : split(cgroups, '\n')) {
        const auto first = line.find(':');
        const auto second = first == line.npos ? first : line.find(':', first + 1);
        if (second == line.npos) continue;
        const auto names = split(line.substr(first + 1, second - first - 1), ',');
        const bool found = controller.empty() ? names.empty() : contains(names, controller);
        if (found) return line.substr(second + 1);
    }
    return "/";
}

core::Result<CgroupPlace> find_cgroup_place(Controller controller) {
    const auto mounts = parse_cgroup_mounts(text_of("/proc/self/mountinfo"));
    const std::string own = text_of("/proc/self/cgroup");
    const std::string_view name = to_text(controller);
    std::optional<core::Error> first;
    for (const CgroupMount& mount : mounts) {
        const bool unified = mount.controllers.empty();
        if (!unified && !contains(mount.controllers, name)) continue;
        const std::string group =
            below(parse_own_group(own, unified ? std::string_view() : name), mount.root);
        for (const std::string& folder : upwards(mount.folder, group)) {
            const auto tried = try_folder(folder, controller, unified);
            if (tried) return CgroupPlace{folder, mount.folder + group, unified};
            if (!first) first = tried.error();
        }
    }
    return core::fail(
        "{}; run as root, or give this user a group with the controller {} "
        "(systemd: Delegate=yes)",
        first ? first->message : "no control groups are mounted", name);
}

}  // namespace ordeal::nemesis
