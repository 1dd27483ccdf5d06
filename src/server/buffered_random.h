// Random bytes in larger pieces: names and ids are made of many small draws, and each would be a system call.
//
// Bytes are given out once and wiped from the buffer as they go. Threads: any.
#ifndef ROLECALL_SERVER_BUFFERED_RANDOM_H_
#define ROLECALL_SERVER_BUFFERED_RANDOM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

#include "base/random.h"

namespace rolecall::server {

class BufferedRandom final : public Random {
 public:
  // `source` must outlive this.
  explicit BufferedRandom(Random& source) : source_(source) {}
  void Fill(std::span<std::uint8_t> bytes) override;

 private:
  Random& source_;
  std::mutex mutex_;
  std::array<std::uint8_t, 4096> buffer_{};
  std::size_t used_ = buffer_.size();
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_BUFFERED_RANDOM_H_
