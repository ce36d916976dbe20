#include "core/plan_check.h"

#include <executorch/runtime/core/exec_aten/util/scalar_type_util.h>

#include <set>
#include <string>

#include "core/plan_values.h"
#include "core/xnnpack_check.h"

namespace etjni {
namespace {

using executorch::aten::ScalarType;
using flatbuffer::require;
using flatbuffer::Table;

enum class Step : uint8_t { kKernelCall = 1, kDelegateCall, kMoveCall, kJumpFalseCall, kFreeCall };

// The runtime puts an operator's full name into a buffer of this size.
constexpr size_t kMaxOperatorName = 99;

class Plan {
 public:
  Plan(const Table& plan, const ProgramLayout& layout) : plan_(plan), layout_(layout), values_(plan, layout) {}

  void check() {
    plan_name(plan_);
    require(plan_.has(plan_field::kInputs) && plan_.has(plan_field::kOutputs) && plan_.has(plan_field::kAreaSizes) &&
                plan_.has(plan_field::kDelegates),
            "has an incomplete method");
    values_.read();
    check_inputs_and_outputs();
    check_operators();
    check_chains();
    check_memory();
    check_delegates();
  }

 private:
  void check_inputs_and_outputs() {
    const auto inputs = plan_.numbers<int32_t>(plan_field::kInputs);
    for (uint32_t i = 0; i < inputs.size(); ++i) {
      require(values_.at(inputs[i]).kind <= Kind::kString && !values_.at(inputs[i]).constant,
              "takes an input that is none");
      values_.give_memory(inputs[i]);
    }
    const auto outputs = plan_.numbers<int32_t>(plan_field::kOutputs);
    for (uint32_t i = 0; i < outputs.size(); ++i) {
      values_.give_memory(outputs[i]);
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
        const auto& from = values_.at(call.number<int32_t>(0));
        const auto& to = values_.at(call.number<int32_t>(1));
        require(from.kind == to.kind && (!from.tensor || (from.tensor->dtype == to.tensor->dtype &&
                                                          from.tensor->bytes == to.tensor->bytes)),
                "moves a value to one of another shape");
        used_values_.insert(call.number<int32_t>(0));
        values_.give_memory(call.number<int32_t>(1));
        break;
      }
      case Step::kJumpFalseCall: {
        const auto& condition = values_.at(call.number<int32_t>(0));
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
      values_.at(indices[i]);
      found.push_back(indices[i]);
    }
    return found;
  }

  /** Kernels and delegates read and write tensors where they are, so they must be somewhere. */
  void check_memory() const {
    for (const auto index : used_values_) {
      const auto& used = values_.at(index);
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
        const auto& argument = values_.at(index);
        tensors.push_back(argument.tensor ? &*argument.tensor : nullptr);
      }
    }
    return calls;
  }

  Table plan_;
  const ProgramLayout& layout_;
  PlanValues values_;
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
