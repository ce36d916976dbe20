#include "core/utf.h"

#include <cstdint>

namespace etjni {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_high(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void append_utf8(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
    return;
  }
  const int continuations = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  const char32_t lead = continuations == 1 ? 0xC0 : continuations == 2 ? 0xE0 : 0xF0;
  text += static_cast<char>(lead | (c >> (6 * continuations)));
  for (int i = continuations - 1; i >= 0; --i) {
    text += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
  }
}

void append_utf16(std::u16string& text, char32_t c) {
  if (c < 0x10000) {
    text += static_cast<char16_t>(c);
  } else {
    text += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
    text += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
  }
}

/** Reads the character at `i` and moves on; one byte only if it is malformed. */
char32_t next_of(const std::string& text, size_t& i) {
  const auto lead = static_cast<uint8_t>(text[i++]);
  if (lead < 0x80) {
    return lead;
  }
  const int continuations = lead >= 0xF0 && lead < 0xF5   ? 3
                            : lead >= 0xE0 && lead < 0xF0 ? 2
                            : lead >= 0xC2 && lead < 0xE0 ? 1
                                                          : 0;
  if (continuations == 0 || text.size() - i < static_cast<size_t>(continuations)) {
    return kReplacement;
  }
  char32_t c = lead & (0x3F >> continuations);
  for (int k = 0; k < continuations; ++k) {
    const auto byte = static_cast<uint8_t>(text[i + static_cast<size_t>(k)]);
    if ((byte & 0xC0) != 0x80) {
      return kReplacement;
    }
    c = (c << 6) | (byte & 0x3F);
  }
  const bool shortest = c >= (continuations == 1 ? 0x80U : continuations == 2 ? 0x800U : 0x10000U);
  if (!shortest || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
    return kReplacement;
  }
  i += static_cast<size_t>(continuations);
  return c;
}

}  // namespace

std::string utf8_of(const std::u16string& utf16) {
  std::string text;
  for (size_t i = 0; i < utf16.size(); ++i) {
    const char16_t unit = utf16[i];
    if (is_high(unit) && i + 1 < utf16.size() && is_low(utf16[i + 1])) {
      append_utf8(text, 0x10000 + ((static_cast<char32_t>(unit) - 0xD800) << 10) + (utf16[++i] - 0xDC00U));
    } else {
      append_utf8(text, is_high(unit) || is_low(unit) ? kReplacement : unit);
    }
  }
  return text;
}

std::u16string utf16_of(const std::string& utf8) {
  std::u16string text;
  for (size_t i = 0; i < utf8.size();) {
    append_utf16(text, next_of(utf8, i));
  }
  return text;
}

}  // namespace etjni
