#ifndef ROLECALL_SERVER_JWT_SIGNER_DESCRIPTOR_H_
#define ROLECALL_SERVER_JWT_SIGNER_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace rolecall::server {

// A descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int get() const { return number_; }

 private:
  int number_ = -1;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_JWT_SIGNER_DESCRIPTOR_H_
