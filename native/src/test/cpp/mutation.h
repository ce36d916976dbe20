#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace etjni::test {

/**
 * Damages programs at random, the same way for the same seed.
 *
 * Nearly all of a file is weights, where any value computes, so most damage is aimed at the rest: the header, the plan,
 * and the graphs of delegates.
 */
class Mutation {
 public:
  explicit Mutation(uint64_t seed) : random_(seed) {}

  std::vector<uint8_t> apply(std::vector<uint8_t> program);

  /** What apply() did. */
  const std::string& description() const noexcept { return description_; }

 private:
  struct Region {
    std::string name;
    size_t begin;
    size_t end;
  };

  static std::vector<Region> regions(const std::vector<uint8_t>& program);
  size_t below(size_t bound) { return static_cast<size_t>(random_() % bound); }
  void damage(std::vector<uint8_t>& program, const Region& region);

  std::mt19937_64 random_;
  std::string description_;
};

}  // namespace etjni::test
