#include "core/xnnpack_graph.h"

#include <string_view>

namespace etjni::xnnpack {
namespace {

using flatbuffer::Bytes;
using flatbuffer::require;
using flatbuffer::Table;

// A header may precede the graph: magic at 4, then where the graph and the constants are.
constexpr std::string_view kHeaderMagic = "XH00";
constexpr size_t kHeaderSize = 30;

constexpr uint32_t kFlagInput = 1;
constexpr uint32_t kFlagOutput = 2;

// Fields of the tables, by their order in backends/xnnpack/serialization/schema.fbs.
namespace graph_field {
enum : unsigned {
  kVersion,
  kNodes,
  kValues,
  kExterns,
  kInputs,
  kOutputs,
  kConstantBuffer,
  kBufferSizes,
  kConstantData
};
}
namespace value_field {
enum : unsigned { kDatatype, kRank, kDims, kConstant, kExternal, kFlags, kId, kDynamicDatatype };
}

enum class Quantization : uint8_t { kPerChannel = 1, kPerTensor, kPerToken, kPerChannelGroup };

/** The two parts of a delegate's data. */
struct Parts {
  Bytes graph;
  Bytes constants;
};

Parts split(Bytes data) {
  if (data.size() < kHeaderSize || data.text(4, kHeaderMagic.size()) != kHeaderMagic) {
    return {data, data.slice(0, 0)};
  }
  return {data.slice(data.get<uint32_t>(10), data.get<uint32_t>(14)),
          data.slice(data.get<uint32_t>(18), data.get<uint64_t>(22))};
}

uint64_t bytes_of(Datatype datatype, const Dims& dims) {
  switch (datatype) {
    case Datatype::kFp32:
    case Datatype::kQint32:
    case Datatype::kQcint32:
    case Datatype::kInt32:
    case Datatype::kPfp32:
      return elements(dims) * 4;
    case Datatype::kFp16:
    case Datatype::kBf16:
      return elements(dims) * 2;
    case Datatype::kQcint4:
    case Datatype::kQbint4:
      // Two to a byte, each row from a new byte.
      return elements(dims) / dims.back() * ((dims.back() + 1) / 2);
    default:
      return elements(dims);
  }
}

class Reader {
 public:
  Reader(Bytes data, const ProgramLayout& layout)
      : layout_(layout), parts_(split(data)), root_(Table::root(parts_.graph)) {}

  Graph read() {
    Graph graph{{}, root_.tables(graph_field::kNodes)};
    const auto values = root_.tables(graph_field::kValues);
    for (uint32_t i = 0; i < values.size(); ++i) {
      const auto kind = values[i].number<uint8_t>(0);
      const auto content = values[i].required_table(1, "has a graph with an empty value");
      require(kind == 1 || kind == 2, "has a graph with a value of an unknown kind");
      const auto base = kind == 1 ? content : content.required_table(0, "has a graph with an empty value");
      const auto value = read_value(base);
      if (kind == 2) {
        check_quantization(content, value);
      }
      require(graph.values.emplace(base.number<uint32_t>(value_field::kId), value).second,
              "has a graph with two values of one name");
    }
    return graph;
  }

 private:
  Value read_value(const Table& content) {
    const auto datatype = content.number<int16_t>(value_field::kDatatype);
    require(datatype > 0 && datatype <= static_cast<int16_t>(Datatype::kBf16),
            "has a graph with a value of an unknown type");
    const auto sizes = content.numbers<uint32_t>(value_field::kDims);
    require(sizes.size() <= kMaxRank && sizes.size() == content.number<uint32_t>(value_field::kRank),
            "has a graph with a value without a shape");
    Value value{
        static_cast<Datatype>(datatype), {}, false, content.number<uint32_t>(value_field::kExternal), false, false};
    for (uint32_t i = 0; i < sizes.size(); ++i) {
      value.dims.push_back(sizes[i]);
    }
    elements(value.dims);
    const auto flags = content.number<uint32_t>(value_field::kFlags);
    value.is_input = flags == kFlagInput;
    value.is_output = flags == kFlagOutput;
    require(flags == 0 || value.is_input || value.is_output, "has a graph with a value of unknown use");
    require((flags == 0) == (value.external == kNoId), "has a graph with an input or output that is none");
    require(value.external == kNoId || value.external < root_.number<uint32_t>(graph_field::kExterns),
            "has a graph with an input or output that is none");
    if (const auto index = content.number<uint32_t>(value_field::kConstant); index != 0) {
      require(flags == 0 && !value.dims.empty(), "has a graph with a constant that is none");
      constant(index).at(0, bytes_of(value.datatype, value.dims));
      value.constant = true;
    }
    return value;
  }

  /** The bytes of a constant, from the data that the program names, the delegate's own, or the graph itself. */
  Bytes constant(uint32_t index) const {
    const auto entries = root_.tables(graph_field::kConstantData);
    if (entries.size() == 0) {
      const auto buffers = root_.tables(graph_field::kConstantBuffer);
      require(index < buffers.size(), "has a graph with a constant that is not there");
      return buffers[index].bytes(0);
    }
    require(index < entries.size(), "has a graph with a constant that is not there");
    if (const auto name = entries[index].text(2); name && !name->empty()) {
      const auto* named = layout_.named_data(*name);
      require(named != nullptr, "has a graph with a constant that is not there");
      return *named;
    }
    return parts_.constants.slice(entries[index].number<uint64_t>(0), entries[index].number<uint64_t>(1));
  }

  void check_quantization(const Table& content, const Value& value) const {
    const auto parameters = content.required_table(2, "has a graph with a quantized value without a scale");
    switch (static_cast<Quantization>(content.number<uint8_t>(1))) {
      case Quantization::kPerChannel: {
        const auto channels = channels_of(parameters, value);
        check_scales(parameters, 2, 3, channels, sizeof(float));
        break;
      }
      case Quantization::kPerTensor:
        break;
      case Quantization::kPerToken:
        require(parameters.number<uint32_t>(0) <= value.dims.size(), "has a graph with a value of an impossible scale");
        break;
      case Quantization::kPerChannelGroup: {
        const auto group = parameters.number<int32_t>(2);
        require(value.dims.size() == 2 && group > 0 && value.dims[1] % static_cast<uint64_t>(group) == 0 &&
                    channels_of(parameters, value) == value.dims[0],
                "has a graph with a value of an impossible scale");
        const uint64_t scales = value.dims[0] * (value.dims[1] / static_cast<uint64_t>(group));
        if (const auto half = parameters.numbers<uint16_t>(3); half.size() > 0) {
          require(half.size() == scales, "has a graph with a value of an impossible scale");
        } else {
          check_scales(parameters, 4, 5, scales, sizeof(uint16_t));
        }
        break;
      }
      default:
        require(false, "has a graph with a value of an unknown scale");
    }
  }

  static uint64_t channels_of(const Table& parameters, const Value& value) {
    const auto dim = parameters.number<int32_t>(1);
    require(dim >= 0 && static_cast<size_t>(dim) < value.dims.size(),
            "has a graph with a value of an impossible scale");
    return value.dims[static_cast<size_t>(dim)];
  }

  /** Scales are in the graph itself, or a constant of a number that is said beside it. */
  void check_scales(const Table& parameters, unsigned index_field, unsigned count_field, uint64_t count,
                    size_t size) const {
    const auto scales = parameters.numbers<float>(0);
    if (scales.size() > 0) {
      require(scales.size() == count, "has a graph with a value of an impossible scale");
      return;
    }
    require(parameters.number<uint32_t>(count_field) == count, "has a graph with a value of an impossible scale");
    constant(parameters.number<uint32_t>(index_field)).at(0, count * size);
  }

  const ProgramLayout& layout_;
  Parts parts_;
  Table root_;
};

}  // namespace

const Value& Graph::value(uint32_t id) const {
  const auto found = values.find(id);
  require(found != values.end(), "has a graph with a node on a value that is not there");
  return found->second;
}

uint64_t elements(const Dims& dims) {
  uint64_t product = 1;
  for (const auto size : dims) {
    require(size > 0 && size <= kMaxElements / product, "has a graph with a value of an impossible size");
    product *= size;
  }
  return product;
}

Graph read_graph(Bytes data, const ProgramLayout& layout) { return Reader(data, layout).read(); }

}  // namespace etjni::xnnpack
