// What a module tells about its methods without loading them.

#include "core/failure.h"
#include "core/module.h"

namespace etjni {
namespace {

namespace et = executorch::runtime;

ValueInfo tensor_info(const et::TensorInfo& tensor) {
  return {et::Tag::Tensor,
          tensor.scalar_type(),
          tensor.is_memory_planned(),
          {tensor.sizes().begin(), tensor.sizes().end()}};
}

/** The runtime has no tag for an output that is a list. */
ValueInfo other_info(const et::Result<et::Tag>& tag) { return {tag.ok() ? *tag : et::Tag::ListTensor, {}, false, {}}; }

}  // namespace

std::vector<std::string> Module::methods() const {
  std::vector<std::string> names;
  for (size_t i = 0; i < program_->num_methods(); ++i) {
    names.emplace_back(program_->get_method_name(i).get());
  }
  return names;
}

et::MethodMeta Module::meta(const std::string& method) const {
  auto meta = program_->method_meta(method.c_str());
  if (!meta.ok()) {
    std::string known;
    for (const auto& each : methods()) {
      known += (known.empty() ? "" : ", ") + each;
    }
    throw Failure(Error::InvalidArgument, quoted(path_) + " has no method " + quoted(method) + "; it has " + known);
  }
  return *meta;
}

std::vector<std::string> Module::backends(const std::string& method) const {
  const auto meta = this->meta(method);
  std::vector<std::string> names;
  for (size_t i = 0; i < meta.num_backends(); ++i) {
    names.emplace_back(meta.get_backend_name(i).get());
  }
  return names;
}

std::vector<ValueInfo> Module::inputs(const std::string& method) const {
  const auto meta = this->meta(method);
  std::vector<ValueInfo> infos;
  for (size_t i = 0; i < meta.num_inputs(); ++i) {
    const auto tensor = meta.input_tensor_meta(i);
    infos.push_back(tensor.ok() ? tensor_info(*tensor) : other_info(meta.input_tag(i)));
  }
  return infos;
}

std::vector<ValueInfo> Module::outputs(const std::string& method) const {
  const auto meta = this->meta(method);
  std::vector<ValueInfo> infos;
  for (size_t i = 0; i < meta.num_outputs(); ++i) {
    const auto tensor = meta.output_tensor_meta(i);
    infos.push_back(tensor.ok() ? tensor_info(*tensor) : other_info(meta.output_tag(i)));
  }
  return infos;
}

std::vector<size_t> Module::planned_sizes(const std::string& method) const {
  const auto meta = this->meta(method);
  std::vector<size_t> sizes;
  for (size_t i = 0; i < meta.num_memory_planned_buffers(); ++i) {
    sizes.push_back(static_cast<size_t>(meta.memory_planned_buffer_size(i).get()));
  }
  return sizes;
}

}  // namespace etjni
