#include "nemesis/mechanisms/clock/clock_patch.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include <elf.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/clock/clock_code.hpp"
#include "nemesis/mechanisms/clock/clock_page.hpp"

namespace ordeal::nemesis {

using core::Result;

namespace {

/// The page with the code, and behind it those that the node shares with us.
Result<std::uint64_t> map_pages(Tracee& program, int page) {
    const auto all =
        program.call("mmap", SYS_mmap,
                     {0, clock_code_page_bytes + clock_page_bytes, PROT_READ | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, ~std::uint64_t{0}, 0});
    if (!all) return all;
    const auto shared = program.call("mmap", SYS_mmap,
                                     {*all + clock_code_page_bytes, clock_page_bytes, PROT_READ,
                                      MAP_SHARED | MAP_FIXED, static_cast<std::uint64_t>(page), 0});
    if (!shared) return shared;
    return all;
}

std::uint64_t original(const VdsoImage& image, std::uint64_t vdso, std::string_view name) {
    const auto symbols = image.symbols_of(name);
    return symbols.empty() ? 0 : vdso + symbols.front().value;
}

Result<void> write_code(const Tracee& program, std::uint64_t page, std::uint64_t vdso,
                        const VdsoImage& image) {
    const auto code = clock_code();
    CHECK(clock_code_at + code.size() <= clock_code_page_bytes);
    const ClockCodeHeader header{original(image, vdso, "clock_gettime"),
                                 original(image, vdso, "gettimeofday")};
    if (auto done = program.write(page, std::as_bytes(std::span(&header, 1))); !done) return done;
    return program.write(page + clock_code_at, code);
}

/// What programs will find under these names. Error: another image than ours.
Result<void> redirect(const Tracee& program, std::uint64_t vdso, const VdsoSymbol& symbol,
                      std::uint64_t target) {
    const auto before = program.read(vdso + symbol.value_at);
    if (!before) return tl::unexpected(before.error());
    if (*before != symbol.value)
        return core::fail("the program's vDSO is not the machine's: {} is elsewhere", symbol.name);
    const std::uint64_t value = target - vdso;
    return program.write(vdso + symbol.value_at, std::as_bytes(std::span(&value, 1)));
}

}  // namespace

Result<std::uint64_t> vdso_address(pid_t process) {
    const std::string path = fmt::format("/proc/{}/auxv", process);
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
    if (!file) return core::fail("cannot read {}: {}", path, core::errno_text());
    Elf64_auxv_t entry{};
    while (std::fread(&entry, sizeof entry, 1, file.get()) == 1)
        if (entry.a_type == AT_SYSINFO_EHDR) return entry.a_un.a_val;
    return core::fail("the program has no vDSO of a 64-bit process");
}

Result<void> patch_clock(Tracee& program, std::uint64_t vdso, const VdsoImage& image, int page) {
    const auto pages = map_pages(program, page);
    const auto closed =
        program.call("close", SYS_close, {static_cast<std::uint64_t>(page), 0, 0, 0, 0, 0});
    if (!pages) return tl::unexpected(pages.error());
    if (!closed) return tl::unexpected(closed.error());
    if (auto written = write_code(program, *pages, vdso, image); !written) return written;
    for (const ClockEntry& entry : clock_entries())
        for (const VdsoSymbol& symbol : image.symbols_of(entry.name))
            if (auto done = redirect(program, vdso, symbol, *pages + entry.offset); !done)
                return done;
    return {};
}

}  // namespace ordeal::nemesis
