#pragma once

#include <executorch/extension/module/module.h>
#include <executorch/extension/tensor/tensor_ptr.h>

#include <cstdint>
#include <vector>

/** The tensors that a method is called with, and their memory; both must outlive the calls. */
class MethodTensors {
 public:
  /** A tensor of zeros. */
  const executorch::extension::TensorPtr& add(const executorch::runtime::TensorInfo& info) {
    memory_.emplace_back(info.nbytes());
    tensors_.push_back(executorch::extension::make_tensor_ptr({info.sizes().begin(), info.sizes().end()},
                                                              memory_.back().data(), {}, {}, info.scalar_type()));
    return tensors_.back();
  }

  /** Gives memory to the outputs for which the program plans none; tells whether the module took it. */
  bool place_outputs(executorch::extension::Module& module, const executorch::runtime::MethodMeta& meta) {
    for (size_t i = 0; i < meta.num_outputs(); ++i) {
      const auto info = meta.output_tensor_meta(i).get();
      if (!info.is_memory_planned() && module.set_output(add(info), i) != executorch::runtime::Error::Ok) {
        return false;
      }
    }
    return true;
  }

 private:
  std::vector<std::vector<uint8_t>> memory_;
  std::vector<executorch::extension::TensorPtr> tensors_;
};
