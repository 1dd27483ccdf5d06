// What an account wants of the passwords of its users. For this folder only.
//
//   ROLECALL_RETURN_IF_ERROR(CheckPassword(*account, user, password));
//   ROLECALL_RETURN_IF_ERROR(CheckReuse(*account, *user.login, password));        // slow: hashes; never under a lock
//
// PasswordPolicyViolation, 400, with AWS's text for the first rule that is broken. Source: IAM User Guide, "Set an
// account password policy for IAM users", with "Default password policy" for accounts that have none of their own.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_PASSWORD_RULES_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_PASSWORD_RULES_H_

#include <optional>

#include "base/secret.h"
#include "services/iam/entity.h"

namespace rolecall::services::iam::credentials {

Refusal CheckPassword(const directory::Account& account, const Secret& password);
// None of the last passwords that the policy remembers.
Refusal CheckReuse(const directory::Account& account, const directory::LoginProfile& login, const Secret& password);

// When the password runs out; nothing: never.
std::optional<Time> PasswordExpiry(const directory::Account& account, const directory::LoginProfile& login);
// When it was last changed, or made.
Time PasswordChanged(const directory::LoginProfile& login);

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_PASSWORD_RULES_H_
