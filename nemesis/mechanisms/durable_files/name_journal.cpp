#include "nemesis/mechanisms/durable_files/name_journal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/result.hpp"

namespace ordeal::nemesis {

namespace {

int outcome(int returned) {
    return returned == 0 ? 0 : -errno;
}

/// As a person knows it: a path without what leads to the folder is not to be had from here.
std::string place_of(const FileNode& node) {
    std::array<char, PATH_MAX> text{};
    const ssize_t size = ::readlink(node.link().c_str(), text.data(), text.size());
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

bool is_empty_folder(const NameJournal::Name& name) {
    const int fd = ::openat(name.fd(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(fd < 0 ? nullptr : ::fdopendir(fd),
                                                     &::closedir);
    if (!folder) return false;
    while (const dirent* entry = ::readdir(folder.get()))
        if (const std::string_view text = entry->d_name; text != "." && text != "..") return false;
    return true;
}

}  // namespace

void NameJournal::note(Record record) {
    const std::uint64_t number = first_ + records_.size();
    if (record.kind == Kind::create && record.node->born == 0) record.node->born = number;
    if (record.node) record.node->last_change = number;
    if (record.replaced) record.replaced->last_change = number;
    records_.push_back(std::move(record));
}

std::string NameJournal::attic_name() {
    return std::to_string(next_attic_++);
}

int NameJournal::move_to_attic(const Name& name, const FilePointer& node, std::string& attic) {
    attic = attic_name();
    const int moved = outcome(::renameat(name.fd(), name.c_str(), attic_, attic.c_str()));
    if (moved == 0) ++node->hidden_links;
    return moved;
}

void NameJournal::created(const Name& name, const FilePointer& node) {
    note({.kind = Kind::create, .name = name, .node = node});
}

/// Whether its creation is all that the journal knows of it: then file and creation go together.
bool NameJournal::born_here(const FilePointer& node) const {
    return node->born >= first_ && node->born == node->last_change;
}

int NameJournal::unlink(const Name& name, const FilePointer& node) {
    struct stat facts{};
    const bool alone =
        ::fstatat(node->path.get(), "", &facts, AT_EMPTY_PATH) == 0 && facts.st_nlink == 1;
    if (alone && born_here(node)) {
        const int removed = outcome(::unlinkat(name.fd(), name.c_str(), 0));
        if (removed != 0) return removed;
        records_[node->born - first_].kind = Kind::nothing;
        node->forgotten = true;
        return 0;
    }
    Record record{.kind = Kind::remove, .name = name, .node = node};
    if (const int moved = move_to_attic(name, node, record.attic); moved != 0) return moved;
    note(std::move(record));
    return 0;
}

int NameJournal::rmdir(const Name& name, const FilePointer& node) {
    if (!is_empty_folder(name)) return -ENOTEMPTY;
    Record record{.kind = Kind::remove, .name = name, .node = node};
    if (const int moved = move_to_attic(name, node, record.attic); moved != 0) return moved;
    note(std::move(record));
    return 0;
}

int NameJournal::rename(const Name& from, const Name& to, const FilePointer& moved,
                        const FilePointer& replaced, unsigned flags) {
    if (moved == replaced) return 0;  // two names of one file: POSIX leaves both
    Record record{.kind = Kind::rename, .name = from, .to = to, .node = moved};
    const bool exchange = (flags & RENAME_EXCHANGE) != 0;
    if (exchange) record.kind = Kind::exchange;
    const bool folder = replaced && S_ISDIR(replaced->type);
    if (replaced && !exchange) {
        if ((flags & RENAME_NOREPLACE) != 0) return -EEXIST;
        if (folder && !is_empty_folder(to)) return -ENOTEMPTY;
        record.attic = attic_name();
        const int kept = folder ? ::renameat(to.fd(), to.c_str(), attic_, record.attic.c_str())
                                : ::linkat(to.fd(), to.c_str(), attic_, record.attic.c_str(), 0);
        if (kept != 0) return -errno;
        ++replaced->hidden_links;
    }
    record.replaced = replaced;
    const int done = outcome(::renameat2(from.fd(), from.c_str(), to.fd(), to.c_str(), flags));
    if (done == 0) {
        note(std::move(record));
    } else if (!record.attic.empty()) {
        if (folder) ::renameat(attic_, record.attic.c_str(), to.fd(), to.c_str());
        if (!folder) ::unlinkat(attic_, record.attic.c_str(), 0);
        --replaced->hidden_links;
    }
    return done;
}

void NameJournal::changing(const FilePointer& node) {
    struct stat facts{};
    if (::fstatat(node->path.get(), "", &facts, AT_EMPTY_PATH) != 0) return;
    note({.kind = Kind::attributes,
          .node = node,
          .mode = facts.st_mode & 07777,
          .user = facts.st_uid,
          .group = facts.st_gid});
}

void NameJournal::drop(const Record& record) const {
    if (record.attic.empty()) return;
    const FilePointer& node = record.replaced ? record.replaced : record.node;
    --node->hidden_links;
    ::unlinkat(attic_, record.attic.c_str(), S_ISDIR(node->type) ? AT_REMOVEDIR : 0);
    struct stat facts{};
    if (::fstatat(node->path.get(), "", &facts, AT_EMPTY_PATH) == 0 && facts.st_nlink == 0)
        node->forgotten = true;
}

void NameJournal::commit() {
    for (const Record& record : records_)
        drop(record);
    first_ += records_.size();
    records_.clear();
}

std::vector<std::string> NameJournal::undo(std::size_t count, std::vector<NameLoss>& losses,
                                           const std::function<void(const FilePointer&)>& gone) {
    std::vector<std::string> wrong;
    for (std::size_t done = 0; done < count && !records_.empty(); ++done) {
        const Record& record = records_.back();
        if (const int failed = undo(record, losses, gone); failed != 0)
            wrong.push_back(fmt::format("{}: {}", record.name.text, core::errno_text(-failed)));
        records_.pop_back();
    }
    commit();
    return wrong;
}

int NameJournal::undo(const Record& record, std::vector<NameLoss>& losses,
                      const std::function<void(const FilePointer&)>& gone) {
    const auto lost = [&](const char* what) {
        losses.push_back({place_of(*record.node), what, 0});
    };
    switch (record.kind) {
        case Kind::nothing:
            return 0;
        case Kind::create:
            return undo_create(record, losses, gone);
        case Kind::remove: {
            const int back = bring_back(record, record.name, record.node);
            lost("removed");
            return back;
        }
        case Kind::rename:
        case Kind::exchange:
            lost("renamed");
            return undo_rename(record);
        case Kind::attributes:
            lost("changed");
            if (::fchownat(record.node->path.get(), "", record.user, record.group, AT_EMPTY_PATH) !=
                0)
                return -errno;
            return outcome(::chmod(record.node->link().c_str(), record.mode));
    }
    return 0;
}

int NameJournal::undo_create(const Record& record, std::vector<NameLoss>& losses,
                             const std::function<void(const FilePointer&)>& gone) const {
    struct stat facts{};
    ::fstatat(record.node->path.get(), "", &facts, AT_EMPTY_PATH);
    const bool file = S_ISREG(facts.st_mode) && facts.st_nlink == 1;
    losses.push_back(
        {place_of(*record.node), "created", file ? static_cast<std::uint64_t>(facts.st_size) : 0});
    if (facts.st_nlink == 1) gone(record.node);
    const int how = S_ISDIR(record.node->type) ? AT_REMOVEDIR : 0;
    return outcome(::unlinkat(record.name.fd(), record.name.c_str(), how));
}

int NameJournal::undo_rename(const Record& record) const {
    const bool exchange = record.kind == Kind::exchange;
    const int back = outcome(::renameat2(record.to.fd(), record.to.c_str(), record.name.fd(),
                                         record.name.c_str(), exchange ? RENAME_EXCHANGE : 0));
    if (back != 0 || record.attic.empty()) return back;
    return bring_back(record, record.to, record.replaced);
}

int NameJournal::bring_back(const Record& record, const Name& to, const FilePointer& node) const {
    const int back = outcome(::renameat(attic_, record.attic.c_str(), to.fd(), to.c_str()));
    if (back == 0) --node->hidden_links;
    return back;
}

}  // namespace ordeal::nemesis
