// Console passwords. There is no console here, so nobody signs in with one; they are kept, as hashes, under the
// account's password policy, and ChangePassword wants the old one.
#include "crypto/password_hash.h"
#include "services/iam/credentials/owner.h"
#include "services/iam/credentials/password_rules.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::credentials {
namespace {

using directory::LoginProfile;
using directory::User;

constexpr std::size_t kMostPreviousHashes = 24;  // PasswordReusePrevention's maximum

aws::ErrorShape NoProfile(const std::string& user) {
  return NoSuchEntity("Login Profile for User " + user + " cannot be found.");
}

// The user whose profile the call is about. Root has none that an API shows.
Checked<std::shared_ptr<const User>> AskForProfileOwner(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  ROLECALL_TRY(auto user, CurrentOwner(*call.snapshot, owner));
  if (user == nullptr) return NoProfile("root");
  return user;
}

std::string ProfileXml(const User& user, const LoginProfile& login) {
  aws::XmlWriter xml;
  xml.Open("LoginProfile").Text("UserName", user.name).Text("CreateDate", FormatIso8601(login.created));
  xml.Bool("PasswordResetRequired", login.reset_required).Close();
  return xml.Take();
}

// A password under the account's rules, hashed. Slow: before the write, not in it.
Checked<std::string> AcceptPassword(Call& call, const Secret& password, const LoginProfile* before) {
  auto account = call.snapshot->accounts.Find(call.caller.account);
  if (account == nullptr) return NoSuchEntity("The account cannot be found.");
  ROLECALL_RETURN_IF_ERROR(CheckPassword(*account, password));
  if (before != nullptr) ROLECALL_RETURN_IF_ERROR(CheckReuse(*account, *before, password));
  Result<std::string> hash = crypto::HashPassword(password, call.random);
  if (!hash.ok()) return services::InternalError(hash.error());
  return *std::move(hash);
}

// Changes the profile if it still is the one that was looked at: the checks of its password were made on that.
template <typename F>
OperationResult ChangeProfile(Call& call, const User& seen, F edit) {
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = UserWithId(transaction.snapshot(), seen.id);
    if (current == nullptr) return NotFound<User>(seen.name);
    if (!current->login.has_value()) return NoProfile(current->name);
    if (current->login->password_hash != seen.login->password_hash) {
      return aws::ErrorShape{409, "EntityTemporarilyUnmodifiable",
                             "The login profile was changed meanwhile. Please try again."};
    }
    User changed = *current;
    edit(*changed.login);
    transaction.Put(std::move(changed));
    return std::string();
  });
}

void SetPassword(LoginProfile& login, std::string hash, Time now) {
  login.previous_hashes.insert(login.previous_hashes.begin(), std::move(login.password_hash));
  if (login.previous_hashes.size() > kMostPreviousHashes) login.previous_hashes.resize(kMostPreviousHashes);
  login.password_hash = std::move(hash);
  login.changed = now;
}

OperationResult CreateLoginProfile(Call& call) {
  ROLECALL_TRY(auto user, AskForProfileOwner(call));
  const auto exists = [&] { return AlreadyExists("Login Profile for user " + user->name + " already exists."); };
  if (user->login.has_value()) return exists();
  LoginProfile login;
  ROLECALL_TRY(login.password_hash,
               AcceptPassword(call, Secret(std::string(call.parameters.Get("Password"))), nullptr));
  login.reset_required = call.parameters.IsTrue("PasswordResetRequired");
  login.created = call.now;
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = UserWithId(transaction.snapshot(), user->id);
    if (current == nullptr) return NotFound<User>(user->name);
    if (current->login.has_value()) return exists();
    User changed = *current;
    changed.login = login;
    transaction.Put(std::move(changed));
    return ProfileXml(*current, login);
  });
}

OperationResult GetLoginProfile(Call& call) {
  ROLECALL_TRY(auto user, AskForProfileOwner(call));
  if (!user->login.has_value()) return NoProfile(user->name);
  return ProfileXml(*user, *user->login);
}

OperationResult UpdateLoginProfile(Call& call) {
  ROLECALL_TRY(auto user, AskForProfileOwner(call));
  if (!user->login.has_value()) return NoProfile(user->name);
  std::string hash;
  if (call.parameters.Has("Password")) {
    const Secret password(std::string(call.parameters.Get("Password")));
    ROLECALL_TRY(hash, AcceptPassword(call, password, &*user->login));
  }
  return ChangeProfile(call, *user, [&](LoginProfile& login) {
    if (!hash.empty()) SetPassword(login, hash, call.now);
    if (call.parameters.Has("PasswordResetRequired")) {
      login.reset_required = call.parameters.IsTrue("PasswordResetRequired");
    }
  });
}

OperationResult DeleteLoginProfile(Call& call) {
  ROLECALL_TRY(auto user, AskForProfileOwner(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = UserWithId(transaction.snapshot(), user->id);
    if (current == nullptr) return NotFound<User>(user->name);
    if (!current->login.has_value()) return NoProfile(current->name);
    User changed = *current;
    changed.login.reset();
    transaction.Put(std::move(changed));
    return std::string();
  });
}

// "HardExpiry: Prevents IAM users who are accessing the account via the console from setting a new console password
// after their password has expired."
Refusal CheckNotLockedOut(const Call& call, const LoginProfile& login) {
  auto account = call.snapshot->accounts.Find(call.caller.account);
  if (account == nullptr || !account->password_policy.has_value()) return std::nullopt;
  const std::optional<Time> expiry = PasswordExpiry(*account, login);
  if (!account->password_policy->hard_expiry || !expiry.has_value() || call.now < *expiry) return std::nullopt;
  return aws::ErrorShape{403, "AccessDenied", "The password has expired. An administrator has to reset it."};
}

// Differs from AWS: the policy's AllowUsersToChangePassword gives nobody iam:ChangePassword here; a policy must.
OperationResult ChangePassword(Call& call) {
  if (call.caller.kind != services::Caller::Kind::kUser || call.caller.user == nullptr) {
    return aws::ErrorShape{400, "InvalidUserType", "Only IAM Users can change their own password"};
  }
  ROLECALL_TRY(auto user, AskAndFindNamed<User>(call, call.caller.user->name));
  if (!user->login.has_value()) return NoProfile(user->name);
  if (!crypto::PasswordMatches(Secret(std::string(call.parameters.Get("OldPassword"))), user->login->password_hash)) {
    return aws::ErrorShape{403, "AccessDenied", "The old password was incorrect."};
  }
  ROLECALL_RETURN_IF_ERROR(CheckNotLockedOut(call, *user->login));
  ROLECALL_TRY(std::string hash,
               AcceptPassword(call, Secret(std::string(call.parameters.Get("NewPassword"))), &*user->login));
  return ChangeProfile(call, *user, [&](LoginProfile& login) {
    SetPassword(login, hash, call.now);
    login.reset_required = false;
  });
}

constexpr ParameterRule Password(std::string_view name, bool required) {
  return {.name = name, .required = required, .min = 1, .max = 128, .charset = Charset::kDocument, .secret = true};
}

}  // namespace

void AddLoginProfiles(Table& table) {
  const ParameterRule reset{.name = "PasswordResetRequired", .boolean = true};
  table.push_back({"CreateLoginProfile", &CreateLoginProfile, {kOptionalUserName, Password("Password", true), reset}});
  table.push_back({"GetLoginProfile", &GetLoginProfile, {kOptionalUserName}});
  table.push_back(
      {"UpdateLoginProfile", &UpdateLoginProfile, {kUserName, Password("Password", false), reset}, false, false});
  table.push_back({"DeleteLoginProfile", &DeleteLoginProfile, {kOptionalUserName}, false, false});
  table.push_back({"ChangePassword",
                   &ChangePassword,
                   {Password("OldPassword", true), Password("NewPassword", true)},
                   false,
                   false});
}

}  // namespace rolecall::services::iam::credentials
