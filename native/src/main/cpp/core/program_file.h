#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace etjni {

/** How the bytes of a program get into memory; the numbers are those of Module.LOAD_MODE_ in Java. */
enum class LoadMode : uint8_t { kFile = 0, kMmap = 1, kMmapLocked = 2, kMmapLockedIfPossible = 3 };

/**
 * The bytes of a file, read or mapped, for as long as this object lives.
 *
 * Read-only and safe to share between threads. Start on a 64-byte boundary. A mapped file must not be truncated
 * meanwhile: touching the missing pages ends the process.
 */
class ProgramFile {
 public:
  /** Throws Failure if the file cannot be read, mapped or locked. */
  ProgramFile(const std::string& path, LoadMode mode);
  ~ProgramFile();
  ProgramFile(const ProgramFile&) = delete;
  ProgramFile& operator=(const ProgramFile&) = delete;

  const uint8_t* data() const noexcept { return data_; }
  size_t size() const noexcept { return size_; }

 private:
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
  bool mapped_;
};

}  // namespace etjni
