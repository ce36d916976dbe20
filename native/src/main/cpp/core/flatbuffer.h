#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace etjni::flatbuffer {

/** The bytes are not what they claim to be. The message says how, for the middle of a sentence. */
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/** Throws Malformed unless the claim holds. */
inline void require(bool holds, const char* claim) {
  if (!holds) {
    throw Malformed(claim);
  }
}

/** Little-endian numbers, as the format and every machine that this runs on has them. */
template <typename T>
T read(const uint8_t* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

/** A range of bytes of which every access is checked. Does not own them. */
class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  size_t size() const noexcept { return size_; }

  const uint8_t* at(uint64_t offset, uint64_t size) const {
    require(offset <= size_ && size <= size_ - offset, "refers to bytes beyond its end");
    return data_ + offset;
  }

  std::string_view text(uint64_t offset, uint64_t size) const {
    return {reinterpret_cast<const char*>(at(offset, size)), static_cast<size_t>(size)};
  }

  Bytes slice(uint64_t offset, uint64_t size) const { return {at(offset, size), static_cast<size_t>(size)}; }

  template <typename T>
  T get(uint64_t offset) const {
    return read<T>(at(offset, sizeof(T)));
  }

 private:
  const uint8_t* data_;
  size_t size_;
};

class Table;

/** A vector of numbers, or of offsets to tables; empty if it is absent. */
template <typename T>
class Vector {
 public:
  Vector() = default;
  Vector(Bytes buffer, uint64_t position)
      : buffer_(buffer), size_(buffer.get<uint32_t>(position)), begin_(position + 4) {
    buffer.at(begin_, uint64_t{size_} * sizeof(T));
  }

  uint32_t size() const noexcept { return size_; }
  uint64_t begin() const noexcept { return begin_; }

  T operator[](uint32_t index) const {
    require(index < size_, "refers to an element beyond the end of a list");
    return buffer_.get<T>(begin_ + uint64_t{index} * sizeof(T));
  }

 private:
  Bytes buffer_{nullptr, 0};
  uint32_t size_ = 0;
  uint64_t begin_ = 0;
};

/** A vector of tables. */
class Tables {
 public:
  Tables() = default;
  Tables(Bytes buffer, uint64_t position) : buffer_(buffer), offsets_(buffer, position) {}

  uint32_t size() const noexcept { return offsets_.size(); }
  inline Table operator[](uint32_t index) const;

 private:
  Bytes buffer_{nullptr, 0};
  Vector<uint32_t> offsets_;
};

/**
 * A table, read by the numbers of its fields in the schema (a union has two: its type, then its value). Readers follow
 * the schema, which does not recurse, so that their depth is bounded whatever the bytes say.
 */
class Table {
 public:
  Table(Bytes buffer, uint64_t position) : buffer_(buffer), position_(position) {
    const int64_t vtable = static_cast<int64_t>(position) - buffer.get<int32_t>(position);
    require(vtable >= 0, "has a table without a description");
    vtable_ = static_cast<uint64_t>(vtable);
    fields_size_ = buffer.get<uint16_t>(vtable_);
    table_size_ = buffer.get<uint16_t>(vtable_ + 2);
    require(fields_size_ >= 4 && fields_size_ % 2 == 0, "has a table with a damaged description");
    buffer.at(vtable_, fields_size_);
    buffer.at(position, table_size_);
  }

  /** The table that a flatbuffer starts with. */
  static Table root(Bytes buffer) { return {buffer, buffer.get<uint32_t>(0)}; }

  bool has(unsigned field) const { return position_of(field, 1) != 0; }

  template <typename T>
  T number(unsigned field, T otherwise = 0) const {
    const uint64_t position = position_of(field, sizeof(T));
    return position == 0 ? otherwise : buffer_.get<T>(position);
  }

  std::optional<Table> table(unsigned field) const {
    const uint64_t target = target_of(field);
    return target == 0 ? std::nullopt : std::optional<Table>(Table(buffer_, target));
  }

  Table required_table(unsigned field, const char* claim) const {
    const auto found = table(field);
    require(found.has_value(), claim);
    return *found;
  }

  Tables tables(unsigned field) const {
    const uint64_t target = target_of(field);
    return target == 0 ? Tables() : Tables(buffer_, target);
  }

  template <typename T>
  Vector<T> numbers(unsigned field) const {
    const uint64_t target = target_of(field);
    return target == 0 ? Vector<T>() : Vector<T>(buffer_, target);
  }

  /** A vector of bytes; empty if it is absent. */
  Bytes bytes(unsigned field) const {
    const auto vector = numbers<uint8_t>(field);
    return buffer_.slice(vector.begin(), vector.size());
  }

  std::optional<std::string> text(unsigned field) const {
    const uint64_t target = target_of(field);
    if (target == 0) {
      return std::nullopt;
    }
    const Vector<char> characters(buffer_, target);
    const auto* begin = reinterpret_cast<const char*>(buffer_.at(characters.begin(), uint64_t{characters.size()} + 1));
    require(begin[characters.size()] == '\0', "has a text without an end");
    return std::string(begin, characters.size());
  }

  std::string required_text(unsigned field, const char* claim) const {
    auto found = text(field);
    require(found.has_value(), claim);
    return *std::move(found);
  }

 private:
  /** Where a field's bytes are, or 0 if the table leaves it out. */
  uint64_t position_of(unsigned field, size_t size) const {
    const unsigned entry = 4 + 2 * field;
    if (entry + 2 > fields_size_) {
      return 0;
    }
    const auto offset = buffer_.get<uint16_t>(vtable_ + entry);
    require(offset == 0 || (offset >= 4 && offset + size <= table_size_), "has a field outside its table");
    return offset == 0 ? 0 : position_ + offset;
  }

  uint64_t target_of(unsigned field) const {
    const uint64_t position = position_of(field, sizeof(uint32_t));
    return position == 0 ? 0 : position + buffer_.get<uint32_t>(position);
  }

  Bytes buffer_;
  uint64_t position_;
  uint64_t vtable_ = 0;
  uint16_t fields_size_ = 0;
  uint16_t table_size_ = 0;
};

inline Table Tables::operator[](uint32_t index) const {
  const uint64_t entry = offsets_.begin() + uint64_t{index} * sizeof(uint32_t);
  return {buffer_, entry + offsets_[index]};
}

}  // namespace etjni::flatbuffer
