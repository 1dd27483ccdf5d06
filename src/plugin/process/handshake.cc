#include "plugin/process/handshake.h"

#include <vector>

#include "base/encoding.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kShown = 200;

Error Unfit(std::string_view line, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "Unrecognized remote plugin message: " + std::string(line.substr(0, kShown)) +
                                           "\n" + why +
                                           "\nThis usually means that the program is no plugin, or was built for "
                                           "another version of the protocol."};
}

std::vector<std::string_view> Fields(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find('|', at), line.size());
    fields.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

// Go writes it without padding; a reader of base64 wants it.
std::string PemOf(std::string_view unpadded) {
  std::string text(unpadded);
  while (text.size() % 4 != 0) text.push_back('=');
  if (!Base64Decode(text)) return "";
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < text.size(); at += 64) pem += text.substr(at, 64) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

}  // namespace

Result<Handshake> ParseHandshake(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  const std::vector<std::string_view> fields = Fields(line);
  if (fields.size() < 4) return Unfit(line, "A line of at least four fields was expected.");
  if (fields[0] != "1") return Unfit(line, "Its core protocol is not 1.");
  Handshake handshake;
  if (fields[1] != "5" && fields[1] != "6") return Unfit(line, "Its protocol is neither 5 nor 6.");
  handshake.protocol = fields[1] == "5" ? 5 : 6;
  if (fields[2] != "unix" && fields[2] != "tcp") return Unfit(line, "Its network is neither unix nor tcp.");
  handshake.is_unix = fields[2] == "unix";
  handshake.address = std::string(fields[3]);
  if (handshake.address.empty()) return Unfit(line, "It has no address.");
  // netrpc is what go-plugin means without this field; no provider has spoken it since Terraform 0.12.
  if (fields.size() < 5 || fields[4] != "grpc") return Unfit(line, "It does not speak gRPC.");
  if (fields.size() > 5 && !fields[5].empty()) {
    handshake.certificate = PemOf(fields[5]);
    if (handshake.certificate.empty()) return Unfit(line, "Its certificate is not base64.");
  }
  if (fields.size() > 6 && fields[6] == "true") return Unfit(line, "It multiplexes, which it was not asked to do.");
  return handshake;
}

}  // namespace rolecall::plugin
