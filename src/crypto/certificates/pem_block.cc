#include "crypto/certificates/pem_block.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/check.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::size_t kMaxPemBytes = 1u << 20;

// What PEM_read_bio() allocates.
struct ReadBlock {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;

  ReadBlock() = default;
  ReadBlock(const ReadBlock&) = delete;
  ReadBlock& operator=(const ReadBlock&) = delete;
  ~ReadBlock() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  }
};

}  // namespace

Result<PemBlock> FirstPemBlock(std::string_view text) {
  if (text.size() > kMaxPemBytes) return Error{ErrorCode::kInvalidArgument, "the PEM text is larger than 1 MiB"};
  const BioPtr bio = ReadBio(text);
  ReadBlock read;
  const bool good = PEM_read_bio(bio.get(), &read.name, &read.header, &read.data, &read.size) == 1;
  ERR_clear_error();
  if (!good) {
    return Error{ErrorCode::kInvalidArgument,
                 "failed to decode PEM block: decoded bytes 0, undecoded " + std::to_string(text.size())};
  }
  if (read.header != nullptr && *read.header != '\0') {
    return Error{ErrorCode::kInvalidArgument, std::string("the PEM block \"") + read.name + "\" is encrypted"};
  }
  return PemBlock{read.name,
                  Secret(std::string(reinterpret_cast<const char*>(read.data), static_cast<std::size_t>(read.size)))};
}

std::string PemText(const std::string& label, std::string_view bytes) {
  const BioPtr bio = MemoryBio();
  ROLECALL_CHECK(PEM_write_bio(bio.get(), label.c_str(), "", Bytes(bytes), static_cast<long>(bytes.size())) > 0);
  return BioText(bio.get());
}

}  // namespace rolecall::crypto
