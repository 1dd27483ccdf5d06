#include "functions/notation/openssh_key.h"

#include <openssl/bn.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/encoding.h"

namespace rolecall::functions {
namespace {

constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::size_t kMaxPem = 65536;

// Reads the format's length-prefixed strings; after the end of the bytes all are empty and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::string_view Take(std::size_t count) {
    if (!ok_ || count > bytes_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  std::uint32_t Number() {
    std::uint32_t number = 0;
    for (const char c : Take(4)) number = number << 8 | static_cast<unsigned char>(c);
    return number;
  }
  std::string_view String() { return Take(Number()); }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

struct BignumDeleter {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
};
using Bignum = std::unique_ptr<BIGNUM, BignumDeleter>;

Bignum ToBignum(std::string_view bytes) {
  return Bignum(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
}

// number mod (prime - 1), as PKCS#1 wants the exponents.
std::string Exponent(std::string_view number, std::string_view prime) {
  const Bignum d = ToBignum(number);
  const Bignum p = ToBignum(prime);
  const Bignum result(BN_new());
  const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), &BN_CTX_free);
  if (!d || !p || !result || !context || BN_sub_word(p.get(), 1) != 1 ||
      BN_mod(result.get(), d.get(), p.get(), context.get()) != 1) {
    return {};
  }
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(result.get())), '\0');
  BN_bn2bin(result.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

// One DER element.
std::string Element(char tag, const std::string& content) {
  std::string length;
  if (content.size() < 128) {
    length = std::string(1, static_cast<char>(content.size()));
  } else {
    for (std::size_t rest = content.size(); rest > 0; rest >>= 8) {
      length.insert(length.begin(), static_cast<char>(rest & 0xFF));
    }
    length.insert(length.begin(), static_cast<char>(0x80 | length.size()));
  }
  return tag + length + content;
}

std::string Integer(std::string_view bytes) {
  while (bytes.size() > 1 && bytes[0] == 0) bytes.remove_prefix(1);
  const bool needs_zero = bytes.empty() || (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
  return Element(0x02, (needs_zero ? std::string(1, '\0') : std::string()) + std::string(bytes));
}

// The private part: two check numbers that must be equal, then the key.
std::optional<std::string> Pkcs1(std::string_view part) {
  Reader reader(part);
  const bool checks = reader.Number() == reader.Number();
  const bool is_rsa = reader.String() == "ssh-rsa";
  const std::string_view n = reader.String();
  const std::string_view e = reader.String();
  const std::string_view d = reader.String();
  const std::string_view inverse = reader.String();
  const std::string_view p = reader.String();
  const std::string_view q = reader.String();
  if (!reader.ok() || !checks || !is_rsa || p.empty() || q.empty()) return std::nullopt;
  return Element(0x30, Integer(std::string(1, '\0')) + Integer(n) + Integer(e) + Integer(d) + Integer(p) + Integer(q) +
                           Integer(Exponent(d, p)) + Integer(Exponent(d, q)) + Integer(inverse));
}

}  // namespace

std::optional<Secret> OpensshRsaToPem(std::string_view pem) {
  const std::size_t begin = pem.find(kBegin);
  const std::size_t end = pem.find(kEnd);
  if (pem.size() > kMaxPem || begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return std::nullopt;
  }
  std::string body(pem.substr(begin + kBegin.size(), end - begin - kBegin.size()));
  body.erase(std::remove_if(body.begin(), body.end(), [](unsigned char c) { return c <= ' '; }), body.end());
  auto bytes = Base64Decode(body);
  Wipe(body);
  if (!bytes) return std::nullopt;
  Reader reader(*bytes);
  constexpr std::string_view kMagic("openssh-key-v1\0", 15);
  const bool is_plain = reader.Take(kMagic.size()) == kMagic && reader.String() == "none" && reader.String() == "none";
  reader.String();  // options of the (missing) passphrase
  const bool is_one = reader.Number() == 1;
  reader.String();  // the public key
  auto der = is_plain && is_one ? Pkcs1(reader.String()) : std::nullopt;
  Wipe(*bytes);
  if (!der || !reader.ok()) return std::nullopt;
  std::string text = Base64Encode(*der);
  Wipe(*der);
  for (std::size_t at = 64; at < text.size(); at += 65) text.insert(at, "\n");
  Secret result("-----BEGIN RSA PRIVATE KEY-----\n" + text + "\n-----END RSA PRIVATE KEY-----\n");
  Wipe(text);
  return result;
}

}  // namespace rolecall::functions
