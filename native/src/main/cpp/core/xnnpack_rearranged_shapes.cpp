// The nodes that put the elements of their inputs elsewhere: transposing, padding, reshaping, slicing, concatenating.

#include "core/xnnpack_shapes.h"

namespace etjni::xnnpack {

using flatbuffer::require;
using flatbuffer::Table;

void Shapes::transpose(const Table& node) {
  flags(node, 4, 0);
  const auto& in = input(node, 2);
  const auto order = node.numbers<uint32_t>(1);
  require(order.size() == in.size() && node.number<uint32_t>(0) == in.size(), kMisfit);
  Dims out;
  std::vector<bool> seen(in.size());
  for (uint32_t i = 0; i < order.size(); ++i) {
    require(order[i] < in.size() && !seen[order[i]], kMisfit);
    seen[order[i]] = true;
    out.push_back(in[order[i]]);
  }
  produce(node, 3, out);
}

void Shapes::pad(const Table& node) {
  flags(node, 5, 0);
  const auto before = node.numbers<uint32_t>(0);
  const auto after = node.numbers<uint32_t>(1);
  Dims out = input(node, 3);
  const auto id = node.number<uint32_t>(3);
  require(before.size() == out.size() && after.size() == out.size() && graph_.value(id).dims.size() == out.size(),
          kMisfit);
  for (uint32_t i = 0; i < before.size(); ++i) {
    out[i] += uint64_t{before[i]} + after[i];
  }
  produce(node, 4, out);
}

void Shapes::reshape(const Table& node) {
  flags(node, 4, 0);
  const auto sizes = node.numbers<uint32_t>(1);
  require(sizes.size() == node.number<uint32_t>(0) && sizes.size() <= kMaxRank, kMisfit);
  const uint64_t total = elements(input(node, 2));
  Dims out;
  Dims known;
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    out.push_back(sizes[i]);
    if (sizes[i] != 0) {
      known.push_back(sizes[i]);
    }
  }
  // One size may be left open.
  require(known.size() + 1 >= out.size(), kMisfit);
  for (auto& size : out) {
    if (size == 0) {
      size = total / elements(known);
    }
  }
  require(elements(out) == total, kMisfit);
  produce(node, 3, out);
}

void Shapes::slice(const Table& node) {
  flags(node, 5, 0);
  const auto& in = input(node, 3);
  const auto offsets = node.numbers<uint32_t>(1);
  const auto sizes = node.numbers<uint32_t>(2);
  require(offsets.size() == in.size() && sizes.size() == in.size() && node.number<uint32_t>(0) == in.size(), kMisfit);
  Dims out;
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    require(offsets[i] < in[i] && sizes[i] <= in[i] - offsets[i], kMisfit);
    // Size 0 stands for the rest.
    out.push_back(sizes[i] == 0 ? in[i] - offsets[i] : sizes[i]);
  }
  produce(node, 4, out);
}

void Shapes::concatenate(const Table& node, std::initializer_list<unsigned> fields) {
  flags(node, 6, 0);
  const auto axis = node.number<uint32_t>(0);
  Dims out = input(node, *fields.begin());
  require(axis < out.size(), kMisfit);
  out[axis] = 0;
  for (const auto field : fields) {
    Dims part = input(node, field);
    require(part.size() == out.size(), kMisfit);
    const uint64_t along = part[axis];
    part[axis] = out[axis];
    require(part == out, kMisfit);
    out[axis] += along;
  }
  produce(node, 5, out);
}

}  // namespace etjni::xnnpack
