#include "core/xnnpack_shapes.h"

#include <algorithm>
#include <utility>

namespace etjni::xnnpack {

using flatbuffer::require;
using flatbuffer::Table;

void Shapes::infer() {
  for (uint32_t i = 0; i < graph_.nodes.size(); ++i) {
    const auto content = graph_.nodes[i].required_table(1, "has a graph with an empty node");
    infer(static_cast<Node>(graph_.nodes[i].number<uint8_t>(0)), content);
  }
}

void Shapes::infer(Node kind, const Table& node) {
  switch (kind) {
    case Node::kAdd:
    case Node::kDiv:
    case Node::kMinimum:
    case Node::kMultiply:
    case Node::kSubtract:
    case Node::kMaximum:
    case Node::kPReLU:
      flags(node, 3, 0);
      return produce(node, 2, broadcast(input(node, 0), input(node, 1)));
    case Node::kSoftmax:
    case Node::kSigmoid:
    case Node::kClamp:
    case Node::kFloor:
    case Node::kConvert:
    case Node::kSquareRoot:
    case Node::kCeiling:
    case Node::kHardswish:
    case Node::kNegate:
    case Node::kSquare:
    case Node::kAbs:
    case Node::kReciprocalSquareRoot:
    case Node::kLog:
    case Node::kGelu:
    case Node::kTanh:
    case Node::kExp:
    case Node::kSin:
    case Node::kCopy:
    case Node::kCos:
      flags(node, 2, 0);
      return produce(node, 1, input(node, 0));
    case Node::kLeakyReLU:
    case Node::kELU:
      flags(node, 3, 0);
      return produce(node, 2, input(node, 1));
    case Node::kFullyConnected:
      return fully_connected(node);
    case Node::kConv2d:
    case Node::kDepthwiseConv2d:
    case Node::kConvTranspose2d:
      return convolution(kind, node);
    case Node::kAvgPooling2d:
    case Node::kMaxPooling2d:
      return pooling(kind, node);
    case Node::kArgMaxPooling2d:
      return arg_max_pooling(node);
    case Node::kGlobalAvgPooling2d: {
      flags(node, 2, kKeepDims);
      const auto& in = image(node, 0);
      return produce(node, 1, {in[0], 1, 1, in[3]});
    }
    case Node::kStaticTranspose:
      return transpose(node);
    case Node::kStaticResizeBilinear2D: {
      flags(node, 4, kAlignCorners);
      const auto& in = image(node, 2);
      return produce(node, 3, {in[0], node.number<uint32_t>(0), node.number<uint32_t>(1), in[3]});
    }
    case Node::kStaticConstantPad:
      return pad(node);
    case Node::kStaticReshape:
      return reshape(node);
    case Node::kStaticSlice:
      return slice(node);
    case Node::kConcatenate2:
      return concatenate(node, {1, 2});
    case Node::kConcatenate3:
      return concatenate(node, {1, 2, 3});
    case Node::kConcatenate4:
      return concatenate(node, {1, 2, 3, 4});
    case Node::kConcatenate5:
      return concatenate(node, {1, 2, 3, 4, 7});
    case Node::kBatchMatrixMultiply:
      return batch_matrix_multiply(node);
    case Node::kScaledDotProductAttention:
      return attention(node);
    default:
      require(false, "has a graph with a node of an unknown kind");
  }
}

uint32_t Shapes::flags(const Table& node, unsigned field, uint32_t allowed) {
  const auto flags = node.number<uint32_t>(field);
  require((flags & ~allowed) == 0, "has a graph with a node of unknown flags");
  return flags;
}

const Dims& Shapes::input(const Table& node, unsigned field) const { return shape(node.number<uint32_t>(field)); }

const Dims& Shapes::shape(uint32_t id) const {
  graph_.value(id);
  const auto found = dims_.find(id);
  require(found != dims_.end(), "has a graph with nodes in an impossible order");
  return found->second;
}

const Dims& Shapes::image(const Table& node, unsigned field) const {
  const auto& dims = input(node, field);
  require(dims.size() == 4, kMisfit);
  return dims;
}

const Value& Shapes::constant(uint32_t id) const {
  const auto& value = graph_.value(id);
  require(value.constant, "has a graph with weights that are not there");
  return value;
}

void Shapes::produce(const Table& node, unsigned field, Dims dims) {
  const auto id = node.number<uint32_t>(field);
  const auto& value = graph_.value(id);
  elements(dims);
  require(dims.size() <= kMaxRank && !value.constant && !value.is_input && dims_.emplace(id, std::move(dims)).second,
          "has a graph with a node that writes where it must not");
}

Dims Shapes::broadcast(const Dims& a, const Dims& b) {
  const auto& longer = a.size() >= b.size() ? a : b;
  const auto& shorter = a.size() >= b.size() ? b : a;
  Dims out = longer;
  const size_t shift = longer.size() - shorter.size();
  for (size_t i = 0; i < shorter.size(); ++i) {
    require(shorter[i] == longer[shift + i] || shorter[i] == 1 || longer[shift + i] == 1, kMisfit);
    out[shift + i] = std::max(shorter[i], longer[shift + i]);
  }
  return out;
}

void Shapes::bias(uint32_t id, uint64_t channels) const {
  if (id != kNoId) {
    require(elements(constant(id).dims) == channels, kMisfit);
  }
}

void infer_shapes(const Graph& graph, std::map<uint32_t, Dims>& dims) { Shapes(graph, dims).infer(); }

}  // namespace etjni::xnnpack
