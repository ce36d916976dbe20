#include "core/xnnpack_check.h"

#include <executorch/runtime/core/exec_aten/exec_aten.h>

#include <set>

#include "core/xnnpack_graph.h"

namespace etjni {
namespace {

using executorch::aten::ScalarType;
using flatbuffer::require;
using xnnpack::Datatype;
using xnnpack::Dims;

constexpr const char* kMisfit = "calls a graph with tensors that do not fit it";

/** Whether XNNPACK reads and writes a tensor's memory as elements of the size that it has. */
bool fits(Datatype datatype, int8_t dtype) {
  switch (static_cast<ScalarType>(dtype)) {
    case ScalarType::Float:
      return datatype == Datatype::kFp32;
    case ScalarType::Half:
      return datatype == Datatype::kFp16;
    case ScalarType::BFloat16:
      return datatype == Datatype::kBf16;
    case ScalarType::Char:
      return datatype == Datatype::kQint8;
    case ScalarType::Byte:
      return datatype == Datatype::kQuint8;
    case ScalarType::Int:
      return datatype == Datatype::kInt32;
    default:
      return false;
  }
}

/** A tensor's shape as XNNPACK is told it: in the order of memory, if that is channels last. */
Dims shape_of(const PlanTensor& tensor) {
  Dims dims(tensor.sizes.begin(), tensor.sizes.end());
  if (tensor.dim_order == std::vector<uint8_t>{0, 2, 3, 1}) {
    return {dims[0], dims[2], dims[3], dims[1]};
  }
  for (size_t i = 0; i < tensor.dim_order.size(); ++i) {
    require(tensor.dim_order[i] == i, kMisfit);
  }
  require(dims.size() <= xnnpack::kMaxRank, kMisfit);
  return dims;
}

void check_call(const xnnpack::Graph& graph, const std::vector<const PlanTensor*>& arguments) {
  std::map<uint32_t, Dims> dims;
  std::set<uint32_t> externals;
  for (const auto& [id, value] : graph.values) {
    if (value.constant) {
      dims.emplace(id, value.dims);
    }
    if (value.external == xnnpack::kNoId) {
      continue;
    }
    require(value.external < arguments.size() && arguments[value.external] != nullptr &&
                externals.insert(value.external).second,
            kMisfit);
    const auto& tensor = *arguments[value.external];
    require(fits(value.datatype, tensor.dtype), kMisfit);
    if (value.is_input) {
      dims.emplace(id, shape_of(tensor));
    }
  }
  xnnpack::infer_shapes(graph, dims);
  for (const auto& [id, value] : graph.values) {
    if (value.is_output) {
      const auto computed = dims.find(id);
      require(computed != dims.end() && computed->second == shape_of(*arguments[value.external]), kMisfit);
    }
  }
}

}  // namespace

void check_xnnpack(flatbuffer::Bytes data, const ProgramLayout& layout,
                   const std::vector<std::vector<const PlanTensor*>>& calls) {
  const auto graph = xnnpack::read_graph(data, layout);
  for (const auto& call : calls) {
    check_call(graph, call);
  }
}

}  // namespace etjni
