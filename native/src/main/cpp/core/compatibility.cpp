#include <exception>

// GCC 14 calls this function where an exception leaves a noexcept function, and libstdc++ has it since GCC 14 only.
// With a definition in the library itself, it runs with the libstdc++ of older systems wherever it is built.
extern "C" [[noreturn]] void __cxa_call_terminate(void* /*exception*/) noexcept {  // NOLINT: the compiler's name.
  std::terminate();
}
