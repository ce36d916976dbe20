#pragma once

#include <optional>
#include <string>
#include <vector>

namespace etjni {

/**
 * Sets how many threads compute, for the whole process.
 *
 * The first call decides, with 0 for the runtime's own default, because the backends keep pointers into the pool. Later
 * calls may ask for the same number or 0. Throws Failure on another number, or if the runtime has no thread pool.
 */
void require_threads(int threads);

/** Names of the operators that have kernels, and of the backends; sorted, without duplicates. */
std::vector<std::string> registered_operators();
std::vector<std::string> registered_backends();

/**
 * Opens a library of backends or kernels, which register themselves. One whose name is loaded already is left alone,
 * because the runtime aborts when a kernel is registered twice. Returns the linker's error, or nothing.
 */
std::optional<std::string> open_library(const std::string& path);

}  // namespace etjni
