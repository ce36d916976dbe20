#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/** What an A64 instruction keeps busy in a core, as far as matrix products are concerned. */
enum class Kind : uint8_t {
  kMatrix8,      // SMMLA: 32 products of bytes
  kDot8,         // SDOT: 16 products of bytes
  kMultiply8,    // SMULL, SMLAL: 8 products of bytes
  kMultiply16,   // SMULL, SMLAL: 4 products of halves
  kFusedHalf,    // FMLA, FMLS: 8 products of half precision
  kFusedSingle,  // FMLA, FMLS: 4 products of single precision
  kVector,       // all else in the vector unit
  kLoad,         // one register
  kLoadMany,     // two registers or more
  kStore,
  kScalar,  // integers, addresses, branches
};

inline constexpr std::array<const char*, 11> kKindNames = {"smmla",  "sdot", "smlal8", "smlal16", "fmla16", "fmla32",
                                                           "vector", "load", "loads",  "store",   "scalar"};

using Counts = std::array<uint64_t, kKindNames.size()>;

/** The fixed bits of an encoding, and what they are. */
struct Encoding {
  uint32_t mask;
  uint32_t bits;
  Kind kind;
};

// Signed or unsigned (bit 29) and the width of the vector (bit 30) are left open.
inline constexpr std::array<Encoding, 13> kEncodings = {{
    {0xDFE0FC00, 0x4E80A400, Kind::kMatrix8},
    {0x9FE0FC00, 0x0E809400, Kind::kDot8},
    {0x9FC0F400, 0x0F80E000, Kind::kDot8},  // by element
    {0x9FE0FC00, 0x0E208000, Kind::kMultiply8},
    {0x9FE0FC00, 0x0E20C000, Kind::kMultiply8},
    {0x9FE0FC00, 0x0E608000, Kind::kMultiply16},
    {0x9FE0FC00, 0x0E60C000, Kind::kMultiply16},
    {0x9FC0F400, 0x0F402000, Kind::kMultiply16},  // by element
    {0x9FC0F400, 0x0F40A000, Kind::kMultiply16},  // by element
    {0xBF60FC00, 0x0E400C00, Kind::kFusedHalf},
    {0xBFC0B400, 0x0F001000, Kind::kFusedHalf},  // by element
    {0xBF60FC00, 0x0E20CC00, Kind::kFusedSingle},
    {0xBFC0B400, 0x0F801000, Kind::kFusedSingle},  // by element
}};

constexpr Kind kind_of_transfer(uint32_t instruction) {
  const bool structure = (instruction & 0xBE000000) == 0x0C000000;  // LD1 to LD4, ST1 to ST4
  const bool pair = (instruction & 0x3A000000) == 0x28000000;
  const bool literal = (instruction & 0x3B000000) == 0x18000000;
  const bool one = (instruction & 0x3A000000) == 0x38000000;
  const bool vector = (instruction & 0x04000000) != 0;
  bool load = literal || (instruction & 0x00400000) != 0;
  if (one && !vector) {
    load = (instruction & 0x00C00000) != 0;  // with bit 23 it extends the sign
  }
  if (!load) {
    return Kind::kStore;
  }
  const uint32_t registers = (instruction >> 12) & 0xF;  // 7: one of them
  const bool whole = (instruction & 0x01000000) == 0;    // not a single element
  return pair || (structure && whole && registers != 7) ? Kind::kLoadMany : Kind::kLoad;
}

constexpr Kind kind_of(uint32_t instruction) {
  for (const auto& encoding : kEncodings) {
    if ((instruction & encoding.mask) == encoding.bits) {
      return encoding.kind;
    }
  }
  const uint32_t group = (instruction >> 25) & 0xF;
  if ((group & 0b0101) == 0b0100) {
    return kind_of_transfer(instruction);
  }
  return (group & 0b0111) == 0b0111 ? Kind::kVector : Kind::kScalar;
}

// As an assembler writes them.
static_assert(kind_of(0x4E82A420) == Kind::kMatrix8);      // smmla v0.4s, v1.16b, v2.16b
static_assert(kind_of(0x4E9F97FF) == Kind::kDot8);         // sdot v31.4s, v31.16b, v31.16b
static_assert(kind_of(0x4FBFE820) == Kind::kDot8);         // sdot v0.4s, v1.16b, v31.4b[3]
static_assert(kind_of(0x4E208000) == Kind::kMultiply8);    // smlal2 v0.8h, v0.16b, v0.16b
static_assert(kind_of(0x0E23C041) == Kind::kMultiply8);    // smull v1.8h, v2.8b, v3.8b
static_assert(kind_of(0x0F7F2800) == Kind::kMultiply16);   // smlal v0.4s, v0.4h, v15.h[7]
static_assert(kind_of(0x4EC00C00) == Kind::kFusedHalf);    // fmls v0.8h, v0.8h, v0.8h
static_assert(kind_of(0x4F3F1800) == Kind::kFusedHalf);    // fmla v0.8h, v0.8h, v15.h[7]
static_assert(kind_of(0x4EA0CC00) == Kind::kFusedSingle);  // fmls v0.4s, v0.4s, v0.4s
static_assert(kind_of(0x4FBF1800) == Kind::kFusedSingle);  // fmla v0.4s, v0.4s, v31.s[3]
static_assert(kind_of(0x4E606800) == Kind::kVector);       // sadalp v0.4s, v0.8h
static_assert(kind_of(0x4E60CC00) == Kind::kVector);       // fmla v0.2d, v0.2d, v0.2d
static_assert(kind_of(0x3DC00000) == Kind::kLoad);         // ldr q0, [x0]
static_assert(kind_of(0x4C407000) == Kind::kLoad);         // ld1 {v0.16b}, [x0]
static_assert(kind_of(0xAD400400) == Kind::kLoadMany);     // ldp q0, q1, [x0]
static_assert(kind_of(0x3D800000) == Kind::kStore);        // str q0, [x0]
static_assert(kind_of(0x8B010000) == Kind::kScalar);       // add x0, x0, x1
