#pragma once

#include <executorch/extension/memory_allocator/malloc_memory_allocator.h>
#include <executorch/runtime/core/device_memory_buffer.h>
#include <executorch/runtime/core/evalue.h>
#include <executorch/runtime/executor/program.h>

#include <optional>
#include <string>
#include <vector>

namespace etjni {

using executorch::runtime::BackendOption;
using executorch::runtime::EValue;
using executorch::runtime::Span;

/** Where messages say that something happened. */
struct MethodName {
  std::string path;
  std::string method;

  std::string text() const { return '"' + path + "\": method \"" + method + '"'; }
};

/** A dense, row-major tensor of someone else's: what callers pass in. */
struct TensorView {
  executorch::aten::ScalarType dtype;
  std::vector<int32_t> sizes;
  void* data;
};

/** E.g. FLOAT[1, 3, 416, 416]. */
std::string describe(executorch::aten::ScalarType dtype, Span<const int32_t> sizes);

/**
 * A method that is ready to run, and the memory it runs in.
 *
 * Not thread-safe. The program must outlive it. After a RuntimeAbort every call throws Failure.
 */
class Method {
 public:
  /**
   * @param planned_addresses memory for the planned areas, which must outlive the method; empty to let it own them
   * @param tracer records a profile; may be null
   */
  Method(const executorch::runtime::Program& program, MethodName name,
         const executorch::runtime::LoadBackendOptionsMap& options, const std::vector<void*>& planned_addresses,
         executorch::runtime::EventTracer* tracer);

  const executorch::runtime::MethodMeta& meta() const noexcept { return meta_; }
  const MethodName& name() const noexcept { return name_; }

  /** Sets an input that is no tensor; the program takes only the value that it was exported with. */
  void set_input(size_t index, const EValue& value);

  /** Sets a tensor input: copied into planned memory, else borrowed until it is set again. */
  void set_input(size_t index, const TensorView& tensor);

  /** Gives an unplanned output its memory, which must outlive the method. */
  void set_output(size_t index, void* data, size_t size);

  void execute();

  /** An output of the latest execute(); it lives in the method's memory, until the next. */
  const EValue& output(size_t index) const { return method_->get_output(index); }

 private:
  /** Runs a call of the runtime; `what` makes the middle of the sentence for its failure. */
  template <typename Call, typename What>
  void guarded(Call call, What what);

  MethodName name_;
  executorch::runtime::MethodMeta meta_;
  executorch::extension::MallocMemoryAllocator method_allocator_;
  executorch::extension::MallocMemoryAllocator temp_allocator_;
  std::vector<std::vector<uint8_t>> owned_;
  std::vector<executorch::runtime::DeviceMemoryBuffer> device_;
  std::vector<Span<uint8_t>> planned_;
  std::vector<executorch::runtime::etensor::Device> devices_;
  std::optional<executorch::runtime::HierarchicalAllocator> planned_allocator_;
  std::optional<executorch::runtime::MemoryManager> memory_;
  std::optional<executorch::runtime::Method> method_;
  bool broken_ = false;
};

/** Throws Failure unless the tensor's elements lie in row-major order, the only order that callers can express. */
void require_row_major(const executorch::runtime::TensorInfo& info, const MethodName& name, const std::string& what);

}  // namespace etjni
