#include <executorch/extension/module/module.h>
#include <executorch/extension/tensor/tensor_ptr.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

// Runs the method "forward" of a program once: the bytes of its inputs come from one file, one after the other, those
// of its outputs go to another. Tells on one machine what a program answers on another.

namespace {

using executorch::extension::Module;
using executorch::extension::TensorPtr;
using executorch::runtime::EValue;
using executorch::runtime::TensorInfo;

TensorPtr make_tensor(const TensorInfo& info, uint8_t* memory) {
  return executorch::extension::make_tensor_ptr({info.sizes().begin(), info.sizes().end()}, memory, {}, {},
                                                info.scalar_type());
}

int fail(const char* what, const char* file) {
  std::cerr << "run_file: " << what << " \"" << file << "\"\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: run_file PROGRAM INPUT OUTPUT\n";
    return 2;
  }
  Module module(argv[1]);
  const auto meta = module.method_meta("forward");
  if (!meta.ok()) {
    return fail("cannot load", argv[1]);
  }

  std::ifstream source(argv[2], std::ios::binary);
  std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(source), {}};
  std::vector<TensorPtr> tensors;  // an EValue and the method only point to them
  std::vector<EValue> inputs;
  size_t used = 0;
  for (size_t i = 0; i < meta->num_inputs(); ++i) {
    const TensorInfo info = meta->input_tensor_meta(i).get();
    if (bytes.size() - used < info.nbytes()) {
      return fail("too few bytes for the inputs in", argv[2]);
    }
    tensors.push_back(make_tensor(info, bytes.data() + used));
    inputs.emplace_back(tensors.back());
    used += info.nbytes();
  }
  if (used != bytes.size()) {
    return fail("too many bytes for the inputs in", argv[2]);
  }

  std::vector<std::vector<uint8_t>> memory(meta->num_outputs());
  for (size_t i = 0; i < memory.size(); ++i) {
    const TensorInfo info = meta->output_tensor_meta(i).get();
    memory[i].resize(info.nbytes());
    if (!info.is_memory_planned()) {
      tensors.push_back(make_tensor(info, memory[i].data()));
      if (module.set_output(tensors.back(), i) != executorch::runtime::Error::Ok) {
        return fail("cannot place the outputs of", argv[1]);
      }
    }
  }
  const auto outputs = module.forward(inputs);
  if (!outputs.ok()) {
    return fail("the method fails in", argv[1]);
  }

  std::ofstream target(argv[3], std::ios::binary);
  for (const EValue& output : *outputs) {
    const auto tensor = output.toTensor();
    target.write(tensor.const_data_ptr<char>(), static_cast<std::streamsize>(tensor.nbytes()));
  }
  target.flush();
  return target ? 0 : fail("cannot write", argv[3]);
}
