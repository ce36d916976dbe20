#pragma once

#include <cstddef>
#include <cstdint>

// The part of QEMU's interface for TCG plugins that count_instructions uses; Debian ships no header of it. It is the
// same in all versions of the interface so far, but QEMU refuses a plugin that does not say the number of its own.

#ifndef PLUGIN_API
#define PLUGIN_API 1
#endif

extern "C" {

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;

using qemu_plugin_id_t = uint64_t;
using tb_translated_t = void (*)(qemu_plugin_id_t id, qemu_plugin_tb* block);
using vcpu_data_t = void (*)(unsigned int vcpu, void* data);
using syscall_t = void (*)(qemu_plugin_id_t id, unsigned int vcpu, int64_t number, uint64_t a1, uint64_t a2,
                           uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8);
using data_t = void (*)(qemu_plugin_id_t id, void* data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, tb_translated_t callback);
void qemu_plugin_register_vcpu_tb_exec_cb(qemu_plugin_tb* block, vcpu_data_t callback, int registers, void* data);
void qemu_plugin_register_vcpu_syscall_cb(qemu_plugin_id_t id, syscall_t callback);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, data_t callback, void* data);

size_t qemu_plugin_tb_n_insns(const qemu_plugin_tb* block);
qemu_plugin_insn* qemu_plugin_tb_get_insn(const qemu_plugin_tb* block, size_t index);
/** Where this process has the instruction. */
void* qemu_plugin_insn_haddr(const qemu_plugin_insn* instruction);
}
