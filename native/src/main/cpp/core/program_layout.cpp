#include "core/program_layout.h"

#include <cctype>
#include <string_view>

#include "core/failure.h"

namespace etjni {
namespace {

using flatbuffer::Bytes;
using flatbuffer::require;
using flatbuffer::Table;

constexpr std::string_view kIdentifier = "ET12";
constexpr size_t kIdentifierOffset = 4;

// The header that may follow the identifier: magic, its length, the size of the flatbuffer, the start of the segments.
constexpr std::string_view kHeaderMagic = "eh00";
constexpr size_t kHeaderOffset = 8;
constexpr size_t kHeadSize = 64;

// Fields of the tables, by their order in ExecuTorch's schema/program.fbs.
namespace program_field {
enum : unsigned {
  kVersion,
  kPlans,
  kConstantBuffer,
  kDelegateData,
  kSegments,
  kConstantSegment,
  kMutableSegments,
  kNamedData
};
}
namespace offsets_field {
enum : unsigned { kSegment, kOffsets };
}

struct Head {
  uint64_t program_size;
  uint64_t segments_offset;
};

Head read_head(Bytes file) {
  if (file.text(kHeaderOffset, kHeaderMagic.size()) != kHeaderMagic) {
    return {file.size(), 0};
  }
  return {file.get<uint64_t>(kHeaderOffset + 8), file.get<uint64_t>(kHeaderOffset + 16)};
}

Table root_of(Bytes file) {
  const Head head = read_head(file);
  require(head.program_size <= file.size(), "is shorter than its header says");
  return Table::root(file.slice(0, head.program_size));
}

}  // namespace

void require_identifier(Bytes file, const std::string& path) {
  if (file.size() < kHeadSize) {
    throw Failure(Error::InvalidProgram,
                  quoted(path) + " is no ExecuTorch program: it has " + std::to_string(file.size()) + " bytes only");
  }
  const auto identifier = file.text(kIdentifierOffset, kIdentifier.size());
  if (identifier == kIdentifier) {
    return;
  }
  if (identifier.substr(0, 2) == kIdentifier.substr(0, 2) && std::isdigit(identifier[2]) != 0 &&
      std::isdigit(identifier[3]) != 0) {
    throw Failure(Error::InvalidProgram, quoted(path) + " is a program of format " + std::string(identifier) +
                                             ", this runtime reads " + std::string(kIdentifier) +
                                             "; export it with the version of ExecuTorch that runs it");
  }
  throw Failure(Error::InvalidProgram, quoted(path) + " is no ExecuTorch program; name a .pte file");
}

ProgramLayout::ProgramLayout(Bytes file) : program_(root_of(file)), plans_(program_.tables(program_field::kPlans)) {
  require(plans_.size() > 0, "has no method");
  const uint64_t segments_offset = read_head(file).segments_offset;
  require(segments_offset <= file.size(), "ends before its data");
  const auto segments = program_.tables(program_field::kSegments);
  for (uint32_t i = 0; i < segments.size(); ++i) {
    const auto offset = segments[i].number<uint64_t>(0);
    const auto size = segments[i].number<uint64_t>(1);
    require(size == 0 || segments_offset > 0, "has data without a place for it");
    require(offset <= file.size() - segments_offset, "ends before its data");
    segments_.push_back(file.slice(segments_offset + offset, size));
  }
  const auto named = program_.tables(program_field::kNamedData);
  for (uint32_t i = 0; i < named.size(); ++i) {
    named_.emplace(named[i].required_text(0, "has data without a name"), segment(named[i].number<uint32_t>(1)));
  }
  if (const auto constants = program_.table(program_field::kConstantSegment);
      constants && constants->numbers<uint64_t>(offsets_field::kOffsets).size() > 1) {
    segment(constants->number<uint32_t>(offsets_field::kSegment));
    require(program_.tables(program_field::kConstantBuffer).size() == 0, "keeps its constants in two places");
  }
}

Bytes ProgramLayout::segment(uint32_t index) const {
  require(index < segments_.size(), "refers to data that it does not have");
  return segments_[index];
}

Bytes ProgramLayout::delegate_data(const Table& reference) const {
  const auto location = reference.number<int8_t>(0);
  const auto index = reference.number<uint32_t>(1);
  if (location == 1) {
    return segment(index);
  }
  require(location == 0, "keeps a delegate's data in an unknown place");
  const auto inline_data = program_.tables(program_field::kDelegateData);
  require(index < inline_data.size(), "refers to a delegate's data that it does not have");
  return inline_data[index].bytes(0);
}

const Bytes* ProgramLayout::named_data(const std::string& name) const {
  const auto found = named_.find(name);
  return found == named_.end() ? nullptr : &found->second;
}

void ProgramLayout::require_constant(uint32_t index, uint64_t size) const {
  if (const auto constants = program_.table(program_field::kConstantSegment);
      constants && constants->numbers<uint64_t>(offsets_field::kOffsets).size() > 1) {
    require_within(*constants, index, size);
    return;
  }
  const auto buffers = program_.tables(program_field::kConstantBuffer);
  require(index < buffers.size() && buffers[index].bytes(0).size() >= size, "has a constant that is too short");
}

void ProgramLayout::require_initial(uint64_t segments_index, uint32_t index, uint64_t size) const {
  const auto segments = program_.tables(program_field::kMutableSegments);
  require(segments_index < segments.size(), "refers to initial data that it does not have");
  require_within(segments[static_cast<uint32_t>(segments_index)], index, size);
}

void ProgramLayout::require_within(const Table& subsegments, uint32_t index, uint64_t size) const {
  const auto offset = subsegments.numbers<uint64_t>(offsets_field::kOffsets)[index];
  segment(subsegments.number<uint32_t>(offsets_field::kSegment)).at(offset, size);
}

}  // namespace etjni
