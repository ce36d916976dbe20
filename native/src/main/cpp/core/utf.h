#pragma once

#include <string>

namespace etjni {

/** Conversions between the encodings of C++ and Java; what is malformed becomes U+FFFD. */
std::string utf8_of(const std::u16string& utf16);
std::u16string utf16_of(const std::string& utf8);

}  // namespace etjni
