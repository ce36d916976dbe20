#pragma once

#include <cstddef>
#include <cstdint>

namespace etjni {

/**
 * Finds the columns of a matrix [rows, columns] of 32-bit floats, dense and row-major, that hold a value of at least
 * floor, which is a finite number. A NaN is no such value.
 *
 * Writes their indices to found, lowest first, which has room for all columns, and returns how many there are.
 */
size_t columns_at_least(const float* matrix, size_t rows, size_t columns, float floor, int32_t* found);

}  // namespace etjni
