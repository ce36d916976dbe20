#pragma once

#include <executorch/extension/data_loader/buffer_data_loader.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/method.h"
#include "core/program_file.h"

namespace etjni {

/** One option for one backend. */
struct Option {
  std::string backend;
  std::string key;
  int value;
};

/** What a program says about an input or output. */
struct ValueInfo {
  executorch::runtime::Tag tag;
  executorch::aten::ScalarType dtype;
  bool planned;
  std::vector<int32_t> sizes;
};

/** What callers pass to a method: a tensor, or a value of another kind in `scalar`. */
struct Argument {
  std::optional<TensorView> tensor;
  EValue scalar;
};

/**
 * A loaded program and its methods.
 *
 * Not thread-safe: the owner lets one call in at a time, those on bound methods included. Every function throws
 * Failure.
 */
class Module {
 public:
  Module(const std::string& path, LoadMode mode, int threads, bool profile, const std::vector<Option>& options);
  ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  std::vector<std::string> methods() const;
  std::vector<std::string> backends(const std::string& method) const;
  std::vector<ValueInfo> inputs(const std::string& method) const;
  std::vector<ValueInfo> outputs(const std::string& method) const;
  std::vector<size_t> planned_sizes(const std::string& method) const;

  void load_method(const std::string& method);

  /** The outputs live in the method's memory until its next execute(). */
  std::vector<EValue> execute(const std::string& method, const std::vector<Argument>& arguments);

  /** Loads a method of its own for a BoundMethod. The module must outlive it. */
  std::unique_ptr<Method> load_bound(const std::string& method, const std::vector<void*>& planned_addresses);

  /** Writes the profile of execute() since the last time; false if there is none or the file cannot be written. */
  bool write_profile(const std::string& path);

 private:
  executorch::runtime::MethodMeta meta(const std::string& method) const;
  MethodName name(const std::string& method) const { return {path_, method}; }
  void require_available(const std::string& method) const;

  /** A method that execute() uses, and memory for those of its outputs that the exporter did not plan. */
  struct Loaded {
    std::unique_ptr<Method> method;
    std::vector<std::vector<uint8_t>> outputs;
  };
  Loaded& loaded(const std::string& method);

  std::string path_;
  ProgramFile file_;
  executorch::extension::BufferDataLoader loader_;
  std::map<std::string, std::vector<BackendOption>> option_storage_;
  executorch::runtime::LoadBackendOptionsMap options_;
  std::unique_ptr<executorch::runtime::EventTracer> tracer_;
  std::unique_ptr<executorch::runtime::Program> program_;
  std::map<std::string, Loaded> loaded_;
};

}  // namespace etjni
