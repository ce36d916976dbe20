#include "mutation.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace etjni::test {
namespace {

constexpr size_t kHeaderSize = 64;
constexpr std::string_view kGraphMagic = "XH00";

template <typename T>
T read(const std::vector<uint8_t>& bytes, size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

}  // namespace

std::vector<Mutation::Region> Mutation::regions(const std::vector<uint8_t>& program) {
  const auto plan_end = std::min<size_t>(program.size(), static_cast<size_t>(read<uint64_t>(program, 16)));
  std::vector<Region> regions{{"header", 0, kHeaderSize}, {"plan", kHeaderSize, plan_end}};
  auto from = program.begin();
  while (true) {
    from = std::search(from, program.end(), kGraphMagic.begin(), kGraphMagic.end());
    if (from == program.end()) {
      break;
    }
    // The header of a delegate's data starts 4 bytes before its magic and says where its graph is.
    const auto start = static_cast<size_t>(from - program.begin()) - 4;
    const size_t begin = start + read<uint32_t>(program, start + 10);
    const size_t end = begin + read<uint32_t>(program, start + 14);
    if (begin < end && end <= program.size()) {
      regions.push_back({"graph", start, end});
    }
    ++from;
  }
  regions.push_back({"file", 0, program.size()});
  return regions;
}

std::vector<uint8_t> Mutation::apply(std::vector<uint8_t> program) {
  const auto all = regions(program);
  const size_t pick = below(16);
  const Region& region = pick == 0 ? all.front() : pick == 1 ? all.back() : all[1 + below(all.size() - 2)];
  const size_t times = 1 + below(3);
  for (size_t i = 0; i < times; ++i) {
    damage(program, region);
  }
  return program;
}

void Mutation::damage(std::vector<uint8_t>& program, const Region& region) {
  const size_t end = std::min(region.end, program.size());
  if (region.begin + 8 > end) {
    return;
  }
  const size_t size = end - region.begin;
  const size_t at = region.begin + below(size);
  const auto note = [&](const char* what) {
    description_ += std::string(what) + " at " + std::to_string(at) + " in " + region.name + "; ";
  };
  switch (below(8)) {
    case 0:
    case 1:
      note("flipped bit");
      program[at] = static_cast<uint8_t>(program[at] ^ (1U << below(8)));
      break;
    case 2:
      note("random byte");
      program[at] = static_cast<uint8_t>(random_());
      break;
    case 3:
    case 4: {
      note("number");
      static constexpr std::array<uint32_t, 17> kNumbers{
          0,     1,     2,          3,        4,          5,          7,          16,     255,
          65535, 65536, 0x7FFFFFFF, 1U << 31, 0xFFFFFFFF, 0xFFFFFFFE, 0x10000000, 1000000};
      const uint32_t number = kNumbers[below(kNumbers.size())];
      std::memcpy(program.data() + std::min(at & ~size_t{3}, end - 4), &number, sizeof(number));
      break;
    }
    case 5: {
      note("zeroed block");
      const size_t length = std::min(1 + below(64), end - at);
      std::fill_n(program.begin() + static_cast<std::ptrdiff_t>(at), length, uint8_t{0});
      break;
    }
    case 6: {
      note("copied block");
      const size_t from = region.begin + below(size);
      const size_t length = std::min({1 + below(64), end - at, end - from});
      const std::vector<uint8_t> block(program.begin() + static_cast<std::ptrdiff_t>(from),
                                       program.begin() + static_cast<std::ptrdiff_t>(from + length));
      std::copy(block.begin(), block.end(), program.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    }
    default:
      if (below(4) == 0) {
        note("cut");
        program.resize(std::max<size_t>(at, 1));
      } else {
        note("swapped bytes");
        std::swap(program[at], program[region.begin + below(size)]);
      }
  }
}

}  // namespace etjni::test
