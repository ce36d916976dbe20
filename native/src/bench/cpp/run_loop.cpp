#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "method_tensors.h"

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

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: run_loop MODEL THREADS\n";
    return 2;
  }
  executorch::extension::threadpool::get_threadpool()->_unsafe_reset_threadpool(
      static_cast<uint32_t>(std::strtoul(argv[2], nullptr, 10)));
  executorch::extension::Module module(argv[1]);
  const auto meta = module.method_meta("forward");
  if (!meta.ok()) {
    std::cerr << "run_loop: cannot load " << argv[1] << '\n';
    return 1;
  }

  MethodTensors tensors;
  std::vector<executorch::runtime::EValue> inputs;
  for (size_t i = 0; i < meta->num_inputs(); ++i) {
    inputs.emplace_back(tensors.add(meta->input_tensor_meta(i).get()));
  }
  if (!tensors.place_outputs(module, *meta)) {
    std::cerr << "run_loop: cannot place the outputs\n";
    return 1;
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
