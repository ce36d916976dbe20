#include "core/program_check.h"

#include "core/failure.h"
#include "core/plan_check.h"
#include "core/program_layout.h"

namespace etjni {

void check_program(const uint8_t* data, size_t size, const std::string& path) {
  const flatbuffer::Bytes file(data, size);
  require_identifier(file, path);
  try {
    const ProgramLayout layout(file);
    for (uint32_t i = 0; i < layout.plans().size(); ++i) {
      check_plan(layout.plans()[i], layout);
    }
  } catch (const flatbuffer::Malformed& reason) {
    throw Failure(Error::InvalidProgram,
                  quoted(path) + " is damaged: it " + reason.what() + "; copy or export it again");
  }
}

std::vector<std::string> operators_of(const uint8_t* data, size_t size, const std::string& method) {
  const ProgramLayout layout(flatbuffer::Bytes(data, size));
  for (uint32_t i = 0; i < layout.plans().size(); ++i) {
    if (plan_name(layout.plans()[i]) == method) {
      return plan_operators(layout.plans()[i]);
    }
  }
  return {};
}

}  // namespace etjni
