#pragma once

#include <string>
#include <vector>

#include "core/program_layout.h"

namespace etjni {

/** Throws flatbuffer::Malformed unless the runtime can load and run a method's plan without harm. */
void check_plan(const flatbuffer::Table& plan, const ProgramLayout& layout);

/** A plan's method, and the full names of the operators that it calls. Throw as check_plan. */
std::string plan_name(const flatbuffer::Table& plan);
std::vector<std::string> plan_operators(const flatbuffer::Table& plan);

}  // namespace etjni
