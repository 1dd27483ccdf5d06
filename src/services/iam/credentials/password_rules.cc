#include "services/iam/credentials/password_rules.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "crypto/password_hash.h"

namespace rolecall::services::iam::credentials {
namespace {

using directory::Account;
using directory::LoginProfile;
using directory::PasswordPolicy;

// UpdateAccountPasswordPolicy, RequireSymbols: "must contain at least one of the following non-alphanumeric
// characters".
constexpr std::string_view kSymbols = "!@#$%^&*()_+-=[]{}|'";

struct Kinds {
  bool upper = false, lower = false, digit = false, symbol = false;
  int count() const { return upper + lower + digit + symbol; }
};

Kinds KindsIn(std::string_view password) {
  Kinds kinds;
  for (char c : password) {
    kinds.upper |= IsAsciiUpper(c);
    kinds.lower |= IsAsciiLower(c);
    kinds.digit |= IsAsciiDigit(c);
    kinds.symbol |= kSymbols.find(c) != std::string_view::npos;
  }
  return kinds;
}

Refusal Violation(std::string message) { return aws::ErrorShape{400, "PasswordPolicyViolation", std::move(message)}; }

Refusal TooShort(int minimum) {
  return Violation("Password should have a minimum length of " + std::to_string(minimum));
}

std::size_t CharactersIn(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

Refusal CheckOwnPolicy(const PasswordPolicy& policy, std::string_view password) {
  if (CharactersIn(password) < static_cast<std::size_t>(policy.minimum_length)) return TooShort(policy.minimum_length);
  const Kinds kinds = KindsIn(password);
  if (policy.require_uppercase && !kinds.upper) return Violation("Password should have at least one uppercase letter");
  if (policy.require_lowercase && !kinds.lower) return Violation("Password should have at least one lowercase letter");
  if (policy.require_numbers && !kinds.digit) return Violation("Password should have at least one number");
  if (policy.require_symbols && !kinds.symbol) return Violation("Password should have at least one symbol");
  return std::nullopt;
}

// "Minimum password length of 8 characters … Minimum of three of the following mix of character types: uppercase,
// lowercase, numbers, and symbols. Not be identical to your AWS account name or email address."
Refusal CheckDefaultPolicy(const Account& account, std::string_view password) {
  constexpr int kDefaultLength = 8, kDefaultKinds = 3;
  if (CharactersIn(password) < kDefaultLength) return TooShort(kDefaultLength);
  if (KindsIn(password).count() < kDefaultKinds) {
    return Violation(
        "Password should contain at least three of: uppercase letters, lowercase letters, numbers, symbols");
  }
  if (std::find(account.aliases.begin(), account.aliases.end(), password) != account.aliases.end()) {
    return Violation("Password should not be identical to your AWS account name");
  }
  return std::nullopt;
}

}  // namespace

Refusal CheckPassword(const Account& account, const Secret& password) {
  if (account.password_policy.has_value()) return CheckOwnPolicy(*account.password_policy, password.Reveal());
  return CheckDefaultPolicy(account, password.Reveal());
}

Refusal CheckReuse(const Account& account, const LoginProfile& login, const Secret& password) {
  const int remembered = account.password_policy.has_value() ? account.password_policy->reuse_prevention : 0;
  if (remembered == 0) return std::nullopt;
  bool used = crypto::PasswordMatches(password, login.password_hash);
  int looked_at = 1;
  for (auto hash = login.previous_hashes.begin(); !used && hash != login.previous_hashes.end(); ++hash) {
    if (++looked_at > remembered) break;
    used = crypto::PasswordMatches(password, *hash);
  }
  if (!used) return std::nullopt;
  return Violation("Password should not be the same as one of the last " + std::to_string(remembered) + " passwords");
}

Time PasswordChanged(const LoginProfile& login) { return login.changed.value_or(login.created); }

std::optional<Time> PasswordExpiry(const Account& account, const LoginProfile& login) {
  if (!account.password_policy.has_value() || account.password_policy->max_age_days == 0) return std::nullopt;
  return PasswordChanged(login) + std::chrono::hours(24) * account.password_policy->max_age_days;
}

}  // namespace rolecall::services::iam::credentials
