#include "core/method.h"

#include <executorch/extension/tensor/tensor_ptr.h>
#include <executorch/runtime/core/exec_aten/util/scalar_type_util.h>

#include <array>
#include <memory>
#include <utility>

#include "core/failure.h"
#include "core/log.h"

namespace etjni {
namespace {

namespace et = executorch::runtime;

et::MethodMeta require_meta(const et::Program& program, const MethodName& name) {
  auto meta = program.method_meta(name.method.c_str());
  if (!meta.ok()) {
    throw Failure(meta.error(), quoted(name.path) + " has no method " + quoted(name.method));
  }
  return *meta;
}

}  // namespace

std::string describe(executorch::aten::ScalarType dtype, Span<const int32_t> sizes) {
  // The names of DType in Java.
  static constexpr std::array kNames{"UINT8", "INT8",   "INT16",        "INT32",         "INT64",          "HALF",
                                     "FLOAT", "DOUBLE", "COMPLEX_HALF", "COMPLEX_FLOAT", "COMPLEX_DOUBLE", "BOOL",
                                     "QINT8", "QUINT8", "QINT32",       "BFLOAT16"};
  const auto code = static_cast<size_t>(dtype);
  std::string text = code < kNames.size() ? kNames[code] : et::toString(dtype);
  text += '[';
  for (size_t i = 0; i < sizes.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(sizes[i]);
  }
  return text + ']';
}

template <typename Call, typename What>
void Method::guarded(Call call, What what) {
  if (broken_) {
    throw Failure(Error::InvalidState, name_.text() + " failed a fatal check of the runtime; load the program again");
  }
  Error error = Error::Internal;
  try {
    error = call();
  } catch (const RuntimeAbort& abort) {
    broken_ = true;
    throw Failure(Error::InvalidProgram,
                  name_.text() + ' ' + what() + ": a fatal check of the runtime failed (" + abort.check + ')');
  }
  if (error != Error::Ok) {
    throw Failure(error, name_.text() + ' ' + what());
  }
}

Method::Method(const et::Program& program, MethodName name, const et::LoadBackendOptionsMap& options,
               const std::vector<void*>& planned_addresses, et::EventTracer* tracer)
    : name_(std::move(name)), meta_(require_meta(program, name_)) {
  for (size_t i = 0; i < meta_.num_memory_planned_buffers(); ++i) {
    const auto size = static_cast<size_t>(meta_.memory_planned_buffer_size(i).get());
    const auto device = meta_.memory_planned_buffer_device(i).get();
    devices_.push_back(device);
    if (!device.is_cpu()) {
      auto buffer = et::DeviceMemoryBuffer::create(size, device.type(), device.index());
      if (!buffer.ok()) {
        throw Failure(buffer.error(), name_.text() + " needs " + std::to_string(size) +
                                          " bytes on a device that this runtime or machine does not have");
      }
      device_.push_back(std::move(*buffer));
      planned_.push_back(device_.back().as_span());
    } else if (planned_addresses.empty()) {
      owned_.emplace_back(size);
      planned_.emplace_back(owned_.back().data(), size);
    } else {
      planned_.emplace_back(static_cast<uint8_t*>(planned_addresses.at(i)), size);
    }
  }
  planned_allocator_.emplace(Span<Span<uint8_t>>(planned_.data(), planned_.size()),
                             Span<const et::etensor::Device>(devices_.data(), devices_.size()));
  memory_.emplace(&method_allocator_, &*planned_allocator_, &temp_allocator_);
  guarded(
      [&] {
        auto loaded = program.load_method(name_.method.c_str(), &*memory_, tracer, nullptr, &options);
        if (loaded.ok()) {
          method_.emplace(std::move(*loaded));
        }
        return loaded.error();
      },
      [] { return "cannot be loaded; export it for this version of ExecuTorch"; });
}

void Method::set_input(size_t index, const EValue& value) {
  guarded([&] { return method_->set_input(value, index); },
          [&] { return "takes another value as input " + std::to_string(index); });
}

void Method::set_input(size_t index, const TensorView& tensor) {
  const auto shared = executorch::extension::make_tensor_ptr(tensor.sizes, tensor.data, {}, {}, tensor.dtype);
  guarded([&] { return method_->set_input(EValue(*shared), index); },
          [&] {
            const auto expected = meta_.input_tensor_meta(index);
            return "takes " + (expected.ok() ? describe(expected->scalar_type(), expected->sizes()) : "no tensor") +
                   " as input " + std::to_string(index) + ", not " +
                   describe(tensor.dtype, {tensor.sizes.data(), tensor.sizes.size()});
          });
}

void Method::set_output(size_t index, void* data, size_t size) {
  guarded([&] { return method_->set_output_data_ptr(data, size, index); },
          [&] { return "cannot place output " + std::to_string(index); });
}

void Method::execute() {
  guarded([&] { return method_->execute(); }, [] { return "failed while it ran"; });
}

void require_row_major(const et::TensorInfo& info, const MethodName& name, const std::string& what) {
  int previous = -1;
  for (const uint8_t dim : info.dim_order()) {
    if (info.sizes()[dim] > 1) {
      if (dim < previous) {
        throw Failure(Error::NotSupported,
                      name.text() + " has its " + what +
                          " in another memory order than row-major; export it with contiguous tensors");
      }
      previous = dim;
    }
  }
}

}  // namespace etjni
