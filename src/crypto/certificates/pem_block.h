// PEM (RFC 7468) as text and as bytes, whatever it holds. What stands before and after a block is passed over.
// Errors: kInvalidArgument. Any thread.
#ifndef ROLECALL_CRYPTO_CERTIFICATES_PEM_BLOCK_H_
#define ROLECALL_CRYPTO_CERTIFICATES_PEM_BLOCK_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace rolecall::crypto {

struct PemBlock {
  std::string label;  // "CERTIFICATE"
  Secret der;
};

// The first block of the text, at most 1 MiB. One with headers (an encrypted key of old) is refused.
Result<PemBlock> FirstPemBlock(std::string_view text);
// In lines of 64 characters, with a final newline.
std::string PemText(const std::string& label, std::string_view bytes);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_CERTIFICATES_PEM_BLOCK_H_
