#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>

#include "core/xnnpack_graph.h"

namespace etjni::xnnpack {

/** Nodes, by their number in the union of ExecuTorch's backends/xnnpack/serialization/schema.fbs. */
enum class Node : uint8_t {
  kAdd = 1,
  kFullyConnected,
  kSoftmax,
  kSigmoid,
  kStaticTranspose,
  kClamp,
  kConv2d,
  kDiv,
  kStaticResizeBilinear2D,
  kStaticConstantPad,
  kAvgPooling2d,
  kMinimum,
  kDepthwiseConv2d,
  kMaxPooling2d,
  kMultiply,
  kSubtract,
  kFloor,
  kConvert,
  kGlobalAvgPooling2d,
  kStaticReshape,
  kArgMaxPooling2d,
  kSquareRoot,
  kCeiling,
  kHardswish,
  kLeakyReLU,
  kMaximum,
  kNegate,
  kSquare,
  kELU,
  kAbs,
  kPReLU,
  kConcatenate2,
  kConcatenate3,
  kConcatenate4,
  kStaticSlice,
  kScaledDotProductAttention,
  kBatchMatrixMultiply,
  kConcatenate5,
  kConvTranspose2d,
  kReciprocalSquareRoot,
  kLog,
  kGelu,
  kTanh,
  kExp,
  kSin,
  kCopy,
  kCos,
};

constexpr uint32_t kTransposeWeights = 1;
constexpr uint32_t kAlignCorners = 8;
constexpr uint32_t kKeepDims = 0x40;

constexpr const char* kMisfit = "has a graph with nodes that do not fit together";

/**
 * What infer_shapes does. One function for each kind of node reads the node's fields, by their order in the schema, and
 * produces the shapes of its outputs; they live in files by what the nodes do.
 */
class Shapes {
 public:
  /** Neither is owned; the shapes go into dims. */
  Shapes(const Graph& graph, std::map<uint32_t, Dims>& dims) : graph_(graph), dims_(dims) {}

  void infer();

 private:
  void infer(Node kind, const flatbuffer::Table& node);

  // What all nodes are read with.
  static uint32_t flags(const flatbuffer::Table& node, unsigned field, uint32_t allowed);
  const Dims& input(const flatbuffer::Table& node, unsigned field) const;
  const Dims& shape(uint32_t id) const;
  /** An input of four dimensions: batch, height, width, channels. */
  const Dims& image(const flatbuffer::Table& node, unsigned field) const;
  const Value& constant(uint32_t id) const;
  void produce(const flatbuffer::Table& node, unsigned field, Dims dims);
  static Dims broadcast(const Dims& a, const Dims& b);
  void bias(uint32_t id, uint64_t channels) const;

  // xnnpack_window_shapes.cpp
  void convolution(Node kind, const flatbuffer::Table& node);
  void pooling(Node kind, const flatbuffer::Table& node);
  void arg_max_pooling(const flatbuffer::Table& node);

  // xnnpack_rearranged_shapes.cpp
  void transpose(const flatbuffer::Table& node);
  void pad(const flatbuffer::Table& node);
  void reshape(const flatbuffer::Table& node);
  void slice(const flatbuffer::Table& node);
  void concatenate(const flatbuffer::Table& node, std::initializer_list<unsigned> fields);

  // xnnpack_product_shapes.cpp
  void fully_connected(const flatbuffer::Table& node);
  void batch_matrix_multiply(const flatbuffer::Table& node);
  void attention(const flatbuffer::Table& node);

  const Graph& graph_;
  std::map<uint32_t, Dims>& dims_;
};

}  // namespace etjni::xnnpack
