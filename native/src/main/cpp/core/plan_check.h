#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/program_layout.h"

namespace etjni {

/** A tensor of a plan, as far as its memory is concerned. */
struct PlanTensor {
  int8_t dtype;
  std::vector<int64_t> sizes;
  std::vector<uint8_t> dim_order;
  uint64_t bytes;
};

/** Throws flatbuffer::Malformed unless the runtime can load and run a method's plan without harm. */
void check_plan(const flatbuffer::Table& plan, const ProgramLayout& layout);

/** A plan's method, and the full names of the operators that it calls. Throw as check_plan. */
std::string plan_name(const flatbuffer::Table& plan);
std::vector<std::string> plan_operators(const flatbuffer::Table& plan);

}  // namespace etjni
