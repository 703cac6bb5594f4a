#include "random_changes.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ordeal::nemesis {

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string row(char type, unsigned mode, std::uint64_t names, const std::string& content) {
    return fmt::format("{} {:o} x{} {} bytes {:x}", type, mode, names, content.size(),
                       std::hash<std::string>()(content));
}

/// -1 and errno, or what the call returned.
struct Answer {
    long value = 0;
    int error = 0;
    friend bool operator==(const Answer&, const Answer&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Answer& answer) {
        return out << answer.value << " errno " << answer.error;
    }
};

Answer ask(const std::function<long()>& call) {
    errno = 0;
    const long value = call();
    return {value, value < 0 ? errno : 0};
}

}  // namespace

std::map<std::string, std::string> shown(const fs::path& folder, bool with_links) {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        struct stat facts{};
        ::lstat(entry.path().c_str(), &facts);
        const std::string name = entry.path().lexically_relative(folder).string();
        const unsigned mode = facts.st_mode & 07777;
        if (entry.is_symlink())
            all[name] = row('l', 0777, 1, fs::read_symlink(entry.path()).string());
        else if (entry.is_directory())
            all[name] = row('d', mode, 0, "");
        else
            all[name] = row('f', mode, with_links ? facts.st_nlink : 0, text_of(entry.path()));
    }
    return all;
}

std::map<std::string, std::string> shown(const ModelNames& names) {
    std::map<std::string, std::string> all;
    for (const auto& [name, file] : names) {
        const auto alike =
            std::ranges::count_if(names, [&](const auto& other) { return other.second == file; });
        const std::uint64_t links = file->type == 'f'   ? static_cast<std::uint64_t>(alike)
                                    : file->type == 'l' ? 1
                                                        : 0;
        all[name] = row(file->type, file->mode, links, file->live);
    }
    return all;
}

RandomChanges::RandomChanges(fs::path mounted, fs::path plain, std::uint64_t seed)
    : mounted_(std::move(mounted)), plain_(std::move(plain)), random_(seed) {}

RandomChanges::~RandomChanges() {
    close_all();
}

void RandomChanges::close_all() {
    for (const OpenFile& file : open_) {
        ::close(file.mounted);
        ::close(file.plain);
    }
    open_.clear();
}

std::string RandomChanges::name() {
    static const std::vector<std::string> names{"a",   "b",   "c",   "d",   "e",     "d/a",   "d/b",
                                                "d/c", "e/a", "e/b", "d/e", "d/e/a", "d/e/b", "f"};
    return random_.pick(names);
}

std::string RandomChanges::bytes(std::size_t most) {
    std::string made(random_.below(most) + 1, 'x');
    const bool zeros = random_.chance(0.1);
    for (char& byte : made)
        byte = zeros ? '\0' : static_cast<char>(random_.next());
    return made;
}

RandomChanges::OpenFile* RandomChanges::any_open() {
    return open_.empty() ? nullptr : &open_[random_.below(open_.size())];
}

void RandomChanges::keep_open(OpenFile file) {
    if (open_.size() >= 6) {
        const std::size_t out = random_.below(open_.size());
        ::close(open_[out].mounted);
        ::close(open_[out].plain);
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(out));
    }
    open_.push_back(std::move(file));
}

void RandomChanges::step() {
    using Step = void (RandomChanges::*)();
    static const std::vector<Step> steps{
        &RandomChanges::create,   &RandomChanges::create,     &RandomChanges::open_again,
        &RandomChanges::write,    &RandomChanges::write,      &RandomChanges::append,
        &RandomChanges::truncate, &RandomChanges::allocate,   &RandomChanges::map,
        &RandomChanges::read,     &RandomChanges::remove,     &RandomChanges::rename,
        &RandomChanges::rename,   &RandomChanges::folder,     &RandomChanges::link,
        &RandomChanges::mode,     &RandomChanges::write,      &RandomChanges::sync,
        &RandomChanges::read,     &RandomChanges::sync_folder};
    (this->*random_.pick(steps))();
}

void RandomChanges::create() {
    const std::string at = name();
    const std::array<int, 4> ways{O_CREAT | O_EXCL, O_CREAT, O_CREAT | O_TRUNC, O_CREAT};
    const int flags = O_RDWR | O_CLOEXEC | ways[random_.below(4)];
    const bool existed = model.live.contains(at);
    OpenFile file;
    const Answer mine =
        ask([&] { return file.mounted = ::open((mounted_ / at).c_str(), flags, 0640); });
    const Answer other =
        ask([&] { return file.plain = ::open((plain_ / at).c_str(), flags, 0640); });
    ASSERT_EQ(mine.error, other.error) << "create " << at;
    if (mine.error != 0) return;
    std::string real = at;
    if (existed && model.live.at(at)->type == 'l') real = "target";
    file.file = model.live.contains(real) ? model.live.at(real) : model.make(real, 'f', 0640);
    if ((flags & O_TRUNC) != 0) file.file->live.clear();
    keep_open(file);
}

void RandomChanges::open_again() {
    const std::string at = name();
    const int flags = (random_.chance(0.5) ? O_RDWR : O_WRONLY) | O_NOFOLLOW | O_CLOEXEC;
    OpenFile file;
    const Answer mine = ask([&] { return file.mounted = ::open((mounted_ / at).c_str(), flags); });
    const Answer other = ask([&] { return file.plain = ::open((plain_ / at).c_str(), flags); });
    ASSERT_EQ(mine.error, other.error) << "open " << at;
    if (mine.error != 0) return;
    file.file = model.live.at(at);
    keep_open(file);
}

void RandomChanges::write() {
    OpenFile* file = any_open();
    if (file == nullptr) return;
    const auto offset = static_cast<off_t>(random_.below(30'000));
    const std::string what = bytes(random_.chance(0.1) ? 200'000 : 9'000);
    ASSERT_EQ(ask([&] { return ::pwrite(file->mounted, what.data(), what.size(), offset); }),
              ask([&] { return ::pwrite(file->plain, what.data(), what.size(), offset); }));
    FileModel::write(*file->file, static_cast<std::uint64_t>(offset), what);
}

void RandomChanges::append() {
    const std::string at = name();
    const std::string what = bytes(5'000);
    const auto add = [&](const fs::path& folder) {
        return ask([&]() -> long {
            const int file =
                ::open((folder / at).c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
            if (file < 0) return -1;
            const long done = ::write(file, what.data(), what.size());
            ::close(file);
            return done;
        });
    };
    const Answer mine = add(mounted_);
    ASSERT_EQ(mine, add(plain_)) << "append to " << at;
    if (mine.error == 0) model.live.at(at)->live += what;
}

void RandomChanges::truncate() {
    OpenFile* file = any_open();
    if (file == nullptr) return;
    const auto size = static_cast<off_t>(random_.chance(0.3) ? 0 : random_.below(30'000));
    ASSERT_EQ(ask([&] { return ::ftruncate(file->mounted, size); }),
              ask([&] { return ::ftruncate(file->plain, size); }));
    file->file->live.resize(static_cast<std::size_t>(size));
}

void RandomChanges::allocate() {
    OpenFile* file = any_open();
    if (file == nullptr) return;
    const std::array<int, 4> modes{
        0, FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, FALLOC_FL_ZERO_RANGE};
    const int mode = modes[random_.below(4)];
    const auto offset = static_cast<off_t>(random_.below(30'000));
    const auto size = static_cast<off_t>(random_.below(20'000) + 1);
    const Answer mine = ask([&] { return ::fallocate(file->mounted, mode, offset, size); });
    ASSERT_EQ(mine, ask([&] { return ::fallocate(file->plain, mode, offset, size); }))
        << "fallocate " << mode;
    if (mine.error != 0) return;
    std::string& live = file->file->live;
    const auto begin = static_cast<std::size_t>(offset);
    const auto end = static_cast<std::size_t>(offset + size);
    if ((mode & FALLOC_FL_KEEP_SIZE) == 0 && live.size() < end) live.resize(end);
    if ((mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE)) == 0) return;
    for (std::size_t i = begin; i < std::min(end, live.size()); ++i)
        live[i] = '\0';
}

/// Written through a shared mapping, and synced by it.
void RandomChanges::map() {
    OpenFile* file = any_open();
    if (file == nullptr || file->file->live.empty()) return;
    const std::size_t size = file->file->live.size();
    const std::size_t at = random_.below(size);
    const char byte = static_cast<char>(random_.next());
    const bool syncs = random_.chance(0.7);
    std::array<bool, 2> mapped{};
    for (const bool mine : {true, false}) {
        void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED,
                              mine ? file->mounted : file->plain, 0);
        mapped[mine ? 0 : 1] = memory != MAP_FAILED;
        if (memory == MAP_FAILED) continue;
        ASSERT_EQ(std::string(static_cast<char*>(memory), size), file->file->live);
        if (syncs) {
            static_cast<char*>(memory)[at] = byte;
            ASSERT_EQ(::msync(memory, size, MS_SYNC), 0);
        }
        ::munmap(memory, size);
    }
    ASSERT_EQ(mapped[0], mapped[1]);
    if (!mapped[0] || !syncs) return;
    file->file->live[at] = byte;
    model.sync(file->file.get());
}

void RandomChanges::read() {
    OpenFile* file = any_open();
    if (file == nullptr) return;
    std::string mine(40'000, '\0');
    std::string other(40'000, '\0');
    const auto offset = static_cast<off_t>(random_.below(30'000));
    const Answer got =
        ask([&] { return ::pread(file->mounted, mine.data(), mine.size(), offset); });
    ASSERT_EQ(got, ask([&] { return ::pread(file->plain, other.data(), other.size(), offset); }));
    ASSERT_EQ(mine, other);
    struct stat seen{};
    struct stat known{};
    ASSERT_EQ(::fstat(file->mounted, &seen), 0);
    ASSERT_EQ(::fstat(file->plain, &known), 0);
    EXPECT_EQ(seen.st_size, known.st_size);
    EXPECT_EQ(seen.st_nlink, known.st_nlink);
    EXPECT_EQ(seen.st_mode, known.st_mode);
}

void RandomChanges::remove() {
    const std::string at = name();
    const bool folder = random_.chance(0.4);
    const auto gone = [&](const fs::path& top) {
        const std::string path = top / at;
        return ask([&] { return folder ? ::rmdir(path.c_str()) : ::unlink(path.c_str()); });
    };
    const Answer mine = gone(mounted_);
    ASSERT_EQ(mine, gone(plain_)) << "remove " << at;
    if (mine.error == 0) model.live.erase(at);
}

void RandomChanges::rename() {
    const std::string from = name();
    const std::string to = name();
    const bool link = model.live.contains(from) && model.live.at(from)->type == 'l';
    if (link && to.find('/') != std::string::npos) return;
    const auto move = [&](const fs::path& top) {
        return ask([&] { return ::rename((top / from).c_str(), (top / to).c_str()); });
    };
    const Answer mine = move(mounted_);
    ASSERT_EQ(mine, move(plain_)) << "rename " << from << " to " << to;
    if (mine.error == 0 && from != to) model.rename(from, to);
}

void RandomChanges::folder() {
    const std::string at = name();
    const auto make = [&](const fs::path& top) {
        return ask([&] { return ::mkdir((top / at).c_str(), 0750); });
    };
    const Answer mine = make(mounted_);
    ASSERT_EQ(mine, make(plain_)) << "mkdir " << at;
    if (mine.error == 0) model.make(at, 'd', 0750);
}

/// Symbolic links stand at the top and lead to one file there, which has no other way to be made.
void RandomChanges::link() {
    const std::string from = name();
    const std::string to = name();
    const bool symbolic = random_.chance(0.3);
    const auto make = [&](const fs::path& top) {
        return ask([&] {
            if (symbolic) return ::symlink("target", (top / to).c_str());
            return ::link((top / from).c_str(), (top / to).c_str());
        });
    };
    if (symbolic && to.find('/') != std::string::npos) return;
    if (!symbolic && model.live.contains(from) && model.live.at(from)->type == 'l') return;
    const Answer mine = make(mounted_);
    ASSERT_EQ(mine, make(plain_)) << "link " << from << " as " << to;
    if (mine.error != 0) return;
    if (symbolic)
        model.make(to, 'l', 0777)->live = "target";
    else
        model.live[to] = model.live.at(from);
    if (symbolic) model.live[to]->durable = "target";
}

void RandomChanges::mode() {
    const std::string at = name();
    if (model.live.contains(at) && model.live.at(at)->type == 'l') return;
    const unsigned mode = random_.chance(0.5) ? 0700 : 0751;
    const auto change = [&](const fs::path& top) {
        return ask([&] { return ::chmod((top / at).c_str(), mode); });
    };
    const Answer mine = change(mounted_);
    ASSERT_EQ(mine, change(plain_)) << "chmod " << at;
    if (mine.error == 0) model.live.at(at)->mode = mode;
}

void RandomChanges::sync() {
    OpenFile* file = any_open();
    if (file == nullptr || !random_.chance(0.5)) return;
    ASSERT_EQ(random_.chance(0.5) ? ::fsync(file->mounted) : ::fdatasync(file->mounted), 0);
    model.sync(file->file.get());
}

void RandomChanges::sync_folder() {
    if (!random_.chance(0.3)) return;
    const int folder = ::open(mounted_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ASSERT_GE(folder, 0);
    ASSERT_EQ(::fsync(folder), 0);
    ::close(folder);
    model.sync(nullptr);
}

void RandomChanges::compare() {
    ASSERT_EQ(shown(mounted_), shown(plain_));
    ASSERT_EQ(shown(mounted_), shown(model.live));
}

void RandomChanges::lose_power() {
    model.lose_power();
    for (const auto& entry : fs::directory_iterator(plain_))
        fs::remove_all(entry.path());
    std::set<ModelFile*> done;
    std::map<ModelFile*, fs::path> first;
    for (const auto& [name, file] : model.live) {
        const fs::path at = plain_ / name;
        if (file->type == 'l') {
            fs::create_symlink(file->live, at);
            continue;
        }
        if (file->type == 'd') fs::create_directory(at);
        if (file->type == 'f' && first.contains(file.get())) {
            fs::create_hard_link(first.at(file.get()), at);
            continue;
        }
        if (file->type == 'f') std::ofstream(at, std::ios::binary) << file->live;
        first[file.get()] = at;
        ::chmod(at.c_str(), file->mode);
    }
}

}  // namespace ordeal::nemesis
