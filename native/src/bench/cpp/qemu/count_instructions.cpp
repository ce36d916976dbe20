#include <cstring>
#include <deque>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>

#include "instruction_kind.h"
#include "plugin_api.h"

// A plugin for qemu-aarch64: counts the instructions between the last two times that the program wrote to its standard
// output, by kind, and writes them to the file of its argument out=FILE, a kind a line. run_loop writes after each
// group of runs. Only for programs that compute on one thread.

namespace {

constexpr int64_t kWrite = 64;  // numbers of Linux on aarch64
constexpr int64_t kWriteVector = 66;
constexpr uint64_t kStandardOutput = 1;
constexpr int kNoRegisters = 0;

/** A translated stretch of code that runs from its begin to its end: what is in it, and how often it ran. */
struct Block {
  Counts holds{};
  uint64_t runs = 0;
};

std::mutex mutex;
Counts before_last{};
Counts last{};
std::string out;

/** All that was translated, twice what was translated again; QEMU has the addresses of the elements. */
std::deque<Block>& blocks() {
  static std::deque<Block> all;
  return all;
}

void translated(qemu_plugin_id_t /*id*/, qemu_plugin_tb* translation) {
  const std::lock_guard lock(mutex);
  auto& block = blocks().emplace_back();
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(translation); ++i) {
    uint32_t instruction = 0;
    std::memcpy(&instruction, qemu_plugin_insn_haddr(qemu_plugin_tb_get_insn(translation, i)), sizeof instruction);
    ++block.holds[static_cast<size_t>(kind_of(instruction))];
  }
  qemu_plugin_register_vcpu_tb_exec_cb(
      translation, [](unsigned int /*vcpu*/, void* data) { ++static_cast<Block*>(data)->runs; }, kNoRegisters, &block);
}

void called(qemu_plugin_id_t /*id*/, unsigned int /*vcpu*/, int64_t number, uint64_t descriptor, uint64_t /*a2*/,
            uint64_t /*a3*/, uint64_t /*a4*/, uint64_t /*a5*/, uint64_t /*a6*/, uint64_t /*a7*/, uint64_t /*a8*/) {
  if ((number != kWrite && number != kWriteVector) || descriptor != kStandardOutput) {
    return;
  }
  const std::lock_guard lock(mutex);
  before_last = last;
  last = {};
  for (const auto& block : blocks()) {
    for (size_t kind = 0; kind < last.size(); ++kind) {
      last[kind] += block.holds[kind] * block.runs;
    }
  }
}

void ended(qemu_plugin_id_t /*id*/, void* /*data*/) {
  std::ofstream file(out);
  for (size_t kind = 0; kind < last.size(); ++kind) {
    file << kKindNames[kind] << ' ' << last[kind] - before_last[kind] << '\n';
  }
  if (!file.flush()) {
    std::cerr << "count_instructions: cannot write \"" << out << "\"\n";
  }
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int qemu_plugin_version = PLUGIN_API;

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* /*info*/,
                                                               int argc, char** argv) {
  if (argc != 1 || std::strncmp(argv[0], "out=", 4) != 0) {
    std::cerr << "count_instructions: its one argument is out=FILE\n";
    return 1;
  }
  out = argv[0] + 4;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_vcpu_syscall_cb(id, called);
  qemu_plugin_register_atexit_cb(id, ended, nullptr);
  return 0;
}
}
