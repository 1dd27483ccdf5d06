// SHA-256 of bytes that come piece by piece.
//
//   Sha256Stream hash;
//   hash.Add(piece);
//   hash.FinishHex()        // once
//
// One thread at a time.
#ifndef ROLECALL_CRYPTO_SHA256_STREAM_H_
#define ROLECALL_CRYPTO_SHA256_STREAM_H_

#include <memory>
#include <string>
#include <string_view>

namespace rolecall::crypto {

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Add(std::string_view piece);
  // 64 lower-case digits.
  std::string FinishHex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_SHA256_STREAM_H_
