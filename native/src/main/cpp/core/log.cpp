#include "core/log.h"

#include <executorch/runtime/platform/platform.h>
#include <executorch/runtime/platform/runtime.h>

#include <cstdlib>
#include <deque>
#include <mutex>

namespace etjni {
namespace {

constexpr size_t kRecentLines = 256;
constexpr size_t kScopeLines = 64;

struct Ring {
  std::mutex mutex;
  std::deque<std::string> lines;
};

Ring& ring() {
  static Ring instance;
  return instance;
}

thread_local LogScope* current_scope = nullptr;

std::string file_name(const char* path) {
  const std::string name = path == nullptr ? "" : path;
  return name.substr(name.find_last_of('/') + 1);
}

void emit(et_timestamp_t /*timestamp*/, et_pal_log_level_t level, const char* filename, const char* /*function*/,
          size_t line, const char* message, size_t length) {
  const std::string text = std::string(1, static_cast<char>(level)) + ' ' + file_name(filename) + ':' +
                           std::to_string(line) + ' ' + std::string(message, length);
  if (current_scope != nullptr) {
    current_scope->add(text);
  }
  const std::lock_guard<std::mutex> lock(ring().mutex);
  ring().lines.push_back(text);
  if (ring().lines.size() > kRecentLines) {
    ring().lines.pop_front();
  }
}

void give_up() {
  if (current_scope == nullptr) {
    std::abort();
  }
  const auto& lines = current_scope->lines();
  throw RuntimeAbort{lines.empty() ? "no reason logged" : lines.back()};
}

}  // namespace

void install_platform() {
  static std::once_flag once;
  std::call_once(once, [] {
    auto platform = executorch::runtime::PalImpl::create(emit, __FILE__);
    platform.abort = give_up;
    executorch::runtime::register_pal(platform);
    executorch::runtime::runtime_init();
  });
}

std::vector<std::string> recent_log() {
  const std::lock_guard<std::mutex> lock(ring().mutex);
  return {ring().lines.begin(), ring().lines.end()};
}

LogScope::LogScope() noexcept : outer_(current_scope) { current_scope = this; }

LogScope::~LogScope() { current_scope = outer_; }

void LogScope::add(const std::string& line) {
  if (lines_.size() < kScopeLines) {
    lines_.push_back(line);
  }
}

}  // namespace etjni
