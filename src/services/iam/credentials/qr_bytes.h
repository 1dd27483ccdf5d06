// The codewords of a QR code: the text, its padding and its error correction, in the order of their placing. For this
// folder only.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_QR_BYTES_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_QR_BYTES_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace rolecall::services::iam::credentials {

struct QrBytes {
  int version = 0;  // 1 to 20; 0: the text is too long
  std::vector<std::uint8_t> codewords;
};

QrBytes MakeQrBytes(std::string_view text);

// Where alignment patterns have their middles, on both axes.
std::vector<int> AlignmentPositions(int version);

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_QR_BYTES_H_
