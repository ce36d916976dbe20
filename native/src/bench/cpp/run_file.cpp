#include <fstream>
#include <iostream>
#include <vector>

#include "method_tensors.h"

// Runs the method "forward" of a program once: the bytes of its inputs come from one file, one after the other, those
// of its outputs go to another. Tells on one machine what a program answers on another.

namespace {

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
  executorch::extension::Module module(argv[1]);
  const auto meta = module.method_meta("forward");
  if (!meta.ok()) {
    return fail("cannot load", argv[1]);
  }

  std::ifstream source(argv[2], std::ios::binary);
  MethodTensors tensors;
  std::vector<executorch::runtime::EValue> inputs;
  for (size_t i = 0; i < meta->num_inputs(); ++i) {
    const auto& input = tensors.add(meta->input_tensor_meta(i).get());
    if (!source.read(input->mutable_data_ptr<char>(), static_cast<std::streamsize>(input->nbytes()))) {
      return fail("too few bytes for the inputs in", argv[2]);
    }
    inputs.emplace_back(input);
  }
  if (source.peek() != std::ifstream::traits_type::eof()) {
    return fail("too many bytes for the inputs in", argv[2]);
  }
  if (!tensors.place_outputs(module, *meta)) {
    return fail("cannot place the outputs of", argv[1]);
  }

  const auto outputs = module.forward(inputs);
  if (!outputs.ok()) {
    return fail("the method fails in", argv[1]);
  }

  std::ofstream target(argv[3], std::ios::binary);
  for (const auto& output : *outputs) {
    const auto tensor = output.toTensor();
    target.write(tensor.const_data_ptr<char>(), static_cast<std::streamsize>(tensor.nbytes()));
  }
  target.flush();
  return target ? 0 : fail("cannot write", argv[3]);
}
