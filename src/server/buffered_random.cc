#include "server/buffered_random.h"

#include <algorithm>

namespace rolecall::server {

void BufferedRandom::Fill(std::span<std::uint8_t> bytes) {
  if (bytes.size() > buffer_.size() / 4) {
    source_.Fill(bytes);
    return;
  }
  std::lock_guard lock(mutex_);
  if (buffer_.size() - used_ < bytes.size()) {
    source_.Fill(buffer_);
    used_ = 0;
  }
  auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(used_);
  auto to = from + static_cast<std::ptrdiff_t>(bytes.size());
  std::copy(from, to, bytes.begin());
  // The buffer lives on: this is no store that a compiler may leave out.
  std::fill(from, to, std::uint8_t{0});
  used_ += bytes.size();
}

}  // namespace rolecall::server
