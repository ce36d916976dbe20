#include "core/module.h"

#include <executorch/devtools/etdump/etdump_flatcc.h>
#include <executorch/runtime/backend/interface.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <utility>

#include "core/failure.h"
#include "core/log.h"
#include "core/process.h"
#include "core/program_check.h"

// The recorder's own way to free what it hands out; exported, but in no header that is shipped.
extern "C" void flatcc_builder_aligned_free(void* memory);

namespace etjni {
namespace {

namespace et = executorch::runtime;
using executorch::etdump::ETDumpGen;

std::unique_ptr<et::Program> load_program(const std::string& path, et::DataLoader& loader) {
  auto program = et::Program::load(&loader, et::Program::Verification::InternalConsistency);
  if (!program.ok()) {
    throw Failure(program.error(), quoted(path) + " is not a program that this runtime can load; export it again");
  }
  return std::make_unique<et::Program>(std::move(*program));
}

BackendOption to_option(const Option& option) {
  BackendOption result{};
  std::strncpy(result.key, option.key.c_str(), sizeof(result.key) - 1);
  result.value = option.value;
  return result;
}

}  // namespace

Module::Module(const std::string& path, LoadMode mode, int threads, bool profile, const std::vector<Option>& options)
    : path_(path), file_(path, mode), loader_(file_.data(), file_.size()) {
  for (const auto& option : options) {
    option_storage_[option.backend].push_back(to_option(option));
  }
  for (auto& [backend, values] : option_storage_) {
    if (options_.set_options(backend.c_str(), {values.data(), values.size()}) != Error::Ok) {
      throw Failure(Error::InvalidArgument, "Options for more backends than the runtime takes; leave some out");
    }
  }
  if (profile) {
    tracer_ = std::make_unique<ETDumpGen>();
  }
  check_program(file_.data(), file_.size(), path);
  program_ = load_program(path, loader_);
  require_threads(threads);
}

Module::~Module() = default;

void Module::require_available(const std::string& method) const {
  for (const auto& backend : backends(method)) {
    const auto* registered = et::get_backend_class(backend.c_str());
    if (registered == nullptr || !registered->is_available()) {
      throw Failure(Error::NotFound, name(method).text() + " needs the backend " + quoted(backend) + ", which this " +
                                         (registered == nullptr ? "runtime" : "machine") +
                                         " does not have; add its library with EXECUTORCH_BACKEND_DIR or export for " +
                                         "another backend");
    }
  }
  const auto registered = registered_operators();
  std::string missing;
  for (const auto& needed : operators_of(file_.data(), file_.size(), method)) {
    if (!std::binary_search(registered.begin(), registered.end(), needed)) {
      missing += (missing.empty() ? "" : ", ") + needed;
    }
  }
  if (!missing.empty()) {
    throw Failure(Error::OperatorMissing, name(method).text() + " needs the operator " + missing +
                                              ", which this runtime does not have; add its library with " +
                                              "EXECUTORCH_BACKEND_DIR or export without it");
  }
}

Module::Loaded& Module::loaded(const std::string& method) {
  if (const auto found = loaded_.find(method); found != loaded_.end()) {
    return found->second;
  }
  require_available(method);
  Loaded loaded{std::make_unique<Method>(*program_, name(method), options_, std::vector<void*>{}, tracer_.get()), {}};
  const auto& meta = loaded.method->meta();
  for (size_t i = 0; i < meta.num_outputs(); ++i) {
    const auto tensor = meta.output_tensor_meta(i);
    if (tensor.ok()) {
      require_row_major(*tensor, name(method), "output " + std::to_string(i));
      if (!tensor->is_memory_planned()) {
        loaded.outputs.emplace_back(tensor->nbytes());
        loaded.method->set_output(i, loaded.outputs.back().data(), tensor->nbytes());
      }
    }
  }
  return loaded_.emplace(method, std::move(loaded)).first->second;
}

void Module::load_method(const std::string& method) { loaded(method); }

std::vector<EValue> Module::execute(const std::string& method, const std::vector<Argument>& arguments) {
  Method& ready = *loaded(method).method;
  const size_t expected = ready.meta().num_inputs();
  if (arguments.size() != expected) {
    throw Failure(Error::InvalidArgument, name(method).text() + " takes " + std::to_string(expected) + " inputs, not " +
                                              std::to_string(arguments.size()));
  }
  for (size_t i = 0; i < expected; ++i) {
    if (arguments[i].tensor) {
      if (const auto info = ready.meta().input_tensor_meta(i); info.ok()) {
        require_row_major(*info, name(method), "input " + std::to_string(i));
      }
      ready.set_input(i, *arguments[i].tensor);
    } else {
      ready.set_input(i, arguments[i].scalar);
    }
  }
  ready.execute();
  std::vector<EValue> outputs;
  for (size_t i = 0; i < ready.meta().num_outputs(); ++i) {
    outputs.push_back(ready.output(i));
  }
  return outputs;
}

std::unique_ptr<Method> Module::load_bound(const std::string& method, const std::vector<void*>& planned_addresses) {
  require_available(method);
  return std::make_unique<Method>(*program_, name(method), options_, planned_addresses, nullptr);
}

bool Module::write_profile(const std::string& path) {
  auto* recorder = static_cast<ETDumpGen*>(tracer_.get());
  if (recorder == nullptr) {
    return false;
  }
  const auto dump = recorder->get_etdump_data();
  if (dump.buf == nullptr) {
    return false;
  }
  const std::unique_ptr<void, decltype(&flatcc_builder_aligned_free)> owned(dump.buf, &flatcc_builder_aligned_free);
  recorder->reset();
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return false;
  }
  const bool written = std::fwrite(dump.buf, 1, dump.size, file) == dump.size;
  return std::fclose(file) == 0 && written;
}

}  // namespace etjni
