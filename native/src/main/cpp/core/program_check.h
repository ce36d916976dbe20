#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace etjni {

/**
 * Throws Failure unless a file is a program that the runtime can load and run without harm.
 *
 * The runtime verifies that a program's tables lie within the file. It trusts what they say: that indices exist, that
 * sizes are those of the data, that a delegate's graph computes tensors of the size that it is given memory for. A
 * damaged file breaks that trust with wild reads and writes, so everything that ends in an address or a size is checked
 * here first: the layout of the file, then the plan of each method, then the graphs of XNNPACK. The contents of weights
 * are not checked: any value computes.
 */
void check_program(const uint8_t* data, size_t size, const std::string& path);

/** The full names of the operators that a method of a checked program calls, e.g. aten::add.out. */
std::vector<std::string> operators_of(const uint8_t* data, size_t size, const std::string& method);

}  // namespace etjni
