#include <algorithm>

#include "core/xnnpack_graph.h"

namespace etjni::xnnpack {
namespace {

using flatbuffer::require;
using flatbuffer::Table;

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

// A stride, kernel, dilation or padding beyond this is damage.
constexpr uint32_t kMaxWindow = 1U << 14U;

constexpr const char* kMisfit = "has a graph with nodes that do not fit together";

/** What a window that slides over one spatial dimension does to it. */
struct Window {
  uint64_t padding;
  uint64_t kernel;
  uint64_t stride;
  uint64_t dilation;

  uint64_t extent() const { return (kernel - 1) * dilation + 1; }
  uint64_t slide(uint64_t size) const {
    const uint64_t padded = size + padding;
    return (padded > extent() ? padded - extent() : 0) / stride + 1;
  }
};

class Shapes {
 public:
  Shapes(const Graph& graph, std::map<uint32_t, Dims>& dims) : graph_(graph), dims_(dims) {}

  void infer() {
    for (uint32_t i = 0; i < graph_.nodes.size(); ++i) {
      const auto content = graph_.nodes[i].required_table(1, "has a graph with an empty node");
      infer(static_cast<Node>(graph_.nodes[i].number<uint8_t>(0)), content);
    }
  }

 private:
  void infer(Node kind, const Table& node) {
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

  static uint32_t flags(const Table& node, unsigned field, uint32_t allowed) {
    const auto flags = node.number<uint32_t>(field);
    require((flags & ~allowed) == 0, "has a graph with a node of unknown flags");
    return flags;
  }

  const Dims& input(const Table& node, unsigned field) const { return shape(node.number<uint32_t>(field)); }

  const Dims& shape(uint32_t id) const {
    graph_.value(id);
    const auto found = dims_.find(id);
    require(found != dims_.end(), "has a graph with nodes in an impossible order");
    return found->second;
  }

  /** An input of four dimensions: batch, height, width, channels. */
  const Dims& image(const Table& node, unsigned field) const {
    const auto& dims = input(node, field);
    require(dims.size() == 4, kMisfit);
    return dims;
  }

  const Value& constant(uint32_t id) const {
    const auto& value = graph_.value(id);
    require(value.constant, "has a graph with weights that are not there");
    return value;
  }

  void produce(const Table& node, unsigned field, Dims dims) {
    const auto id = node.number<uint32_t>(field);
    const auto& value = graph_.value(id);
    elements(dims);
    require(dims.size() <= kMaxRank && !value.constant && !value.is_input && dims_.emplace(id, std::move(dims)).second,
            "has a graph with a node that writes where it must not");
  }

  static uint64_t window(const Table& node, unsigned field, uint32_t least) {
    const auto size = node.number<uint32_t>(field);
    require(size >= least && size <= kMaxWindow, "has a graph with a window of an impossible size");
    return size;
  }

  static Dims broadcast(const Dims& a, const Dims& b) {
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

  void bias(uint32_t id, uint64_t channels) const {
    if (id != kNoId) {
      require(elements(constant(id).dims) == channels, kMisfit);
    }
  }

  void fully_connected(const Table& node) {
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

  void convolution(Node kind, const Table& node) {
    flags(node, 19, 0);
    const Window vertical{window(node, 0, 0) + window(node, 2, 0), window(node, 4, 1), window(node, 6, 1),
                          window(node, 8, 1)};
    const Window horizontal{window(node, 1, 0) + window(node, 3, 0), window(node, 5, 1), window(node, 7, 1),
                            window(node, 9, 1)};
    const auto group_inputs = node.number<uint32_t>(10);
    const auto group_outputs = node.number<uint32_t>(11);
    const auto groups = node.number<uint32_t>(12);
    const uint64_t inputs = elements({groups, group_inputs});
    const uint64_t outputs = elements({groups, group_outputs});
    const auto& in = image(node, 15);
    require(in[3] == inputs, kMisfit);

    const auto& filter = constant(node.number<uint32_t>(16)).dims;
    const Dims expected = kind == Node::kDepthwiseConv2d
                              ? Dims{1, vertical.kernel, horizontal.kernel, outputs}
                              : Dims{outputs, vertical.kernel, horizontal.kernel, group_inputs};
    require(filter == expected && (kind != Node::kDepthwiseConv2d || group_inputs == 1), kMisfit);
    bias(node.number<uint32_t>(17), outputs);

    if (kind == Node::kConvTranspose2d) {
      return produce(
          node, 18,
          {in[0], grow(vertical, in[1], window(node, 13, 0)), grow(horizontal, in[2], window(node, 14, 0)), outputs});
    }
    produce(node, 18, {in[0], vertical.slide(in[1]), horizontal.slide(in[2]), outputs});
  }

  /** What a transposed convolution does to a spatial dimension. */
  static uint64_t grow(const Window& window, uint64_t size, uint64_t adjustment) {
    require(adjustment < window.stride, "has a graph with a window of an impossible size");
    const uint64_t grown = (size - 1) * window.stride + adjustment + window.extent();
    return grown > window.padding ? grown - window.padding : 0;
  }

  void pooling(Node kind, const Table& node) {
    flags(node, 12, kKeepDims);
    // Average pooling has no dilation.
    const bool dilated = kind == Node::kMaxPooling2d;
    const Window vertical{window(node, 0, 0) + window(node, 2, 0), window(node, 4, 1), window(node, 6, 1),
                          dilated ? window(node, 8, 1) : 1};
    const Window horizontal{window(node, 1, 0) + window(node, 3, 0), window(node, 5, 1), window(node, 7, 1),
                            dilated ? window(node, 9, 1) : 1};
    const auto& in = image(node, 10);
    produce(node, 11, {in[0], vertical.slide(in[1]), horizontal.slide(in[2]), in[3]});
  }

  void arg_max_pooling(const Table& node) {
    flags(node, 9, kKeepDims);
    const uint64_t height = window(node, 4, 1);
    const uint64_t width = window(node, 5, 1);
    const Window vertical{window(node, 0, 0) + window(node, 2, 0), height, height, 1};
    const Window horizontal{window(node, 1, 0) + window(node, 3, 0), width, width, 1};
    const auto& in = image(node, 6);
    const Dims out{in[0], vertical.slide(in[1]), horizontal.slide(in[2]), in[3]};
    produce(node, 7, out);
    produce(node, 8, out);
  }

  void transpose(const Table& node) {
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

  void pad(const Table& node) {
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

  void reshape(const Table& node) {
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

  void slice(const Table& node) {
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

  void concatenate(const Table& node, std::initializer_list<unsigned> fields) {
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

  void batch_matrix_multiply(const Table& node) {
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

  void attention(const Table& node) {
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

  const Graph& graph_;
  std::map<uint32_t, Dims>& dims_;
};

}  // namespace

void infer_shapes(const Graph& graph, std::map<uint32_t, Dims>& dims) { Shapes(graph, dims).infer(); }

}  // namespace etjni::xnnpack
