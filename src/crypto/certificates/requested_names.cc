#include "crypto/certificates/requested_names.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/ip_address.h"
#include "base/text.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

struct Part {
  const char* key;
  int nid;
  bool is_single;  // of several the last one counts
};
// In the order in which they are written. The address of mail is written only.
constexpr std::array<Part, 9> kParts = {{{"C", NID_countryName, false},
                                         {"O", NID_organizationName, false},
                                         {"OU", NID_organizationalUnitName, false},
                                         {"L", NID_localityName, false},
                                         {"ST", NID_stateOrProvinceName, false},
                                         {"street", NID_streetAddress, false},
                                         {"postalCode", NID_postalCode, false},
                                         {"CN", NID_commonName, true},
                                         {"serialNumber", NID_serialNumber, true}}};
constexpr const char* kMail = "emailAddress";

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

int StringTypeOf(std::string_view text) {
  const bool is_printable = std::ranges::all_of(text, [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view(" '()+,-./:=?").find(c) != std::string_view::npos;
  });
  return is_printable ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING;
}

// Several texts of one kind are one part of the name, of several values.
bool Add(X509_NAME* name, int nid, int type, const std::string& text, bool is_next) {
  return X509_NAME_add_entry_by_NID(name, nid, type, Bytes(text), static_cast<int>(text.size()), -1,
                                    is_next ? -1 : 0) == 1;
}

bool AddAll(X509_NAME* name, const RequestedNames& names, const Part& part) {
  const auto given = names.subject.find(part.key);
  if (given == names.subject.end()) return true;
  bool is_next = false;
  for (const std::string& text : given->second) {
    if (!Add(name, part.nid, StringTypeOf(text), text, is_next)) return false;
    is_next = true;
  }
  return true;
}

Error NoName(std::string why) {
  ERR_clear_error();
  return {ErrorCode::kInvalidArgument, std::move(why)};
}

bool Push(GENERAL_NAMES* list, int type, std::string_view bytes) {
  OpensslPtr<GENERAL_NAME, GENERAL_NAME_free> name(GENERAL_NAME_new());
  OpensslPtr<ASN1_STRING, ASN1_STRING_free> text(
      ASN1_STRING_type_new(type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING));
  if (name == nullptr || text == nullptr ||
      ASN1_STRING_set(text.get(), bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return false;
  }
  GENERAL_NAME_set0_value(name.get(), type, text.release());
  return sk_GENERAL_NAME_push(list, name.release()) > 0;
}

// Four bytes or sixteen; a v4 address in a v6 one is the v4 one.
std::optional<std::string> AddressBytes(const std::string& text) {
  const std::optional<IpAddress> address = ParseIpAddress(text);
  if (!address) return std::nullopt;
  const std::string bytes(reinterpret_cast<const char*>(address->bytes.data()), address->v6 ? 16 : 4);
  static const std::string kMapped = std::string(10, '\0') + "\xff\xff";
  return bytes.starts_with(kMapped) ? bytes.substr(12) : bytes;
}

bool IsUri(const std::string& text) {
  const std::size_t colon = text.find(':');
  const bool is_visible = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
  return !text.empty() && colon != 0 && is_visible;
}

std::string AddressText(const ASN1_STRING* address) {
  IpAddress read;
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(address));
  if (size != 4 && size != 16) return "";
  read.v6 = size == 16;
  std::copy_n(ASN1_STRING_get0_data(address), size, read.bytes.begin());
  return read.Text();
}

}  // namespace

Result<void> SetSubject(const RequestedNames& names, X509_name_st* name) {
  for (const Part& part : kParts) {
    if (!AddAll(name, names, part)) return NoName(std::string("the subject's ") + part.key + " cannot be written");
  }
  const auto mail = names.subject.find(kMail);
  if (mail == names.subject.end()) return {};
  for (const std::string& text : mail->second) {
    if (!IsAscii(text) || !Add(name, NID_pkcs9_emailAddress, V_ASN1_IA5STRING, text, false)) {
      return NoName("the address of mail \"" + text + "\" cannot be written");
    }
  }
  return {};
}

void ReadSubject(const X509_name_st* name, RequestedNames& names) {
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    const int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    const auto* part = std::ranges::find(kParts, nid, &Part::nid);
    if (part == kParts.end()) continue;
    unsigned char* bytes = nullptr;
    const int size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(entry));
    if (size < 0) continue;
    std::vector<std::string>& texts = names.subject[part->key];
    if (part->is_single) texts.clear();
    texts.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
  }
  ERR_clear_error();
}

Result<void> SetAlternativeNames(const RequestedNames& names, stack_st_GENERAL_NAME* list) {
  for (const std::string& name : names.dns_names) {
    if (!IsAscii(name) || !Push(list, GEN_DNS, name)) {
      return NoName("x509: \"" + name + "\" cannot be encoded as an IA5String");
    }
  }
  for (const std::string& text : names.ip_addresses) {
    const std::optional<std::string> bytes = AddressBytes(text);
    if (!bytes || !Push(list, GEN_IPADD, *bytes)) return NoName("Invalid IP address: Failed to parse \"" + text + "\"");
  }
  for (const std::string& uri : names.uris) {
    if (!IsUri(uri) || !Push(list, GEN_URI, uri)) return NoName("Invalid URI: Failed to parse \"" + uri + "\"");
  }
  return {};
}

void ReadAlternativeNames(const stack_st_GENERAL_NAME* list, RequestedNames& names) {
  for (int i = 0; list != nullptr && i < sk_GENERAL_NAME_num(list); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(list, i);
    const ASN1_STRING* text = name->d.ia5;
    if (name->type != GEN_DNS && name->type != GEN_URI && name->type != GEN_IPADD) continue;
    const std::string bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                            static_cast<std::size_t>(ASN1_STRING_length(text)));
    if (name->type == GEN_DNS) names.dns_names.push_back(bytes);
    if (name->type == GEN_URI) names.uris.push_back(bytes);
    if (name->type == GEN_IPADD) names.ip_addresses.push_back(AddressText(text));
  }
}

}  // namespace rolecall::crypto
