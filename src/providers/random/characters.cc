#include "providers/random/characters.h"

#include <crypt.h>

#include <array>
#include <cstring>
#include <memory>

namespace rolecall::providers::random {
namespace {

constexpr const char* kDigits = "0123456789";
constexpr const char* kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr const char* kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr const char* kSpecial = "!@#$%&*()-_=+[]{}<>:?";
constexpr unsigned long kCost = 10;
constexpr std::size_t kBcryptBytes = 72;

void AppendFrom(Random& random, const std::string& alphabet, std::int64_t count, std::string& out) {
  for (std::int64_t i = 0; i < count; ++i) out += alphabet[random.Below(alphabet.size())];
}

}  // namespace

Result<std::string> RandomCharacters(Random& random, const Object& wanted) {
  std::string special = wanted.Text("override_special").empty() ? kSpecial : wanted.Text("override_special");
  std::string all;
  if (wanted.Flag("upper")) all += kUpper;
  if (wanted.Flag("lower")) all += kLower;
  if (wanted.Flag("numeric")) all += kDigits;
  if (wanted.Flag("special")) all += special;
  std::int64_t length = wanted.Integer("length");
  std::string text;
  AppendFrom(random, kDigits, wanted.Integer("min_numeric"), text);
  AppendFrom(random, kLower, wanted.Integer("min_lower"), text);
  AppendFrom(random, kUpper, wanted.Integer("min_upper"), text);
  AppendFrom(random, special, wanted.Integer("min_special"), text);
  std::int64_t rest = length - static_cast<std::int64_t>(text.size());
  if (rest > 0 && all.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the character set specified is empty: set at least one of upper, lower, numeric and special"};
  }
  AppendFrom(random, all, rest, text);
  for (std::size_t i = text.size(); i > 1; --i) std::swap(text[i - 1], text[random.Below(i)]);
  return text;
}

Result<std::string> BcryptHash(Random& random, const std::string& text) {
  std::array<std::uint8_t, 16> salt{};
  random.Fill(salt);
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  const auto* bytes = reinterpret_cast<const char*>(salt.data());
  if (crypt_gensalt_rn("$2a$", kCost, bytes, salt.size(), setting, sizeof setting) == nullptr) {
    return Error{ErrorCode::kInternal, "bcrypt is not available"};
  }
  auto data = std::make_unique<crypt_data>();
  const char* hash = crypt_r(text.substr(0, kBcryptBytes).c_str(), setting, data.get());
  std::string result = hash == nullptr || hash[0] == '*' ? "" : hash;
  explicit_bzero(data.get(), sizeof *data);
  if (result.empty()) return Error{ErrorCode::kInternal, "the password cannot be hashed"};
  return result;
}

}  // namespace rolecall::providers::random
