// GetRandomPassword.
#include <boost/json.hpp>

#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/secrets.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr long long kLongest = 4096;

std::string Without(std::string_view letters, std::string_view excluded) {
  std::string left;
  for (const char c : letters) {
    if (excluded.find(c) == std::string_view::npos) left += c;
  }
  return left;
}

char OneOf(std::string_view letters, Random& random) { return letters[random.Below(letters.size())]; }

}  // namespace

Answer GetRandomPassword(Call& call, Input& input) {
  const long long length = input.Number("PasswordLength", 1, INT64_MAX).value_or(32);
  const std::string excluded = input.Text("ExcludeCharacters", {.min = 0, .max = 4096}).value_or("");
  const bool all_types = !input.Has("RequireEachIncludedType") || input.Flag("RequireEachIncludedType");
  std::vector<std::string> types;
  const auto include = [&](std::string_view flag, std::string_view letters) {
    if (!input.Flag(flag)) types.push_back(Without(letters, excluded));
  };
  include("ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz");
  include("ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  include("ExcludeNumbers", "0123456789");
  include("ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
  if (input.Flag("IncludeSpace")) types.push_back(Without(" ", excluded));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, "GetRandomPassword"));
  if (length > kLongest) return InvalidParameter("Password length must be less than or equal to 4096.");
  std::erase(types, std::string());
  std::string letters;
  for (const std::string& type : types) letters += type;
  if (letters.empty()) return InvalidParameter("No characters are left to make a password of.");
  if (all_types && static_cast<std::size_t>(length) < types.size()) {
    return InvalidParameter("Password length is too short based on the required types.");
  }
  std::string password;
  if (all_types) {
    for (const std::string& type : types) password += OneOf(type, call.random);
  }
  while (password.size() < static_cast<std::size_t>(length)) password += OneOf(letters, call.random);
  for (std::size_t i = password.size() - 1; i > 0; --i) std::swap(password[i], password[call.random.Below(i + 1)]);
  return boost::json::object{{"RandomPassword", std::move(password)}};
}

}  // namespace rolecall::services::secretsmanager
