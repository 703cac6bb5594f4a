// Expected failures as values. A function that can fail in a way that a user can mend returns
// Result<T>; its Error names the place (file, line, path) and the remedy in one message.
#pragma once

#include <string>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>

namespace ordeal::core {

/// What went wrong, in words for the person who can mend it.
struct Error {
    std::string message;

    friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// An error made with fmt's format syntax: `return core::fail("no file {}", path);`
template <typename... Args>
tl::unexpected<Error> fail(fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected(Error{fmt::format(format, std::forward<Args>(args)...)});
}

/// The message of the calling thread's errno, e.g. "Permission denied".
std::string errno_text();
std::string errno_text(int number);

}  // namespace ordeal::core
