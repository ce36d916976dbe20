#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <limits>
#include <vector>

#include "core/columns.h"
#include "core/failure.h"
#include "core/log.h"
#include "core/module.h"
#include "core/process.h"
#include "core/utf.h"
#include "guarded_method.h"
#include "mutation.h"

// The core without a JVM: core_test FIXTURES runs the tests, core_test FIXTURES MODEL FIRST COUNT loads and runs that
// many damaged copies of a model in this process, one seed after the other.

namespace etjni::test {
namespace {

namespace fs = std::filesystem;
using executorch::aten::ScalarType;

fs::path fixtures;

struct Mismatch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void expect(bool holds, const std::string& what) {
  if (!holds) {
    throw Mismatch(what);
  }
}

template <typename Body>
void expect_failure(Error code, const std::string& text, Body body) {
  const LogScope log;
  try {
    body();
  } catch (const Failure& failure) {
    expect(failure.code() == code, std::string("another code than expected: ") + failure.what());
    expect(std::string(failure.what()).find(text) != std::string::npos, "no \"" + text + "\" in: " + failure.what());
    return;
  }
  throw Mismatch("no failure, expected: " + text);
}

std::string fixture(const std::string& name) { return (fixtures / (name + ".pte")).string(); }

std::vector<uint8_t> read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/** A file that is gone at the end of the scope. */
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::vector<uint8_t>& content)
      : path_(fs::temp_directory_path() / ("core_test-" + std::to_string(::getpid()) + ".pte")) {
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }
  ~TemporaryFile() { fs::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

/** Loads and runs every method of a program; true if all of it worked. */
bool works(const std::vector<uint8_t>& program, std::string& reason) {
  const TemporaryFile file(program);
  const LogScope log;
  try {
    Module module(file.path(), LoadMode::kFile, 1, false, {});
    for (const auto& method : module.methods()) {
      GuardedMethod(module, method).run();
    }
    return true;
  } catch (const Failure& failure) {
    reason = failure.what();
    return false;
  } catch (const RuntimeAbort& abort) {
    reason = abort.check;
    return false;
  } catch (const std::bad_alloc&) {
    reason = "out of memory";
    return false;
  }
}

int mutate(const fs::path& model, uint64_t first, uint64_t count) {
  const auto program = read(model);
  uint64_t working = 0;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    Mutation mutation(seed);
    const auto damaged = mutation.apply(program);
    std::cout << "seed " << seed << ' ' << mutation.description() << std::flush;
    std::string reason;
    const bool worked = works(damaged, reason);
    working += worked ? 1 : 0;
    std::cout << (worked ? "works" : reason) << std::endl;
  }
  std::cout << working << " of " << count << " work" << std::endl;
  return 0;
}

void adds() {
  Module module(fixture("add"), LoadMode::kFile, 1, false, {});
  std::vector<float> a{1, 2, 3, 4, 5, 6};
  std::vector<float> b{10, 20, 30, 40, 50, 60};
  const std::vector<Argument> arguments{{TensorView{ScalarType::Float, {2, 3}, a.data()}, {}},
                                        {TensorView{ScalarType::Float, {2, 3}, b.data()}, {}}};
  const auto outputs = module.execute("forward", arguments);
  expect(outputs.size() == 1 && outputs[0].toTensor().const_data_ptr<float>()[5] == 66, "the sum is wrong");
}

void binds(const std::string& name, LoadMode mode) {
  Module module(fixture(name), mode, 1, false, {});
  GuardedMethod bound(module, "forward");
  for (int round = 1; round <= 3; ++round) {
    bound.input(0)[4] = static_cast<float>(round);
    bound.input(1)[4] = 100;
    bound.run();
    expect(bound.output(0)[4] == static_cast<float>(100 + round), "the sum is wrong");
  }
}

void runs_on_the_set_of_inputs_it_is_told(const std::string& name) {
  Module module(fixture(name), LoadMode::kFile, 1, false, {});
  GuardedMethod bound(module, "forward", 2);
  for (size_t i = 0; i < 4; ++i) {
    bound.input(i)[4] = static_cast<float>(1 << i);
  }
  for (const size_t set : {0U, 1U, 1U, 0U}) {
    bound.run(set);
    expect(bound.output(0)[4] == (set == 0 ? 3.0F : 12.0F), "the sum is of other inputs");
  }
  expect_failure(Error::InvalidArgument, "is bound to 2 sets of inputs, there is no set 2", [&] { bound.run(2); });
}

void refuses_wrong_inputs() {
  Module module(fixture("add"), LoadMode::kFile, 1, false, {});
  std::vector<float> a(6);
  const Argument good{TensorView{ScalarType::Float, {2, 3}, a.data()}, {}};
  const Argument transposed{TensorView{ScalarType::Float, {3, 2}, a.data()}, {}};
  const Argument ints{TensorView{ScalarType::Int, {2, 3}, a.data()}, {}};
  const Argument number{std::nullopt, EValue(1.0)};
  const auto refused = [&](Error code, const std::string& text, const std::vector<Argument>& inputs) {
    expect_failure(code, text, [&] { module.execute("forward", inputs); });
  };
  refused(Error::InvalidArgument, "takes 2 inputs, not 1", {good});
  refused(Error::NotSupported, "[2, 3] as input 1, not FLOAT[3, 2]", {good, transposed});
  refused(Error::InvalidArgument, "as input 0, not INT32[2, 3]", {ints, good});
  refused(Error::InvalidArgument, "another value as input 0", {number, good});
  expect_failure(Error::InvalidArgument, "it has forward", [&] { module.execute("backward", {good, good}); });
  module.execute("forward", {good, good});
}

void refuses_files(const std::vector<uint8_t>& content, const std::string& text) {
  const TemporaryFile file(content);
  expect_failure(Error::InvalidProgram, text, [&] { Module(file.path(), LoadMode::kFile, 1, false, {}); });
  expect_failure(Error::InvalidProgram, text, [&] { Module(file.path(), LoadMode::kMmap, 1, false, {}); });
}

void refuses_foreign_files() {
  refuses_files({}, "is empty");
  refuses_files({'h', 'i'}, "is no ExecuTorch program");
  refuses_files(std::vector<uint8_t>(1000, 'x'), "is no ExecuTorch program");
  auto other = read(fixture("add"));
  other[7] = '3';
  refuses_files(other, "is a program of format ET13, this runtime reads ET12");
  expect_failure(Error::AccessFailed, "cannot be opened",
                 [] { Module("/nowhere.pte", LoadMode::kFile, 1, false, {}); });
  expect_failure(Error::InvalidProgram, "is not a file", [] { Module("/tmp", LoadMode::kFile, 1, false, {}); });
}

/** Wherever a file is cut, it is refused: there is no padding at its end that it could do without. */
void refuses_truncated_files() {
  const auto program = read(fixture("convolutions_int8"));
  for (size_t size = 1; size < program.size(); size += 1 + size / 64) {
    std::string reason;
    expect(!works({program.begin(), program.begin() + static_cast<std::ptrdiff_t>(size)}, reason),
           "worked with " + std::to_string(size) + " bytes");
  }
}

void survives_damage(const std::string& name) {
  const auto program = read(fixture(name));
  for (uint64_t seed = 0; seed < 400; ++seed) {
    Mutation mutation(seed);
    const auto damaged = mutation.apply(program);
    // The last line tells what ended the process.
    std::cerr << name << " seed " << seed << ' ' << mutation.description() << std::endl;
    std::string reason;
    works(damaged, reason);
  }
}

void names_what_is_missing() {
  Module no_operator(fixture("missing_operator"), LoadMode::kFile, 1, false, {});
  expect_failure(Error::OperatorMissing, "needs the operator aten::xyz.out",
                 [&] { no_operator.load_method("forward"); });
  Module no_backend(fixture("unknown_backend"), LoadMode::kFile, 1, false, {});
  expect_failure(Error::NotFound, "needs the backend \"NoSuchXBackend\"", [&] { no_backend.load_method("forward"); });
}

void keeps_the_thread_count() {
  require_threads(0);
  require_threads(1);
  expect_failure(Error::InvalidState, "computes on 1 threads", [] { require_threads(2); });
}

void reports_libraries_that_do_not_open() {
  const auto error = open_library("/nowhere/libnothing.so");
  expect(error && error->find("/nowhere/libnothing.so") != std::string::npos, "no reason");
  expect(!open_library("/nowhere/libexecutorch.so"), "a loaded library is opened again");
}

/** Around the sizes of its blocks, with what a model gone wild returns. */
void finds_columns(size_t columns) {
  constexpr size_t kRows = 5;
  constexpr float kFloor = 0.25F;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> below = {0.0F, -0.0F, 0.2F, -1.0F, -kInfinity, kNan, -kNan, 1e-40F};
  const std::vector<float> reaching = {kFloor, 0.3F, 1.0F, kInfinity};
  std::vector<float> matrix(kRows * columns);
  for (size_t i = 0; i < matrix.size(); ++i) {
    matrix[i] = below[i % below.size()];
  }
  std::vector<int32_t> wanted;
  for (size_t column = 0; column < columns; column += 1 + column % 3) {
    matrix[column % kRows * columns + column] = reaching[column % reaching.size()];
    wanted.push_back(static_cast<int32_t>(column));
  }
  std::vector<int32_t> found(columns);
  found.resize(columns_at_least(matrix.data(), kRows, columns, kFloor, found.data()));
  expect(found == wanted, "other columns than those that reach the floor, of " + std::to_string(columns));
}

void converts_text() {
  for (const char* text : {"", "a", "é", "€", "😀", "aé€😀z"}) {
    expect(utf8_of(utf16_of(text)) == text, std::string("text is changed: ") + text);
  }
  expect(utf16_of("\xff\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82").find(u'\0') == std::u16string::npos,
         "malformed text makes zeros");
  expect(utf8_of(u"\xd800x\xdc00") == "\uFFFDx\uFFFD", "lone surrogates are kept");
}

int run_all() {
  const std::vector<std::pair<const char*, std::function<void()>>> tests{
      {"adds", adds},
      {"binds planned tensors", [] { binds("add", LoadMode::kFile); }},
      {"binds unplanned tensors", [] { binds("add_unplanned", LoadMode::kFile); }},
      {"runs on planned tensors of either set", [] { runs_on_the_set_of_inputs_it_is_told("add"); }},
      {"runs on unplanned tensors of either set", [] { runs_on_the_set_of_inputs_it_is_told("add_unplanned"); }},
      {"binds from a mapped file", [] { binds("add", LoadMode::kMmap); }},
      {"binds from a mapped file, locked if possible", [] { binds("add", LoadMode::kMmapLockedIfPossible); }},
      {"refuses wrong inputs", refuses_wrong_inputs},
      {"refuses foreign files", refuses_foreign_files},
      {"refuses truncated files", refuses_truncated_files},
      {"survives damage to a plan", [] { survives_damage("methods"); }},
      {"survives damage to control flow", [] { survives_damage("conditional"); }},
      {"survives damage to constants and state", [] { survives_damage("counter"); }},
      {"survives damage to a quantized graph", [] { survives_damage("convolutions_int8"); }},
      {"survives damage to a graph of many operators", [] { survives_damage("xnnpack_operators"); }},
      {"names what is missing", names_what_is_missing},
      {"keeps the thread count", keeps_the_thread_count},
      {"reports libraries that do not open", reports_libraries_that_do_not_open},
      {"finds columns",
       [] {
         for (const size_t columns : {1U, 7U, 100U, 511U, 512U, 513U, 1600U, 2100U}) {
           finds_columns(columns);
         }
       }},
      {"converts text", converts_text},
  };
  int failures = 0;
  for (const auto& [name, test] : tests) {
    try {
      test();
      std::cout << "ok      " << name << std::endl;
    } catch (const std::exception& error) {
      ++failures;
      std::cout << "FAILED  " << name << ": " << error.what() << std::endl;
    }
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace etjni::test

int main(int argc, char** argv) {
  if (argc != 2 && argc != 5) {
    std::cerr << "usage: core_test FIXTURES [MODEL FIRST-SEED COUNT]\n";
    return 2;
  }
  etjni::install_platform();
  etjni::test::fixtures = argv[1];
  return argc == 2
             ? etjni::test::run_all()
             : etjni::test::mutate(argv[2], std::strtoull(argv[3], nullptr, 10), std::strtoull(argv[4], nullptr, 10));
}
