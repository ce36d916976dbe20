#include <executorch/extension/module/module.h>
#include <executorch/extension/tensor/tensor_ptr.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <vector>

// What any Java wrapper is measured against: a loop in C++ over ExecuTorch's own Module, with nothing of this project
// in it. Reads numbers from its input, runs the method "forward" that often, and answers with the nanoseconds of each
// run.

namespace executorch::extension::threadpool {
class ThreadPool {
 public:
  bool _unsafe_reset_threadpool(uint32_t threads);
};
ThreadPool* get_threadpool();
}  // namespace executorch::extension::threadpool

namespace {

using executorch::extension::Module;
using executorch::extension::TensorPtr;
using executorch::runtime::EValue;
using executorch::runtime::TensorInfo;

TensorPtr make_tensor(const TensorInfo& info, std::vector<std::vector<uint8_t>>& memory) {
  memory.emplace_back(info.nbytes());
  return executorch::extension::make_tensor_ptr({info.sizes().begin(), info.sizes().end()}, memory.back().data(), {},
                                                {}, info.scalar_type());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: run_loop MODEL THREADS\n";
    return 2;
  }
  executorch::extension::threadpool::get_threadpool()->_unsafe_reset_threadpool(
      static_cast<uint32_t>(std::strtoul(argv[2], nullptr, 10)));
  Module module(argv[1]);
  const auto meta = module.method_meta("forward");
  if (!meta.ok()) {
    std::cerr << "run_loop: cannot load " << argv[1] << '\n';
    return 1;
  }

  std::vector<std::vector<uint8_t>> memory;
  std::vector<TensorPtr> tensors;
  std::vector<EValue> inputs;
  for (size_t i = 0; i < meta->num_inputs(); ++i) {
    tensors.push_back(make_tensor(meta->input_tensor_meta(i).get(), memory));
    inputs.emplace_back(tensors.back());
  }
  for (size_t i = 0; i < meta->num_outputs(); ++i) {
    const auto info = meta->output_tensor_meta(i).get();
    if (!info.is_memory_planned()) {
      tensors.push_back(make_tensor(info, memory));
      if (module.set_output(tensors.back(), i) != executorch::runtime::Error::Ok) {
        std::cerr << "run_loop: cannot place output " << i << '\n';
        return 1;
      }
    }
  }

  for (size_t runs = 0; std::cin >> runs;) {
    for (size_t i = 0; i < runs; ++i) {
      const auto start = std::chrono::steady_clock::now();
      if (!module.forward(inputs).ok()) {
        std::cerr << "run_loop: the method fails\n";
        return 1;
      }
      const auto time = std::chrono::steady_clock::now() - start;
      std::cout << std::chrono::duration_cast<std::chrono::nanoseconds>(time).count() << '\n';
    }
    std::cout << std::flush;
  }
}
