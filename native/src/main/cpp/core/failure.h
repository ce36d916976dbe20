#pragma once

#include <executorch/runtime/core/error.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace etjni {

using executorch::runtime::Error;

/**
 * A failure to tell the caller: the runtime's code, and one sentence that says what, where and what to do.
 *
 * Thrown within the core and caught by its callers; it never crosses a frame of the runtime.
 */
class Failure : public std::runtime_error {
 public:
  Failure(Error code, const std::string& message) : std::runtime_error(message), code_(code) {}

  Error code() const noexcept { return code_; }

 private:
  Error code_;
};

/** Puts text from outside between quotes for a message. */
inline std::string quoted(const std::string& text) { return '"' + text + '"'; }

}  // namespace etjni
