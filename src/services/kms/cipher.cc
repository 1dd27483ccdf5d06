#include "services/kms/cipher.h"

#include <algorithm>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/hmac.h"

namespace rolecall::services::kms {
namespace {

// Head: version, account, key, generation. Then the salt, then what crypto::Seal makes.
constexpr char kVersion = 1;
constexpr std::size_t kAccountBytes = 7, kIdBytes = 16, kGenerationBytes = 4, kSaltBytes = 16;
static_assert(1 + kAccountBytes + kIdBytes + kGenerationBytes == kCiphertextHeadBytes);
static_assert(kCiphertextHeadBytes + kSaltBytes + crypto::kAeadOverheadBytes == kCiphertextOverheadBytes);
constexpr std::uint64_t kAccounts = 1'000'000'000'000;
constexpr std::string_view kPurpose = "rolecall kms v1";

void AppendNumber(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out += static_cast<char>(number >> (8 * i));
}

std::uint64_t TakeNumber(std::string_view& in, std::size_t bytes) {
  std::uint64_t number = 0;
  for (const char c : in.substr(0, bytes)) number = number << 8 | static_cast<unsigned char>(c);
  in.remove_prefix(bytes);
  return number;
}

// All ids are UUIDs of our own making.
std::string IdBytes(const std::string& uuid) {
  std::string digits = uuid;
  std::erase(digits, '-');
  std::string bytes = HexDecode(digits).value_or("");
  bytes.resize(kIdBytes);
  return bytes;
}

std::string IdText(std::string_view bytes) {
  const std::string digits = HexEncode(bytes);
  std::string text;
  text.reserve(digits.size() + 4);
  std::size_t from = 0;
  for (const std::size_t length : {8, 4, 4, 4, 12}) {
    if (from > 0) text += '-';
    text.append(digits, from, length);
    from += length;
  }
  return text;
}

std::string Head(const directory::KmsKey& key, std::size_t generation) {
  std::uint64_t account = 0;
  for (const char c : key.account) account = account * 10 + static_cast<std::uint64_t>(c - '0');
  std::string head(1, kVersion);
  AppendNumber(head, account, kAccountBytes);
  head += IdBytes(key.id);
  AppendNumber(head, generation, kGenerationBytes);
  return head;
}

void AppendText(std::string& out, std::string_view text) {
  AppendNumber(out, text.size(), 4);
  out += text;
}

// Lengths before texts: no two contexts are written alike.
std::string AssociatedData(std::string_view head, directory::Tags context) {
  std::ranges::sort(context);
  std::string data(kPurpose);
  data += head;
  for (const auto& [name, value] : context) {
    AppendText(data, name);
    AppendText(data, value);
  }
  return data;
}

Secret KeyOfText(const directory::KmsMaterial& material, std::string_view salt) {
  return Secret(crypto::HmacSha256(material.value.Reveal(), std::string(kPurpose).append(salt)));
}

}  // namespace

std::string Seal(const directory::KmsKey& key, std::string_view plaintext, const directory::Tags& context,
                 Random& random) {
  ROLECALL_CHECK(!key.materials.empty());
  const std::size_t generation = key.materials.size() - 1;
  std::string salt(kSaltBytes, '\0');
  random.Fill({reinterpret_cast<std::uint8_t*>(salt.data()), salt.size()});
  std::string blob = Head(key, generation);
  const std::string sealed =
      crypto::Seal(KeyOfText(key.materials[generation], salt), plaintext, AssociatedData(blob, context), random);
  return blob.append(salt).append(sealed);
}

std::optional<CiphertextName> ReadCiphertextName(std::string_view blob) {
  if (blob.size() < kCiphertextOverheadBytes || blob.front() != kVersion) return std::nullopt;
  blob.remove_prefix(1);
  const std::uint64_t account = TakeNumber(blob, kAccountBytes);
  if (account >= kAccounts) return std::nullopt;
  CiphertextName name;
  name.account = std::to_string(account);
  name.account.insert(0, 12 - name.account.size(), '0');
  name.key_id = IdText(blob.substr(0, kIdBytes));
  blob.remove_prefix(kIdBytes);
  name.generation = static_cast<std::uint32_t>(TakeNumber(blob, kGenerationBytes));
  return name;
}

std::optional<Secret> Open(const directory::KmsKey& key, std::string_view blob, const directory::Tags& context) {
  const std::optional<CiphertextName> name = ReadCiphertextName(blob);
  if (!name || name->account != key.account || name->key_id != key.id || name->generation >= key.materials.size()) {
    return std::nullopt;
  }
  const std::string_view head = blob.substr(0, kCiphertextHeadBytes);
  const std::string_view salt = blob.substr(kCiphertextHeadBytes, kSaltBytes);
  Result<Secret> opened = crypto::Open(KeyOfText(key.materials[name->generation], salt),
                                       blob.substr(kCiphertextHeadBytes + kSaltBytes), AssociatedData(head, context));
  if (!opened.ok()) return std::nullopt;
  return *std::move(opened);
}

}  // namespace rolecall::services::kms
