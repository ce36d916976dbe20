#include "core/program_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/failure.h"

namespace etjni {
namespace {

constexpr size_t kAlignment = 64;

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw Failure(Error::AccessFailed, quoted(path) + " cannot be " + what + ": " + std::strerror(errno));
}

void read_all(int fd, uint8_t* data, size_t size, const std::string& path) {
  size_t done = 0;
  while (done < size) {
    const ssize_t n = ::read(fd, data + done, size - done);
    if (n > 0) {
      done += static_cast<size_t>(n);
    } else if (n == 0) {
      throw Failure(Error::AccessFailed, quoted(path) + " became shorter while it was read; load it again");
    } else if (errno != EINTR) {
      fail(path, "read");
    }
  }
}

}  // namespace

ProgramFile::ProgramFile(const std::string& path, LoadMode mode) : mapped_(mode != LoadMode::kFile) {
  const Descriptor file(path);
  struct stat status = {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    fail(path, "opened");
  }
  if (!S_ISREG(status.st_mode) || status.st_size == 0) {
    throw Failure(Error::InvalidProgram,
                  quoted(path) + (S_ISREG(status.st_mode) ? " is empty" : " is not a file") + "; name a .pte file");
  }
  size_ = static_cast<size_t>(status.st_size);

  if (mapped_) {
    // Writable and private: a program that writes to its constants gets pages of its own, not a signal.
    void* mapping = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.get(), 0);
    if (mapping == MAP_FAILED) {
      fail(path, "mapped");
    }
    if (mode != LoadMode::kMmap && ::mlock(mapping, size_) != 0 && mode == LoadMode::kMmapLocked) {
      const int reason = errno;
      ::munmap(mapping, size_);
      errno = reason;
      fail(path, "locked in memory (raise the limit, ulimit -l, or use LOAD_MODE_MMAP)");
    }
    data_ = static_cast<uint8_t*>(mapping);
    return;
  }

  void* memory = nullptr;
  if (::posix_memalign(&memory, kAlignment, size_) != 0) {
    throw Failure(Error::MemoryAllocationFailed,
                  quoted(path) + " has " + std::to_string(size_) + " bytes, which this machine cannot hold");
  }
  data_ = static_cast<uint8_t*>(memory);
  try {
    read_all(file.get(), data_, size_, path);
  } catch (...) {
    std::free(data_);
    throw;
  }
}

ProgramFile::~ProgramFile() {
  if (mapped_) {
    ::munmap(data_, size_);
  } else {
    std::free(data_);
  }
}

}  // namespace etjni
