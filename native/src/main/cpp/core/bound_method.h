#pragma once

#include <executorch/extension/tensor/tensor_ptr.h>

#include <memory>
#include <string>
#include <vector>

#include "core/method.h"
#include "core/module.h"

namespace etjni {

/** The addresses of one method's memory, all of it the caller's: it must outlive the bound method. */
struct Memory {
  std::vector<void*> planned;
  /** One set of all inputs after the other: a run reads one of them, whichever its caller says. */
  std::vector<void*> inputs;
  std::vector<void*> outputs;
};

/**
 * A method bound to memory of the caller: run() takes the inputs from there and leaves the outputs there.
 *
 * The module must outlive it, and the same one call at a time rule holds for both.
 */
class BoundMethod {
 public:
  /** Throws Failure if the method has values that are no tensors, or needs memory of a device. */
  BoundMethod(Module& module, const std::string& method, const Memory& memory);

  /** Where each output is after a run: in the planned memory, or in the caller's buffer for it. */
  std::vector<const void*> outputs() const;

  /** Throws Failure if there is no such set of inputs. */
  void run(size_t input_set = 0);

 private:
  /** A tensor on the caller's buffer. */
  struct Input {
    executorch::extension::TensorPtr tensor;
    EValue value;
  };
  struct Result {
    void* address;
    size_t size;
  };

  std::unique_ptr<Method> method_;
  std::vector<std::vector<Input>> input_sets_;
  /** Of each input whether the method has memory of its own for it, so that its data goes there at each run. */
  std::vector<bool> planned_inputs_;
  size_t current_set_ = 0;
  std::vector<Result> results_;
};

}  // namespace etjni
