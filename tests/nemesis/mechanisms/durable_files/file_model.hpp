// The oracle of durability: the folder as it is and as it would be after a loss of power, kept as
// two copies, with no idea of how the real one goes back. A sync copies from one to the other.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace ordeal::nemesis {

struct ModelFile {
    char type = 'f';  // 'f' file, 'd' folder, 'l' link
    std::string live;
    std::string durable;
    unsigned mode = 0;
    unsigned durable_mode = 0;
};

using ModelNames = std::map<std::string, std::shared_ptr<ModelFile>>;

class FileModel {
  public:
    ModelNames live;
    ModelNames durable;

    std::shared_ptr<ModelFile> make(const std::string& name, char type, unsigned mode) {
        auto file = std::make_shared<ModelFile>();
        file->type = type;
        file->mode = mode;
        live[name] = file;
        return file;
    }

    static void write(ModelFile& file, std::uint64_t offset, const std::string& bytes) {
        if (file.live.size() < offset + bytes.size()) file.live.resize(offset + bytes.size());
        file.live.replace(offset, bytes.size(), bytes);
    }

    void rename(const std::string& from, const std::string& to) {
        if (live.at(from) == (live.contains(to) ? live.at(to) : nullptr)) return;
        ModelNames renamed;
        for (const auto& [name, file] : live) {
            if (name == to) continue;
            const bool below = name == from || name.starts_with(from + "/");
            renamed[below ? to + name.substr(from.size()) : name] = file;
        }
        live = renamed;
    }

    /// The fsync of a file (its data and all names) or of a folder (all names).
    void sync(ModelFile* file) {
        if (file != nullptr) file->durable = file->live;
        durable = live;
        for (const auto& [name, each] : live)
            each->durable_mode = each->mode;
    }

    void lose_power() {
        live = durable;
        for (const auto& [name, each] : live) {
            each->live = each->durable;
            each->mode = each->durable_mode;
        }
    }
};

}  // namespace ordeal::nemesis
