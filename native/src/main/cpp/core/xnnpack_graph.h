#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/program_layout.h"

namespace etjni::xnnpack {

/** Element types, by their number in ExecuTorch's backends/xnnpack/serialization/schema.fbs. */
enum class Datatype : int16_t {
  kInvalid,
  kFp32,
  kFp16,
  kQint8,
  kQuint8,
  kQint32,
  kQcint8,
  kQcint32,
  kQcint4,
  kQdint8,
  kQbint4,
  kQpint8,
  kInt32,
  kPfp32,
  kBf16,
};

using Dims = std::vector<uint64_t>;

constexpr uint32_t kNoId = UINT32_MAX;
constexpr size_t kMaxRank = 6;
// No value of a graph may be bigger: far beyond any model for a device, far below what stops the machine.
constexpr uint64_t kMaxElements = uint64_t{1} << 29U;

struct Value {
  Datatype datatype;
  Dims dims;
  bool constant;
  /** Position in the delegate's arguments, or kNoId. */
  uint32_t external;
  bool is_input;
  bool is_output;
};

struct Graph {
  std::map<uint32_t, Value> values;
  flatbuffer::Tables nodes;

  const Value& value(uint32_t id) const;
};

/** The number of elements; throws flatbuffer::Malformed if it is none or too many. */
uint64_t elements(const Dims& dims);

/** Reads a delegate's graph and checks its values: their shapes, constants and quantization. */
Graph read_graph(flatbuffer::Bytes data, const ProgramLayout& layout);

/**
 * Computes the shapes that the nodes' outputs will have, in the order of execution.
 *
 * @param dims the shapes of constants and inputs; those of the other values are added
 */
void infer_shapes(const Graph& graph, std::map<uint32_t, Dims>& dims);

}  // namespace etjni::xnnpack
