#include "nemesis/mechanisms/clock/vdso_image.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include <elf.h>
#include <sys/auxv.h>

namespace ordeal::nemesis {

namespace {

using core::Result;
using Bytes = std::span<const std::byte>;

/// The structure at a place of the image. Error: the image ends before it does.
template <typename T>
Result<T> at(Bytes image, std::uint64_t place) {
    if (place > image.size() || image.size() - place < sizeof(T))
        return core::fail("the vDSO ends before offset {}", place + sizeof(T));
    T value;
    std::memcpy(&value, image.data() + place, sizeof value);
    return value;
}

Result<Elf64_Ehdr> read_header(Bytes image) {
    auto header = at<Elf64_Ehdr>(image, 0);
    if (!header) return header;
    if (std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64)
        return core::fail("the vDSO is not a 64-bit ELF image");
    return header;
}

/// What the dynamic section says: tag to value.
Result<std::map<std::int64_t, std::uint64_t>> dynamic_values(Bytes image,
                                                             const Elf64_Ehdr& header) {
    std::map<std::int64_t, std::uint64_t> values;
    for (unsigned i = 0; i < header.e_phnum; ++i) {
        const auto part = at<Elf64_Phdr>(image, header.e_phoff + i * sizeof(Elf64_Phdr));
        if (!part) return tl::unexpected(part.error());
        if (part->p_type != PT_DYNAMIC) continue;
        for (std::uint64_t place = part->p_vaddr;; place += sizeof(Elf64_Dyn)) {
            const auto entry = at<Elf64_Dyn>(image, place);
            if (!entry) return tl::unexpected(entry.error());
            if (entry->d_tag == DT_NULL) return values;
            values[entry->d_tag] = entry->d_un.d_ptr;
        }
    }
    return core::fail("the vDSO has no dynamic section");
}

Result<std::string> name_at(Bytes image, std::uint64_t place) {
    std::string name;
    for (;; ++place) {
        const auto letter = at<char>(image, place);
        if (!letter) return tl::unexpected(letter.error());
        if (*letter == '\0') return name;
        name += *letter;
    }
}

/// The linker puts the names right behind the symbols, which says how many of these there are.
Result<std::vector<VdsoSymbol>> read_functions(Bytes image, std::uint64_t symbols,
                                               std::uint64_t names) {
    std::vector<VdsoSymbol> functions;
    for (std::uint64_t place = symbols; place + sizeof(Elf64_Sym) <= names;
         place += sizeof(Elf64_Sym)) {
        const auto symbol = at<Elf64_Sym>(image, place);
        if (!symbol) return tl::unexpected(symbol.error());
        if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_value == 0) continue;
        const auto name = name_at(image, names + symbol->st_name);
        if (!name) return tl::unexpected(name.error());
        functions.push_back({*name, place + offsetof(Elf64_Sym, st_value), symbol->st_value});
    }
    return functions;
}

/// How far the image reaches in memory: its loaded part, in whole pages.
Result<std::size_t> loaded_bytes(const std::byte* image) {
    const Bytes first(image, 4096);
    const auto header = read_header(first);
    if (!header) return tl::unexpected(header.error());
    std::uint64_t end = 0;
    for (unsigned i = 0; i < header->e_phnum; ++i) {
        const auto part = at<Elf64_Phdr>(first, header->e_phoff + i * sizeof(Elf64_Phdr));
        if (!part) return tl::unexpected(part.error());
        if (part->p_type == PT_LOAD) end = std::max(end, part->p_vaddr + part->p_memsz);
    }
    return static_cast<std::size_t>(end);
}

}  // namespace

std::vector<VdsoSymbol> VdsoImage::symbols_of(std::string_view name) const {
    std::vector<VdsoSymbol> found;
    for (const VdsoSymbol& symbol : functions)
        if (symbol.name == name || symbol.name == fmt::format("__vdso_{}", name))
            found.push_back(symbol);
    return found;
}

Result<VdsoImage> read_vdso(Bytes bytes) {
    const auto header = read_header(bytes);
    if (!header) return tl::unexpected(header.error());
    const auto values = dynamic_values(bytes, *header);
    if (!values) return tl::unexpected(values.error());
    if (!values->contains(DT_SYMTAB) || !values->contains(DT_STRTAB))
        return core::fail("the vDSO has no symbol table");
    auto functions = read_functions(bytes, values->at(DT_SYMTAB), values->at(DT_STRTAB));
    if (!functions) return tl::unexpected(functions.error());
    VdsoImage image{std::move(*functions), 0};
    if (image.symbols_of("clock_gettime").empty())
        return core::fail("the vDSO has no function clock_gettime");
    constexpr std::array instruction{std::byte{0x0f}, std::byte{0x05}};
    const auto found = std::ranges::search(bytes, instruction);
    if (found.empty()) return core::fail("the vDSO makes no system call");
    image.system_call = static_cast<std::uint64_t>(found.begin() - bytes.begin());
    return image;
}

Result<VdsoImage> machine_vdso() {
#if defined(__x86_64__)
    const auto* const image = reinterpret_cast<const std::byte*>(::getauxval(AT_SYSINFO_EHDR));
    if (image == nullptr)
        return core::fail("the kernel gives programs no vDSO (was it started with vdso=0?)");
    const auto size = loaded_bytes(image);
    if (!size) return tl::unexpected(size.error());
    return read_vdso({image, *size});
#else
    return core::fail("clocks can be skewed on x86-64 only");
#endif
}

}  // namespace ordeal::nemesis
