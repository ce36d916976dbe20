#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/flatbuffer.h"

namespace etjni {

/** Throws Failure unless a file begins like a program of the version that the runtime reads. */
void require_identifier(flatbuffer::Bytes file, const std::string& path);

/** The parts of a program file, each checked to lie within it. Throws flatbuffer::Malformed. */
class ProgramLayout {
 public:
  explicit ProgramLayout(flatbuffer::Bytes file);

  /** The methods' plans. */
  const flatbuffer::Tables& plans() const noexcept { return plans_; }

  /** The bytes of a delegate, by its reference in the plan. */
  flatbuffer::Bytes delegate_data(const flatbuffer::Table& reference) const;

  /** The bytes of a named piece of data; nothing if it is not in this file. */
  const flatbuffer::Bytes* named_data(const std::string& name) const;

  /** Throws unless constant data of that index has that many bytes. */
  void require_constant(uint32_t index, uint64_t size) const;

  /** Throws unless the initial data of a mutable tensor has that many bytes. */
  void require_initial(uint64_t segments_index, uint32_t index, uint64_t size) const;

 private:
  flatbuffer::Bytes segment(uint32_t index) const;
  void require_within(const flatbuffer::Table& subsegments, uint32_t index, uint64_t size) const;

  flatbuffer::Table program_;
  flatbuffer::Tables plans_;
  std::vector<flatbuffer::Bytes> segments_;
  std::map<std::string, flatbuffer::Bytes> named_;
};

}  // namespace etjni
