// The nodes that multiply matrices: fully connected layers, batches of products, attention.

#include "core/xnnpack_shapes.h"

namespace etjni::xnnpack {

using flatbuffer::require;
using flatbuffer::Table;

void Shapes::fully_connected(const Table& node) {
  const bool transposed = flags(node, 4, kTransposeWeights) != 0;
  const auto& filter = shape(node.number<uint32_t>(1));
  require(filter.size() == 2, kMisfit);
  const uint64_t inputs = filter[transposed ? 0 : 1];
  const uint64_t outputs = filter[transposed ? 1 : 0];
  Dims dims = input(node, 0);
  require(!dims.empty() && dims.back() == inputs, kMisfit);
  dims.back() = outputs;
  bias(node.number<uint32_t>(2), outputs);
  produce(node, 3, dims);
}

void Shapes::batch_matrix_multiply(const Table& node) {
  const bool transposed = flags(node, 3, kTransposeWeights) != 0;
  const Dims& a = input(node, 0);
  const Dims& b = input(node, 1);
  require(a.size() >= 2 && b.size() >= 2, kMisfit);
  const uint64_t inner = b[b.size() - (transposed ? 1 : 2)];
  require(a.back() == inner, kMisfit);
  Dims out = broadcast({a.begin(), a.end() - 2}, {b.begin(), b.end() - 2});
  out.push_back(a[a.size() - 2]);
  out.push_back(b[b.size() - (transposed ? 2 : 1)]);
  produce(node, 2, out);
}

void Shapes::attention(const Table& node) {
  flags(node, 6, 0);
  Dims out = input(node, 0);
  const Dims& key = input(node, 1);
  const Dims& value = input(node, 2);
  input(node, 3);
  input(node, 4);
  require(out.size() >= 3 && key.size() == out.size() && value.size() == out.size() && key.back() == out.back() &&
              key[key.size() - 2] == value[value.size() - 2],
          kMisfit);
  out.back() = value.back();
  produce(node, 5, out);
}

}  // namespace etjni::xnnpack
