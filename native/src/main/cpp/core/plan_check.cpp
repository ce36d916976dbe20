#include "core/plan_check.h"

#include <executorch/runtime/core/exec_aten/util/scalar_type_util.h>
#include <executorch/runtime/core/exec_aten/util/tensor_dimension_limit.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "core/xnnpack_check.h"

namespace etjni {
namespace {

using executorch::aten::ScalarType;
using flatbuffer::require;
using flatbuffer::Table;

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

enum class Step : uint8_t { kKernelCall = 1, kDelegateCall, kMoveCall, kJumpFalseCall, kFreeCall };

// A plan may ask for more memory than its tensors use, but not wildly more: it is set to zero, and so made real.
constexpr uint64_t kSpareArea = 16U << 20U;
constexpr uint64_t kSpareFactor = 4;

// The runtime puts an operator's full name into a buffer of this size.
constexpr size_t kMaxOperatorName = 99;

/** What is known of a value when the whole plan has been read. */
struct Value {
  Kind kind;
  std::optional<PlanTensor> tensor;
  bool constant = false;
  bool has_memory = false;
};

class Plan {
 public:
  Plan(const Table& plan, const ProgramLayout& layout) : plan_(plan), layout_(layout) {}

  void check() {
    plan_name(plan_);
    require(plan_.has(plan_field::kInputs) && plan_.has(plan_field::kOutputs) && plan_.has(plan_field::kAreaSizes) &&
                plan_.has(plan_field::kDelegates),
            "has an incomplete method");
    read_areas();
    read_values();
    check_areas();
    check_inputs_and_outputs();
    check_operators();
    check_chains();
    check_memory();
    check_delegates();
  }

 private:
  void read_areas() {
    const auto sizes = plan_.numbers<int64_t>(plan_field::kAreaSizes);
    for (uint32_t i = 0; i < sizes.size(); ++i) {
      require(sizes[i] >= 0, "plans memory of a negative size");
      areas_.push_back(static_cast<uint64_t>(sizes[i]));
    }
    used_.resize(areas_.size());
  }

  void check_areas() const {
    for (size_t i = 0; i < areas_.size(); ++i) {
      require(areas_[i] / kSpareFactor <= used_[i] + kSpareArea / kSpareFactor,
              "plans more memory than its tensors use");
    }
  }

  void read_values() {
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
      require(value(index).kind == Kind::kInt, "has a list of ints with something else in it");
    }
  }

  void read_value(const Table& content, Value& value) {
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

  void read_tensor(const Table& content, Value& value) {
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

  void place(const Table& allocation, uint64_t bytes) {
    const auto area = allocation.number<uint32_t>(0);
    const uint64_t offset = uint64_t{allocation.number<uint32_t>(2)} << 32U | allocation.number<uint32_t>(1);
    require(area >= 1 && area < areas_.size(), "places a tensor in memory that it does not plan");
    require(offset <= areas_[area] && bytes <= areas_[area] - offset, "places a tensor beyond its planned memory");
    used_[area] = std::max(used_[area], offset + bytes);
  }

  const Value& value(int64_t index) const {
    require(index >= 0 && index < static_cast<int64_t>(values_.size()), "refers to a value that it does not have");
    return values_[static_cast<size_t>(index)];
  }

  void give_memory(int64_t index) {
    value(index);
    values_[static_cast<size_t>(index)].has_memory = true;
  }

  void check_inputs_and_outputs() {
    const auto inputs = plan_.numbers<int32_t>(plan_field::kInputs);
    for (uint32_t i = 0; i < inputs.size(); ++i) {
      require(value(inputs[i]).kind <= Kind::kString && !value(inputs[i]).constant, "takes an input that is none");
      give_memory(inputs[i]);
    }
    const auto outputs = plan_.numbers<int32_t>(plan_field::kOutputs);
    for (uint32_t i = 0; i < outputs.size(); ++i) {
      give_memory(outputs[i]);
    }
  }

  void check_operators() {
    const auto names = plan_operators(plan_);
    for (const auto& name : names) {
      require(name.size() <= kMaxOperatorName, "has an operator with an endless name");
    }
    operators_ = names.size();
  }

  void check_chains() {
    delegate_calls_.resize(plan_.tables(plan_field::kDelegates).size());
    const auto chains = plan_.tables(plan_field::kChains);
    require(chains.size() > 0, "has a method without instructions");
    for (uint32_t i = 0; i < chains.size(); ++i) {
      require(chains[i].has(2), "has a method without instructions");
      const auto steps = chains[i].tables(2);
      for (uint32_t k = 0; k < steps.size(); ++k) {
        check_step(static_cast<Step>(steps[k].number<uint8_t>(0)),
                   steps[k].required_table(1, "has an empty instruction"));
      }
    }
  }

  void check_step(Step step, const Table& call) {
    switch (step) {
      case Step::kKernelCall: {
        const auto index = call.number<int32_t>(0);
        require(index >= 0 && static_cast<size_t>(index) < operators_, "calls an operator that it does not have");
        for (const auto argument : arguments(call)) {
          used_values_.insert(argument);
        }
        break;
      }
      case Step::kDelegateCall: {
        const auto index = call.number<int32_t>(0);
        require(index >= 0 && static_cast<size_t>(index) < delegate_calls_.size(),
                "calls a delegate that it does not have");
        const auto found = arguments(call);
        used_values_.insert(found.begin(), found.end());
        delegate_calls_[static_cast<size_t>(index)].push_back(found);
        break;
      }
      case Step::kMoveCall: {
        const auto& from = value(call.number<int32_t>(0));
        const auto& to = value(call.number<int32_t>(1));
        require(from.kind == to.kind && (!from.tensor || (from.tensor->dtype == to.tensor->dtype &&
                                                          from.tensor->bytes == to.tensor->bytes)),
                "moves a value to one of another shape");
        used_values_.insert(call.number<int32_t>(0));
        give_memory(call.number<int32_t>(1));
        break;
      }
      case Step::kJumpFalseCall: {
        const auto& condition = value(call.number<int32_t>(0));
        require(condition.kind == Kind::kBool ||
                    (condition.tensor && condition.tensor->dtype == static_cast<int8_t>(ScalarType::Bool)),
                "decides by a value that is neither true nor false");
        used_values_.insert(call.number<int32_t>(0));
        break;
      }
      default:
        // Freeing belongs to tensors without a bound, which this runtime does not have.
        require(false, "has an instruction that this runtime does not run");
    }
  }

  std::vector<int64_t> arguments(const Table& call) const {
    require(call.has(1), "calls something without arguments");
    const auto indices = call.numbers<int32_t>(1);
    std::vector<int64_t> found;
    for (uint32_t i = 0; i < indices.size(); ++i) {
      value(indices[i]);
      found.push_back(indices[i]);
    }
    return found;
  }

  /** Kernels and delegates read and write tensors where they are, so they must be somewhere. */
  void check_memory() const {
    for (const auto index : used_values_) {
      const auto& used = value(index);
      require(!used.tensor || used.has_memory || used.constant, "computes with a tensor that has no memory");
    }
  }

  void check_delegates() const {
    const auto delegates = plan_.tables(plan_field::kDelegates);
    for (uint32_t i = 0; i < delegates.size(); ++i) {
      const auto id = delegates[i].required_text(0, "has a delegate without a backend");
      const auto data = layout_.delegate_data(delegates[i].required_table(1, "has a delegate without data"));
      require(delegates[i].has(2), "has a delegate without its list of options");
      const auto options = delegates[i].tables(2);
      for (uint32_t k = 0; k < options.size(); ++k) {
        options[k].required_text(0, "has an option of a delegate without a name");
        require(options[k].has(1), "has an option of a delegate without a value");
        options[k].bytes(1);
      }
      if (id == "XnnpackBackend") {
        check_xnnpack(data, layout_, tensors_of_calls(i));
      }
    }
  }

  std::vector<std::vector<const PlanTensor*>> tensors_of_calls(uint32_t delegate) const {
    std::vector<std::vector<const PlanTensor*>> calls;
    for (const auto& call : delegate_calls_[delegate]) {
      auto& tensors = calls.emplace_back();
      for (const auto index : call) {
        const auto& argument = value(index);
        tensors.push_back(argument.tensor ? &*argument.tensor : nullptr);
      }
    }
    return calls;
  }

  Table plan_;
  const ProgramLayout& layout_;
  std::vector<uint64_t> areas_;
  std::vector<uint64_t> used_;
  std::vector<Value> values_;
  std::vector<int64_t> int_list_items_;
  size_t operators_ = 0;
  std::set<int64_t> used_values_;
  std::vector<std::vector<std::vector<int64_t>>> delegate_calls_;
};

}  // namespace

void check_plan(const Table& plan, const ProgramLayout& layout) { Plan(plan, layout).check(); }

std::string plan_name(const Table& plan) {
  return plan.required_text(plan_field::kName, "has a method without a name");
}

std::vector<std::string> plan_operators(const Table& plan) {
  const auto operators = plan.tables(plan_field::kOperators);
  std::vector<std::string> names;
  for (uint32_t i = 0; i < operators.size(); ++i) {
    const auto overload = operators[i].required_text(1, "has an operator without an overload");
    names.push_back(operators[i].required_text(0, "has an operator without a name") + (overload.empty() ? "" : ".") +
                    overload);
  }
  return names;
}

}  // namespace etjni
