// The nodes that slide a window over an image: convolutions and poolings.

#include "core/xnnpack_shapes.h"

namespace etjni::xnnpack {
namespace {

using flatbuffer::require;
using flatbuffer::Table;

// A stride, kernel, dilation or padding beyond this is damage.
constexpr uint32_t kMaxWindow = 1U << 14U;

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

uint64_t window(const Table& node, unsigned field, uint32_t least) {
  const auto size = node.number<uint32_t>(field);
  require(size >= least && size <= kMaxWindow, "has a graph with a window of an impossible size");
  return size;
}

/** What a transposed convolution does to a spatial dimension. */
uint64_t grow(const Window& window, uint64_t size, uint64_t adjustment) {
  require(adjustment < window.stride, "has a graph with a window of an impossible size");
  const uint64_t grown = (size - 1) * window.stride + adjustment + window.extent();
  return grown > window.padding ? grown - window.padding : 0;
}

}  // namespace

void Shapes::convolution(Node kind, const Table& node) {
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

void Shapes::pooling(Node kind, const Table& node) {
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

void Shapes::arg_max_pooling(const Table& node) {
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

}  // namespace etjni::xnnpack
