#include "core/columns.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace etjni {
namespace {

/** Columns that are looked at together: what is known of them stays in the first cache while the rows go by. */
constexpr size_t kBlock = 512;

/** Positive floats order like their bits, and integers compare in SIMD code without the rules for NaN. */
int32_t bits_of(const float& value) {
  int32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

}  // namespace

size_t columns_at_least(const float* matrix, size_t rows, size_t columns, float floor, int32_t* found) {
  const int32_t least = bits_of(floor);
  size_t count = 0;
  std::array<int32_t, kBlock> reached{};
  for (size_t first = 0; first < columns; first += kBlock) {
    const size_t width = std::min(kBlock, columns - first);
    std::fill_n(reached.begin(), width, 0);
    for (size_t row = 0; row < rows; ++row) {
      const float* values = matrix + row * columns + first;
      for (size_t i = 0; i < width; ++i) {
        reached[i] |= static_cast<int32_t>(bits_of(values[i]) >= least);
      }
    }
    for (size_t i = 0; i < width; ++i) {
      if (reached[i] != 0) {
        found[count++] = static_cast<int32_t>(first + i);
      }
    }
  }
  return count;
}

}  // namespace etjni
