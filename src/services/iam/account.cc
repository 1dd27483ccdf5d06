// The account itself: aliases, password policy, summary.
#include <algorithm>

#include "partition/own_partition.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::Account;
using directory::PasswordPolicy;

template <typename F>
OperationResult ChangeAccount(Call& call, F edit) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = transaction.snapshot().accounts.Find(call.caller.account);
    if (current == nullptr) return NoSuchEntity("The account cannot be found.");
    Account changed = *current;
    if (Refusal refusal = edit(changed, transaction.snapshot())) return *std::move(refusal);
    transaction.Put(std::move(changed));
    return std::string();
  });
}

Checked<std::shared_ptr<const Account>> AskForAccount(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  auto account = call.snapshot->accounts.Find(call.caller.account);
  if (account == nullptr) return NoSuchEntity("The account cannot be found.");
  return account;
}

OperationResult CreateAccountAlias(Call& call) {
  const std::string alias(call.parameters.Get("AccountAlias"));
  return ChangeAccount(call, [&](Account& account, const directory::Snapshot& snapshot) -> Refusal {
    // An alias is one account's of all.
    for (const auto& other : snapshot.accounts.Sorted()) {
      const bool has_it = std::count(other->aliases.begin(), other->aliases.end(), alias) > 0;
      if (has_it) return AlreadyExists("The account alias " + alias + " already exists.");
    }
    account.aliases = {alias};
    return std::nullopt;
  });
}

OperationResult DeleteAccountAlias(Call& call) {
  const std::string alias(call.parameters.Get("AccountAlias"));
  return ChangeAccount(call, [&](Account& account, const directory::Snapshot&) -> Refusal {
    if (std::erase(account.aliases, alias) == 0) {
      return NoSuchEntity("The account alias " + alias + " cannot be found.");
    }
    return std::nullopt;
  });
}

OperationResult ListAccountAliases(Call& call) {
  ROLECALL_TRY(auto account, AskForAccount(call));
  std::vector<Item> items;
  for (const std::string& alias : account->aliases) items.push_back({alias, alias});
  return Page(call, "AccountAliases", std::move(items));
}

OperationResult UpdatePasswordPolicy(Call& call) {
  const auto flag = [&](std::string_view name) { return call.parameters.IsTrue(name); };
  const auto number = [&](std::string_view name, int otherwise) {
    return static_cast<int>(services::ParseInteger(call.parameters.Get(name)).value_or(otherwise));
  };
  PasswordPolicy policy;
  policy.minimum_length = number("MinimumPasswordLength", 6);
  policy.require_symbols = flag("RequireSymbols");
  policy.require_numbers = flag("RequireNumbers");
  policy.require_uppercase = flag("RequireUppercaseCharacters");
  policy.require_lowercase = flag("RequireLowercaseCharacters");
  policy.allow_users_to_change = flag("AllowUsersToChangePassword");
  policy.hard_expiry = flag("HardExpiry");
  policy.max_age_days = number("MaxPasswordAge", 0);
  policy.reuse_prevention = number("PasswordReusePrevention", 0);
  return ChangeAccount(call, [&](Account& account, const directory::Snapshot&) -> Refusal {
    account.password_policy = policy;
    return std::nullopt;
  });
}

aws::ErrorShape NoPasswordPolicy(const std::string& account) {
  return NoSuchEntity("The Password Policy with domain name " + account + " cannot be found.");
}

OperationResult GetPasswordPolicy(Call& call) {
  ROLECALL_TRY(auto account, AskForAccount(call));
  if (!account->password_policy.has_value()) return NoPasswordPolicy(account->id);
  const PasswordPolicy& policy = *account->password_policy;
  aws::XmlWriter xml;
  xml.Open("PasswordPolicy").Number("MinimumPasswordLength", policy.minimum_length);
  xml.Bool("RequireSymbols", policy.require_symbols).Bool("RequireNumbers", policy.require_numbers);
  xml.Bool("RequireUppercaseCharacters", policy.require_uppercase);
  xml.Bool("RequireLowercaseCharacters", policy.require_lowercase);
  xml.Bool("AllowUsersToChangePassword", policy.allow_users_to_change);
  xml.Bool("ExpirePasswords", policy.max_age_days > 0).Bool("HardExpiry", policy.hard_expiry);
  if (policy.max_age_days > 0) xml.Number("MaxPasswordAge", policy.max_age_days);
  if (policy.reuse_prevention > 0) xml.Number("PasswordReusePrevention", policy.reuse_prevention);
  xml.Close();
  return xml.Take();
}

OperationResult DeletePasswordPolicy(Call& call) {
  return ChangeAccount(call, [&](Account& account, const directory::Snapshot&) -> Refusal {
    if (!account.password_policy.has_value()) return NoPasswordPolicy(account.id);
    account.password_policy.reset();
    return std::nullopt;
  });
}

OperationResult GetAccountSummary(Call& call) {
  ROLECALL_TRY(auto account, AskForAccount(call));
  const directory::Snapshot& snapshot = *call.snapshot;
  const std::string own = account->id + "/";
  const auto count = [&](const auto& table, const std::string& prefix) {
    return static_cast<long long>(table.Count(prefix));
  };
  const auto limit = [](const Quota& quota) { return static_cast<long long>(quota.limit); };
  const auto devices = snapshot.mfa_devices.Sorted(partition::OwnArn() + "iam::" + account->id + ":");
  long long versions = 0;
  for (const auto& policy : snapshot.policies.Sorted(partition::OwnArn() + "iam::" + account->id + ":")) {
    versions += static_cast<long long>(policy->versions.size());
  }
  const std::pair<const char*, long long> numbers[] = {
      {"Users", count(snapshot.users, own)},
      {"UsersQuota", limit(kUsersPerAccount)},
      {"Groups", count(snapshot.groups, own)},
      {"GroupsQuota", limit(kGroupsPerAccount)},
      {"Roles", count(snapshot.roles, own)},
      {"RolesQuota", limit(kRolesPerAccount)},
      {"Policies", count(snapshot.policies, partition::OwnArn() + "iam::" + account->id + ":")},
      {"PoliciesQuota", limit(kPoliciesPerAccount)},
      {"InstanceProfiles", count(snapshot.instance_profiles, own)},
      {"InstanceProfilesQuota", limit(kInstanceProfilesPerAccount)},
      {"Providers", count(snapshot.oidc_providers, partition::OwnArn() + "iam::" + account->id + ":")},
      {"AccountAccessKeysPresent", account->root_access_key_ids.empty() ? 0 : 1},
      {"AccountMFAEnabled", 0},
      {"AccountPasswordPresent", 0},
      {"AccountSigningCertificatesPresent", snapshot.signing_certificates.Sorted(own).empty() ? 0 : 1},
      {"MFADevices", static_cast<long long>(devices.size())},
      {"MFADevicesInUse",
       std::count_if(devices.begin(), devices.end(), [](const auto& device) { return !device->owner_id.empty(); })},
      {"ServerCertificates", count(snapshot.server_certificates, own)},
      {"ServerCertificatesQuota", limit(kServerCertificatesPerAccount)},
      {"SigningCertificatesPerUserQuota", limit(kSigningCertificatesPerUser)},
      {"PolicyVersionsInUse", versions},
      {"PolicyVersionsInUseQuota", limit(kPolicyVersionsInUse)},
      {"GlobalEndpointTokenVersion", account->sts_token_version == "v2Token" ? 2 : 1},
      {"AccessKeysPerUserQuota", limit(kAccessKeysPerUser)},
      {"AttachedPoliciesPerUserQuota", limit(kPoliciesPerUser)},
      {"AttachedPoliciesPerRoleQuota", limit(kPoliciesPerRole)},
      {"AttachedPoliciesPerGroupQuota", limit(kPoliciesPerGroup)},
      {"PolicySizeQuota", limit(kManagedPolicySize)},
      {"AssumeRolePolicySizeQuota", limit(kTrustPolicySize)},
      {"RolePolicySizeQuota", limit(kInlineSizePerRole)},
      {"UserPolicySizeQuota", limit(kInlineSizePerUser)},
      {"GroupPolicySizeQuota", limit(kInlineSizePerGroup)},
      {"VersionsPerPolicyQuota", limit(kVersionsPerPolicy)},
      {"GroupsPerUserQuota", limit(kGroupsPerUser)},
  };
  aws::XmlWriter xml;
  xml.Open("SummaryMap");
  for (const auto& entry : numbers) xml.Open("entry").Text("key", entry.first).Number("value", entry.second).Close();
  xml.Close();
  return xml.Take();
}

}  // namespace

void AddAccount(Table& table) {
  const ParameterRule alias{.name = "AccountAlias", .required = true, .min = 3, .max = 63, .charset = Charset::kAlias};
  table.push_back({"CreateAccountAlias", &CreateAccountAlias, {alias}, false, false});
  table.push_back({"DeleteAccountAlias", &DeleteAccountAlias, {alias}, false, false});
  table.push_back({"ListAccountAliases", &ListAccountAliases, {kMarker, kMaxItems}});
  table.push_back({"UpdateAccountPasswordPolicy",
                   &UpdatePasswordPolicy,
                   {{.name = "MinimumPasswordLength", .min = 6, .max = 128, .number = true},
                    {.name = "MaxPasswordAge", .min = 1, .max = 1095, .number = true},
                    {.name = "PasswordReusePrevention", .min = 1, .max = 24, .number = true},
                    {.name = "RequireSymbols", .boolean = true},
                    {.name = "RequireNumbers", .boolean = true},
                    {.name = "RequireUppercaseCharacters", .boolean = true},
                    {.name = "RequireLowercaseCharacters", .boolean = true},
                    {.name = "AllowUsersToChangePassword", .boolean = true},
                    {.name = "HardExpiry", .boolean = true}},
                   false,
                   false});
  table.push_back({"GetAccountPasswordPolicy", &GetPasswordPolicy, {}});
  table.push_back({"DeleteAccountPasswordPolicy", &DeletePasswordPolicy, {}, false, false});
  table.push_back({"GetAccountSummary", &GetAccountSummary, {}});
}

}  // namespace rolecall::services::iam
