#pragma once

#include <string>
#include <vector>

namespace etjni {

/**
 * Takes over the runtime's log and its way to give up. To be called before anything else of the runtime; harmless when
 * repeated.
 *
 * Lines go to a ring of the most recent ones and to the calling thread's LogScope, nowhere else.
 */
void install_platform();

/** The most recent lines of all threads, oldest first. */
std::vector<std::string> recent_log();

/**
 * Collects what the runtime logs on this thread while the scope lives, and turns its fatal checks into RuntimeAbort.
 * Scopes nest; the innermost collects.
 */
class LogScope {
 public:
  LogScope() noexcept;
  ~LogScope();
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;

  void add(const std::string& line);
  const std::vector<std::string>& lines() const noexcept { return lines_; }

 private:
  LogScope* outer_;
  std::vector<std::string> lines_;
};

/**
 * A fatal check of the runtime failed on a thread with a LogScope. The method that ran is in an unknown state and must
 * not be used again. Without a scope, as on the runtime's own threads, the process aborts.
 */
struct RuntimeAbort {
  std::string check;
};

}  // namespace etjni
