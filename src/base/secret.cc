#include "base/secret.h"

#include <strings.h>

#include <cstring>

namespace rolecall {

void Wipe(std::string& text) {
  // Up to the capacity: a short string's inline buffer and what a longer one left behind.
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

bool ConstantTimeEquals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = difference | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    Wipe(text_);
    text_ = other.text_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe(text_);
    text_ = std::move(other.text_);
    Wipe(other.text_);
  }
  return *this;
}

}  // namespace rolecall
