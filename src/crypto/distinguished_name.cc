#include "crypto/distinguished_name.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"

namespace rolecall::crypto {
namespace {

struct Known {
  int nid;
  const char* label;
  bool is_single;  // of several the last one counts
};
// In the order in which they are written.
constexpr std::array<Known, 9> kKnown = {{{NID_serialNumber, "SERIALNUMBER", true},
                                          {NID_commonName, "CN", true},
                                          {NID_organizationalUnitName, "OU", false},
                                          {NID_organizationName, "O", false},
                                          {NID_postalCode, "POSTALCODE", false},
                                          {NID_streetAddress, "STREET", false},
                                          {NID_localityName, "L", false},
                                          {NID_stateOrProvinceName, "ST", false},
                                          {NID_countryName, "C", false}}};

struct Entry {
  int nid = NID_undef;
  std::string oid, text;
};

std::vector<Entry> EntriesOf(const X509_NAME* name) {
  std::vector<Entry> entries;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* one = X509_NAME_get_entry(name, i);
    const ASN1_OBJECT* object = X509_NAME_ENTRY_get_object(one);
    Entry entry;
    entry.nid = OBJ_obj2nid(object);
    std::array<char, 128> oid{};
    OBJ_obj2txt(oid.data(), static_cast<int>(oid.size()), object, 1);
    entry.oid = oid.data();
    unsigned char* bytes = nullptr;
    const int size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(one));
    if (size > 0) entry.text.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    entries.push_back(std::move(entry));
  }
  ERR_clear_error();
  return entries;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_edge = i == 0 || i + 1 == text.size();
    const bool is_special = std::string_view(",+\"\\<>;").find(text[i]) != std::string_view::npos;
    if (is_special || (text[i] == ' ' && is_edge) || (text[i] == '#' && i == 0)) escaped += '\\';
    escaped += text[i];
  }
  return escaped;
}

// As Go encodes a text: a PrintableString where it can be one, else a UTF8String.
std::string DerOf(std::string_view text) {
  const bool is_printable = std::ranges::all_of(text, [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view(" '()+,-./:=?").find(c) != std::string_view::npos;
  });
  std::string length;
  for (std::size_t rest = text.size(); rest > 0; rest >>= 8) length.insert(0, 1, static_cast<char>(rest & 0xff));
  std::string der(1, is_printable ? '\x13' : '\x0c');
  if (text.size() < 0x80) {
    der += static_cast<char>(text.size());
  } else {
    der += static_cast<char>(0x80 | length.size());
    der += length;
  }
  return der.append(text);
}

std::string PartOf(const Known& known, const std::vector<Entry>& entries) {
  std::string part;
  for (const Entry& entry : entries) {
    if (entry.nid != known.nid) continue;
    const std::string one = std::string(known.label) + "=" + Escaped(entry.text);
    part = part.empty() || known.is_single ? one : part + "+" + one;
  }
  return part;
}

}  // namespace

std::string DistinguishedName(const X509_NAME* name) {
  const std::vector<Entry> entries = EntriesOf(name);
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : ",") + part;
  };
  for (const Known& known : kKnown) add(PartOf(known, entries));
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const bool is_known = std::ranges::any_of(kKnown, [&](const Known& known) { return known.nid == entry->nid; });
    if (!is_known) add(entry->oid + "=#" + HexEncode(DerOf(entry->text)));
  }
  return text;
}

}  // namespace rolecall::crypto
