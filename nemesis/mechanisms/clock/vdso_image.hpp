// The vDSO: the small library that the kernel maps into every process, through whose functions
// programs of all languages ask for the time without a system call. It is the same for all
// processes of a machine, so ours tells where things are in theirs.
//
// A program finds the functions at its start, by the symbol table of the image. So a function is
// replaced by changing its symbol's value, before the program runs; the original stays whole and
// can be called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::nemesis {

/// Where a symbol's value stands, and what it is. Both count from the beginning of the image.
struct VdsoSymbol {
    std::string name;
    std::uint64_t value_at = 0;
    std::uint64_t value = 0;

    friend bool operator==(const VdsoSymbol&, const VdsoSymbol&) = default;
};

struct VdsoImage {
    std::vector<VdsoSymbol> functions;
    std::uint64_t system_call = 0;  // where an instruction stands that makes a system call

    /// The symbols of a function: "time" and "__vdso_time". Empty: there is none.
    std::vector<VdsoSymbol> symbols_of(std::string_view name) const;
};

/// Reads a 64-bit ELF image, laid out as in memory. Error: it is none that can be patched.
core::Result<VdsoImage> read_vdso(std::span<const std::byte> image);

/// That of this machine. Error: it has none that can be patched, as on machines other than x86-64.
core::Result<VdsoImage> machine_vdso();

}  // namespace ordeal::nemesis
