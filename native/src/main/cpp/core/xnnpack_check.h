#pragma once

#include <vector>

#include "core/plan_values.h"

namespace etjni {

/**
 * Throws flatbuffer::Malformed unless XNNPACK can build a delegate's graph and run it on the tensors that it is called
 * with.
 *
 * XNNPACK computes the shape of every value from those of the inputs and writes the outputs without asking how much
 * memory they have; it reads as many weights as the nodes' parameters say. So the shapes are computed here in the same
 * way and compared with the plan's tensors, and the weights with their bytes.
 *
 * @param calls for each call of the delegate its arguments; null stands for one that is no tensor
 */
void check_xnnpack(flatbuffer::Bytes data, const ProgramLayout& layout,
                   const std::vector<std::vector<const PlanTensor*>>& calls);

}  // namespace etjni
