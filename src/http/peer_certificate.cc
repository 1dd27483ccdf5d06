#include "http/peer_certificate.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "base/ip_address.h"
#include "base/text.h"

namespace rolecall::http {
namespace {

constexpr int kMostNames = 100;

struct NamesDeleter {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string TextOf(const GENERAL_NAME& name) {
  if (name.type != GEN_DNS && name.type != GEN_IPADD) return "";
  const ASN1_STRING* value = name.type == GEN_DNS ? name.d.dNSName : name.d.iPAddress;
  const auto* bytes = ASN1_STRING_get0_data(value);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(value));
  if (name.type == GEN_DNS) {
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; }) ? LowerAscii(text) : "";
  }
  if (size != 4 && size != 16) return "";
  IpAddress address;
  address.v6 = size == 16;
  std::copy_n(bytes, size, address.bytes.begin());
  return address.Text();
}

}  // namespace

std::vector<std::string> NamesOf(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, NamesDeleter> found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  const int count = found == nullptr ? 0 : std::min(sk_GENERAL_NAME_num(found.get()), kMostNames);
  for (int i = 0; i < count; ++i) {
    std::string text = TextOf(*sk_GENERAL_NAME_value(found.get(), i));
    if (!text.empty()) names.push_back(std::move(text));
  }
  return names;
}

}  // namespace rolecall::http
