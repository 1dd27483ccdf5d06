// QR codes (ISO/IEC 18004) as PNG images: what a phone's camera reads the seed of an MFA device from. For this folder
// only.
//
//   std::optional<QrCode> code = EncodeQr("otpauth://totp/…");     // nothing: more than 858 bytes
//   std::string png = QrPng(*code);
//
// Versions 1 to 20, the smallest that holds the text; byte mode; error correction level L. All are of mask pattern 0:
// the standard's choice among the eight is a matter of looks that readers do not mind. Pure.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_QR_CODE_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_QR_CODE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::services::iam::credentials {

struct QrCode {
  int size = 0;            // modules on each side, without the quiet zone
  std::vector<bool> dark;  // row by row
  bool At(int x, int y) const { return dark[static_cast<std::size_t>(y * size + x)]; }
};

std::optional<QrCode> EncodeQr(std::string_view text);

// Black on white with the quiet zone of four modules, each of kPixelsPerModule.
inline constexpr int kPixelsPerModule = 4;
std::string QrPng(const QrCode& code);

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_QR_CODE_H_
