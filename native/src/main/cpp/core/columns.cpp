#include "core/columns.h"

#include <algorithm>
#include <array>
#include <limits>

// The dynamic linker chooses what the processor can run; the sanitizers are not ready that early.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define ETJNI_FOR_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define ETJNI_FOR_PROCESSOR
#endif

namespace etjni {
namespace {

/** Columns that are looked at together: what is known of them stays in the first cache while the rows go by. */
constexpr size_t kBlock = 512;

/** Rows that are read for one write of what is known, which would take as long as the reading otherwise. */
constexpr size_t kRows = 4;

/** The comparison is false for a NaN; in this order it is one instruction of SSE2. */
float higher(float value, float highest) { return value > highest ? value : highest; }

}  // namespace

ETJNI_FOR_PROCESSOR size_t columns_at_least(const float* matrix, size_t rows, size_t columns, float floor,
                                            int32_t* found) {
  size_t count = 0;
  std::array<float, kBlock> highest{};
  for (size_t first = 0; first < columns; first += kBlock) {
    const size_t width = std::min(kBlock, columns - first);
    std::fill_n(highest.begin(), width, -std::numeric_limits<float>::infinity());
    const float* values = matrix + first;
    size_t row = 0;
    for (; row + kRows <= rows; row += kRows, values += kRows * columns) {
      for (size_t i = 0; i < width; ++i) {
        float known = higher(values[i], highest[i]);
        known = higher(values[columns + i], known);
        known = higher(values[2 * columns + i], known);
        highest[i] = higher(values[3 * columns + i], known);
      }
    }
    for (; row < rows; ++row, values += columns) {
      for (size_t i = 0; i < width; ++i) {
        highest[i] = higher(values[i], highest[i]);
      }
    }
    for (size_t i = 0; i < width; ++i) {
      if (highest[i] >= floor) {
        found[count++] = static_cast<int32_t>(first + i);
      }
    }
  }
  return count;
}

}  // namespace etjni
