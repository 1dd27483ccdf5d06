#include "crypto/password_hash.h"

#include <crypt.h>

#include <array>
#include <cstring>
#include <memory>

namespace rolecall::crypto {
namespace {

constexpr char kMethod[] = "$y$";  // yescrypt; crypt(5) recommends it with its default cost (0)

bool IsUsable(std::string_view password) {
  return !password.empty() && password.size() <= kMaxPasswordBytes && password.find('\0') == std::string_view::npos;
}

// "" if libxcrypt refuses the setting.
std::string Crypt(const Secret& password, const char* setting) {
  auto scratch = std::make_unique<crypt_data>();
  std::string text(password.Reveal());
  const char* hash = crypt_r(text.c_str(), setting, scratch.get());
  std::string result = hash == nullptr || hash[0] == '*' ? "" : hash;
  Wipe(text);
  explicit_bzero(scratch.get(), sizeof *scratch);
  return result;
}

}  // namespace

Result<std::string> HashPassword(const Secret& password, Random& random) {
  if (!IsUsable(password.Reveal())) return Error{ErrorCode::kInvalidArgument, "the password cannot be hashed"};
  std::array<std::uint8_t, 16> salt{};
  random.Fill(salt);
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  const auto* bytes = reinterpret_cast<const char*>(salt.data());
  if (crypt_gensalt_rn(kMethod, 0, bytes, salt.size(), setting, sizeof setting) == nullptr) {
    return Error{ErrorCode::kInternal, "yescrypt is not available"};
  }
  std::string hash = Crypt(password, setting);
  if (hash.empty()) return Error{ErrorCode::kInternal, "the password cannot be hashed"};
  return hash;
}

bool PasswordMatches(const Secret& password, std::string_view hash) {
  if (!IsUsable(password.Reveal()) || !hash.starts_with(kMethod) || hash.size() >= CRYPT_OUTPUT_SIZE) return false;
  const std::string again = Crypt(password, std::string(hash).c_str());
  return !again.empty() && ConstantTimeEquals(again, hash);
}

}  // namespace rolecall::crypto
