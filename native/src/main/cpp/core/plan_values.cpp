#include "core/plan_values.h"

#include <executorch/runtime/core/exec_aten/util/scalar_type_util.h>
#include <executorch/runtime/core/exec_aten/util/tensor_dimension_limit.h>

#include <algorithm>
#include <utility>

namespace etjni {
namespace {

using executorch::aten::ScalarType;
using flatbuffer::require;
using flatbuffer::Table;

// Fields of the table, by their order in ExecuTorch's schema/program.fbs.
namespace tensor_field {
enum : unsigned {
  kDtype,
  kStorageOffset,
  kSizes,
  kDimOrder,
  kRequiresGrad,
  kDataIndex,
  kAllocation,
  kLayout,
  kDynamism,
  kExtra,
};
}

// A plan may ask for more memory than its tensors use, but not wildly more: it is set to zero, and so made real.
constexpr uint64_t kSpareArea = 16U << 20U;
constexpr uint64_t kSpareFactor = 4;

}  // namespace

void PlanValues::read() {
  read_areas();
  read_values();
  check_areas();
}

void PlanValues::read_areas() {
  const auto sizes = plan_.numbers<int64_t>(plan_field::kAreaSizes);
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    require(sizes[i] >= 0, "plans memory of a negative size");
    areas_.push_back(static_cast<uint64_t>(sizes[i]));
  }
  used_.resize(areas_.size());
}

void PlanValues::check_areas() const {
  for (size_t i = 0; i < areas_.size(); ++i) {
    require(areas_[i] / kSpareFactor <= used_[i] + kSpareArea / kSpareFactor, "plans more memory than its tensors use");
  }
}

void PlanValues::read_values() {
  const auto values = plan_.tables(plan_field::kValues);
  for (uint32_t i = 0; i < values.size(); ++i) {
    const auto kind = values[i].number<uint8_t>(0);
    require(kind >= static_cast<uint8_t>(Kind::kNull) && kind <= static_cast<uint8_t>(Kind::kOptionalTensorList),
            "has a value of an unknown kind");
    values_.push_back({static_cast<Kind>(kind), std::nullopt});
    if (values_.back().kind != Kind::kNull) {
      read_value(values[i].required_table(1, "has a value without content"), values_.back());
    }
  }
  // The numbers of a list may come after it.
  for (const auto index : int_list_items_) {
    require(at(index).kind == Kind::kInt, "has a list of ints with something else in it");
  }
}

void PlanValues::read_value(const Table& content, PlanValue& value) {
  switch (value.kind) {
    case Kind::kTensor:
      read_tensor(content, value);
      break;
    case Kind::kString:
      content.required_text(0, "has a text without content");
      break;
    case Kind::kIntList: {
      require(content.has(0), "has a list without content");
      const auto items = content.numbers<int64_t>(0);
      for (uint32_t i = 0; i < items.size(); ++i) {
        int_list_items_.push_back(items[i]);
      }
      break;
    }
    case Kind::kDoubleList:
      require(content.has(0), "has a list without content");
      content.numbers<double>(0);
      break;
    case Kind::kBoolList:
      require(content.has(0), "has a list without content");
      content.numbers<uint8_t>(0);
      break;
    case Kind::kTensorList:
    case Kind::kOptionalTensorList: {
      require(content.has(0), "has a list without content");
      const auto items = content.numbers<int32_t>(0);
      const auto before = static_cast<int64_t>(values_.size()) - 1;
      for (uint32_t i = 0; i < items.size(); ++i) {
        if (value.kind == Kind::kOptionalTensorList && items[i] == -1) {
          continue;
        }
        require(items[i] >= 0 && items[i] < before, "has a list of tensors with something else in it");
        const Kind item = values_[static_cast<size_t>(items[i])].kind;
        require(item == Kind::kTensor || (item == Kind::kNull && value.kind == Kind::kOptionalTensorList),
                "has a list of tensors with something else in it");
      }
      break;
    }
    default:
      break;
  }
}

void PlanValues::read_tensor(const Table& content, PlanValue& value) {
  const auto dtype = static_cast<ScalarType>(content.number<int8_t>(tensor_field::kDtype));
  require(executorch::runtime::isValid(dtype), "has a tensor of an unknown type");
  const auto sizes = content.numbers<int32_t>(tensor_field::kSizes);
  const auto dim_order = content.numbers<uint8_t>(tensor_field::kDimOrder);
  require(sizes.size() <= executorch::runtime::kTensorDimensionLimit && sizes.size() == dim_order.size() &&
              content.has(tensor_field::kSizes) && content.has(tensor_field::kDimOrder),
          "has a tensor without a shape");

  PlanTensor tensor{static_cast<int8_t>(dtype), {}, {}, executorch::runtime::elementSize(dtype)};
  std::vector<bool> seen(sizes.size());
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    require(sizes[i] >= 0, "has a tensor of a negative size");
    require(!__builtin_mul_overflow(tensor.bytes, static_cast<uint64_t>(sizes[i]), &tensor.bytes) &&
                tensor.bytes <= INT64_MAX,
            "has a tensor too big to count");
    require(dim_order[i] < sizes.size() && !seen[dim_order[i]], "has a tensor in an impossible memory order");
    seen[dim_order[i]] = true;
    tensor.sizes.push_back(sizes[i]);
    tensor.dim_order.push_back(dim_order[i]);
  }

  const auto data_index = content.number<uint32_t>(tensor_field::kDataIndex);
  const auto extra = content.table(tensor_field::kExtra);
  const bool external = extra && extra->number<int8_t>(2) == 1;
  if (const auto allocation = content.table(tensor_field::kAllocation)) {
    place(*allocation, tensor.bytes);
    if (data_index > 0 && !external) {
      layout_.require_initial(0, data_index, tensor.bytes);
    }
    value.has_memory = true;
  } else if (external) {
    extra->required_text(1, "has an external tensor without a name");
    value.constant = true;
  } else if (data_index > 0) {
    layout_.require_constant(data_index, tensor.bytes);
    value.constant = true;
  }
  value.tensor = std::move(tensor);
}

void PlanValues::place(const Table& allocation, uint64_t bytes) {
  const auto area = allocation.number<uint32_t>(0);
  const uint64_t offset = uint64_t{allocation.number<uint32_t>(2)} << 32U | allocation.number<uint32_t>(1);
  require(area >= 1 && area < areas_.size(), "places a tensor in memory that it does not plan");
  require(offset <= areas_[area] && bytes <= areas_[area] - offset, "places a tensor beyond its planned memory");
  used_[area] = std::max(used_[area], offset + bytes);
}

const PlanValue& PlanValues::at(int64_t index) const {
  require(index >= 0 && index < static_cast<int64_t>(values_.size()), "refers to a value that it does not have");
  return values_[static_cast<size_t>(index)];
}

void PlanValues::give_memory(int64_t index) {
  at(index);
  values_[static_cast<size_t>(index)].has_memory = true;
}

}  // namespace etjni
