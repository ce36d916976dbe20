#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/program_layout.h"

namespace etjni {

// Fields of the tables, by their order in ExecuTorch's schema/program.fbs.
namespace plan_field {
enum : unsigned {
  kName,
  kContainer,
  kValues,
  kInputs,
  kOutputs,
  kChains,
  kOperators,
  kDelegates,
  kAreaSizes,
};
}
enum class Kind : uint8_t {
  kNull = 1,
  kInt,
  kBool,
  kDouble,
  kTensor,
  kString,
  kIntList,
  kDoubleList,
  kBoolList,
  kTensorList,
  kOptionalTensorList,
};

/** A tensor of a plan, as far as its memory is concerned. */
struct PlanTensor {
  int8_t dtype;
  std::vector<int64_t> sizes;
  std::vector<uint8_t> dim_order;
  uint64_t bytes;
};

/** What is known of a value when the whole plan has been read. */
struct PlanValue {
  Kind kind;
  std::optional<PlanTensor> tensor;
  bool constant = false;
  bool has_memory = false;
};

/** The values of a plan, and the memory that it plans for them. */
class PlanValues {
 public:
  /** Does not own the layout, which must outlive it. */
  PlanValues(const flatbuffer::Table& plan, const ProgramLayout& layout) : plan_(plan), layout_(layout) {}

  /** Reads and checks them all; call it once, first. Throws flatbuffer::Malformed, as the functions below. */
  void read();

  const PlanValue& at(int64_t index) const;

  /** Notes that something else than the plan provides the memory of a value. */
  void give_memory(int64_t index);

 private:
  void read_areas();
  void read_values();
  void check_areas() const;
  void read_value(const flatbuffer::Table& content, PlanValue& value);
  void read_tensor(const flatbuffer::Table& content, PlanValue& value);
  void place(const flatbuffer::Table& allocation, uint64_t bytes);

  flatbuffer::Table plan_;
  const ProgramLayout& layout_;
  std::vector<uint64_t> areas_;
  std::vector<uint64_t> used_;
  std::vector<PlanValue> values_;
  std::vector<int64_t> int_list_items_;
};

}  // namespace etjni
