#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/bound_method.h"
#include "core/module.h"

namespace etjni::test {

/** Memory that ends, but for a little that vector instructions may read beyond, at a page nobody may touch. */
class Guarded {
 public:
  explicit Guarded(size_t size) {
    constexpr size_t kPage = 4096;
    constexpr size_t kSlack = 128;
    const size_t wanted = (size + kSlack + 63) / 64 * 64;
    total_ = (wanted + kPage - 1) / kPage * kPage + kPage;
    base_ = static_cast<uint8_t*>(::mmap(nullptr, total_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ::mprotect(base_ + total_ - kPage, kPage, PROT_NONE);
    data_ = base_ + total_ - kPage - wanted;
  }
  ~Guarded() { ::munmap(base_, total_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  void* data() const { return data_; }

 private:
  uint8_t* base_;
  uint8_t* data_;
  size_t total_;
};

/** A method bound to guarded memory, so that a write or read beyond a tensor ends the test. */
class GuardedMethod {
 public:
  GuardedMethod(Module& module, const std::string& method, size_t input_sets = 1) {
    Memory memory;
    for (const size_t size : module.planned_sizes(method)) {
      memory.planned.push_back(add(size));
    }
    for (size_t set = 0; set < input_sets; ++set) {
      for (const auto& info : module.inputs(method)) {
        memory.inputs.push_back(add(bytes(info)));
      }
    }
    for (const auto& info : module.outputs(method)) {
      memory.outputs.push_back(add(bytes(info)));
    }
    inputs_ = memory.inputs;
    bound_ = std::make_unique<BoundMethod>(module, method, memory);
  }

  /** The inputs of the second set follow on those of the first. */
  float* input(size_t index) { return static_cast<float*>(inputs_.at(index)); }
  const float* output(size_t index) { return static_cast<const float*>(bound_->outputs().at(index)); }
  void run(size_t input_set = 0) { bound_->run(input_set); }

 private:
  static size_t bytes(const ValueInfo& info) {
    size_t bytes = info.tag == executorch::runtime::Tag::Tensor ? executorch::runtime::elementSize(info.dtype) : 0;
    for (const auto size : info.sizes) {
      bytes *= static_cast<size_t>(size);
    }
    return bytes;
  }

  void* add(size_t size) {
    memory_.push_back(std::make_unique<Guarded>(size));
    return memory_.back()->data();
  }

  std::vector<std::unique_ptr<Guarded>> memory_;
  std::vector<void*> inputs_;
  std::unique_ptr<BoundMethod> bound_;
};

}  // namespace etjni::test
