#include "core/process.h"

#include <dlfcn.h>
#include <executorch/runtime/backend/interface.h>
#include <executorch/runtime/kernel/operator_registry.h>

#include <cstdint>
#include <mutex>
#include <set>

#include "core/failure.h"

// The runtime exports its thread pool but ships no header for it.
namespace executorch::extension::threadpool {
class ThreadPool {
 public:
  bool _unsafe_reset_threadpool(uint32_t threads);
  size_t get_thread_count() const;
};
ThreadPool* get_threadpool();
}  // namespace executorch::extension::threadpool

namespace etjni {

void require_threads(int threads) {
  static std::mutex mutex;
  static size_t chosen = 0;
  const std::lock_guard<std::mutex> lock(mutex);

  auto* pool = executorch::extension::threadpool::get_threadpool();
  if (pool == nullptr) {
    // Its CPU detection reads /proc/cpuinfo, which a sandbox may hide.
    throw Failure(Error::NotSupported,
                  "The runtime cannot create its thread pool; make /proc/cpuinfo readable for this process");
  }
  const auto wanted = static_cast<size_t>(threads);
  if (chosen == 0) {
    if (wanted != 0 && wanted != pool->get_thread_count() &&
        !pool->_unsafe_reset_threadpool(static_cast<uint32_t>(threads))) {
      throw Failure(Error::OutOfResources, "The runtime cannot start " + std::to_string(threads) + " threads");
    }
    chosen = pool->get_thread_count();
  } else if (wanted != 0 && wanted != chosen) {
    throw Failure(Error::InvalidState, "This process computes on " + std::to_string(chosen) +
                                           " threads since its first program; ask for that number or 0, not " +
                                           std::to_string(threads));
  }
}

std::vector<std::string> registered_operators() {
  std::set<std::string> names;
  for (const auto& kernel : executorch::runtime::get_registered_kernels()) {
    names.insert(kernel.name_);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> registered_backends() {
  std::set<std::string> names;
  for (size_t i = 0; i < executorch::runtime::get_num_registered_backends(); ++i) {
    const auto name = executorch::runtime::get_backend_name(i);
    if (name.ok()) {
      names.insert(*name);
    }
  }
  return {names.begin(), names.end()};
}

std::optional<std::string> open_library(const std::string& path) {
  const std::string name = path.substr(path.find_last_of('/') + 1);
  if (void* loaded = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_NOLOAD); loaded != nullptr) {
    ::dlclose(loaded);
    return std::nullopt;
  }
  if (::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) {
    const char* reason = ::dlerror();
    return reason == nullptr ? "unknown reason" : reason;
  }
  return std::nullopt;
}

}  // namespace etjni
