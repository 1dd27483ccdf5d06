#include "services/kms/grant_records.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/kms/key_calls.h"

namespace rolecall::services::kms {
namespace {

constexpr std::string_view kTokenPrefix = "grant/1/";

aws::ErrorShape NoPrincipal(const std::string& arn) {
  return InvalidArn("ARN does not refer to a valid principal: " + arn);
}

directory::StoredPolicy PolicyFor(const boost::json::array& principals, const boost::json::array& actions,
                                  const std::string& name) {
  const boost::json::object document{
      {"Version", "2012-10-17"},
      {"Statement", boost::json::array{boost::json::object{{"Effect", "Allow"},
                                                           {"Principal", boost::json::object{{"AWS", principals}}},
                                                           {"Action", actions},
                                                           {"Resource", "*"}}}}};
  return directory::MakeStoredPolicy(boost::json::serialize(document), policy::DocumentKind::kResource, name);
}

bool IsSession(const policy::Arn& arn) {
  return arn.service == "sts" &&
         (arn.resource.starts_with("assumed-role/") || arn.resource.starts_with("federated-user/"));
}

}  // namespace

Checked<std::string> BindPrincipal(const std::string& text, const directory::Snapshot& snapshot) {
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn || !policy::IsAccountId(arn->account) || text.find('*') != std::string::npos) return NoPrincipal(text);
  if (IsSession(*arn)) return text;
  if (arn->service != "iam") return NoPrincipal(text);
  if (arn->resource == "root") return text;
  if (auto role = directory::FindRoleByArn(snapshot, text)) return role->id;
  if (auto user = directory::FindUserByArn(snapshot, text)) return user->id;
  const bool is_identity = arn->resource.starts_with("role/") || arn->resource.starts_with("user/");
  // Identities of accounts that are not here are kept as they are.
  if (!is_identity || snapshot.accounts.Find(arn->account) != nullptr) return NoPrincipal(text);
  return text;
}

std::string ShowPrincipal(const std::string& principal, const directory::Snapshot& snapshot) {
  const auto identity = snapshot.identities.Find(principal);
  return identity == nullptr ? principal : identity->arn;
}

std::string AccountOfPrincipal(const std::string& principal, const directory::Snapshot& snapshot) {
  const std::string shown = ShowPrincipal(principal, snapshot);
  const std::optional<policy::Arn> arn = policy::ParseArn(shown);
  return arn ? std::string(arn->account) : "";
}

directory::StoredPolicy PolicyOfGrant(const directory::KmsGrant& grant) {
  boost::json::array actions;
  for (const std::string& operation : grant.operations) actions.emplace_back("kms:" + operation);
  return PolicyFor({boost::json::string(grant.grantee)}, actions, "grant " + grant.id);
}

directory::StoredPolicy PolicyOfRetirement(const directory::KmsGrant& grant) {
  boost::json::array principals{boost::json::string(partition::OwnArn() + "iam::" + grant.issuer + ":root")};
  if (!grant.retiring.empty()) principals.emplace_back(grant.retiring);
  return PolicyFor(principals, {boost::json::string("kms:RetireGrant")}, "retirement of grant " + grant.id);
}

bool IsWithin(const directory::KmsGrant& grant, const directory::KmsGrant& parent) {
  const auto is_given = [&](const std::string& operation) {
    return std::ranges::find(parent.operations, operation) != parent.operations.end();
  };
  if (!std::ranges::all_of(grant.operations, is_given)) return false;
  if (parent.constraint.empty()) return true;
  if (grant.constraint.empty()) return false;
  if (parent.constraint == "EncryptionContextEquals" && grant.constraint != parent.constraint) return false;
  return HoldsFor(parent, &grant.constraint_context);
}

boost::json::object ShowGrant(const directory::KmsGrant& grant, const directory::Snapshot& snapshot) {
  boost::json::array operations;
  for (const std::string& operation : grant.operations) operations.emplace_back(operation);
  boost::json::object shown{
      {"KeyId", partition::OwnArn() + "kms:" + grant.region + ":" + grant.account + ":key/" + grant.key_id},
      {"GrantId", grant.id},
      {"Name", grant.name},
      {"CreationDate", JsonSeconds(grant.created)},
      {"GranteePrincipal", ShowPrincipal(grant.grantee, snapshot)},
      {"IssuingAccount", partition::OwnArn() + "iam::" + grant.issuer + ":root"},
      {"Operations", std::move(operations)}};
  if (!grant.retiring.empty()) shown["RetiringPrincipal"] = ShowPrincipal(grant.retiring, snapshot);
  if (!grant.constraint.empty()) {
    boost::json::object context;
    for (const auto& [name, value] : grant.constraint_context) context[name] = value;
    shown["Constraints"] = boost::json::object{{grant.constraint, std::move(context)}};
  }
  return shown;
}

std::string TokenOf(const directory::KmsGrant& grant) {
  return Base64Encode(std::string(kTokenPrefix).append(grant.key()));
}

std::optional<std::string> KeyOfToken(std::string_view token) {
  const std::optional<std::string> text = Base64Decode(token);
  if (!text || !text->starts_with(kTokenPrefix)) return std::nullopt;
  return text->substr(kTokenPrefix.size());
}

}  // namespace rolecall::services::kms
