#include "core/bound_method.h"

#include <cstring>

#include "core/failure.h"

namespace etjni {
namespace {

namespace et = executorch::runtime;

et::TensorInfo require_tensor(const et::Result<et::TensorInfo>& info, const MethodName& name, const std::string& what) {
  if (!info.ok()) {
    throw Failure(Error::NotSupported, name.text() + " cannot be bound: its " + what + " is not a tensor");
  }
  require_row_major(*info, name, what);
  return *info;
}

/** The memory that outputs may be left in: planned areas, on this machine's CPU. */
bool is_planned(const et::MethodMeta& meta, const Memory& memory, const void* address, size_t size) {
  const auto* begin = static_cast<const uint8_t*>(address);
  for (size_t i = 0; i < memory.planned.size(); ++i) {
    const auto* area = static_cast<const uint8_t*>(memory.planned[i]);
    const auto area_size = static_cast<size_t>(meta.memory_planned_buffer_size(i).get());
    if (begin >= area && size <= area_size && static_cast<size_t>(begin - area) <= area_size - size) {
      return true;
    }
  }
  return false;
}

}  // namespace

BoundMethod::BoundMethod(Module& module, const std::string& method, const Memory& memory)
    : method_(module.load_bound(method, memory.planned)) {
  const auto& meta = method_->meta();
  const auto& name = method_->name();
  const size_t inputs = meta.num_inputs();
  const size_t sets = inputs == 0 ? 1 : memory.inputs.size() / inputs;
  if (memory.planned.size() != meta.num_memory_planned_buffers() || sets == 0 ||
      memory.inputs.size() != sets * inputs || memory.outputs.size() != meta.num_outputs()) {
    throw Failure(Error::InvalidArgument, name.text() + " is bound to memory for another number of tensors");
  }
  for (size_t i = 0; i < memory.planned.size(); ++i) {
    if (!meta.memory_planned_buffer_device(i).get().is_cpu()) {
      throw Failure(Error::NotSupported, name.text() + " cannot be bound: it plans memory of a device; call execute");
    }
  }
  input_sets_.resize(sets);
  for (size_t i = 0; i < inputs; ++i) {
    const auto info = require_tensor(meta.input_tensor_meta(i), name, "input " + std::to_string(i));
    planned_inputs_.push_back(info.is_memory_planned());
    for (size_t set = 0; set < sets; ++set) {
      const auto tensor = executorch::extension::make_tensor_ptr(
          {info.sizes().begin(), info.sizes().end()}, memory.inputs[set * inputs + i], {}, {}, info.scalar_type());
      input_sets_[set].push_back({tensor, EValue(*tensor)});
    }
    method_->set_input(i, input_sets_[0][i].value);
  }
  for (size_t i = 0; i < memory.outputs.size(); ++i) {
    const auto info = require_tensor(meta.output_tensor_meta(i), name, "output " + std::to_string(i));
    if (!info.is_memory_planned() && method_->output(i).toTensor().const_data_ptr() == nullptr) {
      method_->set_output(i, memory.outputs[i], info.nbytes());
    }
    void* address = method_->output(i).toTensor().mutable_data_ptr();
    // Anywhere else it is a constant or an input passed through, which the caller gets a copy of.
    results_.push_back({is_planned(meta, memory, address, info.nbytes()) ? address : memory.outputs[i], info.nbytes()});
  }
}

std::vector<const void*> BoundMethod::outputs() const {
  std::vector<const void*> addresses;
  for (const auto& result : results_) {
    addresses.push_back(result.address);
  }
  return addresses;
}

void BoundMethod::run(size_t input_set) {
  if (input_set >= input_sets_.size()) {
    throw Failure(Error::InvalidArgument, method_->name().text() + " is bound to " +
                                              std::to_string(input_sets_.size()) + " sets of inputs, there is no set " +
                                              std::to_string(input_set));
  }
  const auto& inputs = input_sets_[input_set];
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (planned_inputs_[i] || input_set != current_set_) {
      method_->set_input(i, inputs[i].value);
    }
  }
  current_set_ = input_set;
  method_->execute();
  for (size_t i = 0; i < results_.size(); ++i) {
    const auto& tensor = method_->output(i).toTensor();
    const auto& [address, size] = results_[i];
    if (tensor.nbytes() != size) {
      throw Failure(Error::NotSupported,
                    method_->name().text() + " returned " +
                        describe(tensor.scalar_type(), {tensor.sizes().data(), tensor.sizes().size()}) + " as output " +
                        std::to_string(i) + ", another size than it is bound to; call execute");
    }
    if (tensor.const_data_ptr() != address) {
      std::memcpy(address, tensor.const_data_ptr(), size);
    }
  }
}

}  // namespace etjni
