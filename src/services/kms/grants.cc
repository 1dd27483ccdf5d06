// CreateGrant, RetireGrant, RevokeGrant.
#include <algorithm>
#include <boost/json.hpp>

#include "base/random.h"
#include "base/text.h"
#include "services/kms/context.h"
#include "services/kms/grant_records.h"
#include "services/kms/key_calls.h"

namespace rolecall::services::kms {
namespace {

constexpr std::size_t kMaxGrantsOfKey = 50000;
constexpr std::string_view kGrantOperations[] = {"Decrypt",
                                                 "Encrypt",
                                                 "GenerateDataKey",
                                                 "GenerateDataKeyWithoutPlaintext",
                                                 "ReEncryptFrom",
                                                 "ReEncryptTo",
                                                 "CreateGrant",
                                                 "RetireGrant",
                                                 "DescribeKey",
                                                 "GenerateMac",
                                                 "VerifyMac",
                                                 "GenerateDataKeyPair",
                                                 "Sign",
                                                 "Verify",
                                                 "GetPublicKey",
                                                 "GenerateDataKeyPairWithoutPlaintext",
                                                 "DeriveSharedSecret"};
constexpr std::string_view kEqualsName = "EncryptionContextEquals";
constexpr std::string_view kSubsetName = "EncryptionContextSubset";

using GrantPointer = std::shared_ptr<const directory::KmsGrant>;

struct WantedGrant {
  std::string key_id, grantee, retiring;
  directory::KmsGrant grant;  // its name, operations and constraint
  bool is_dry = false;
};

void ReadOperations(JsonInput& input, directory::KmsGrant& grant) {
  if (!input.Has("Operations")) (void)input.Required("Operations");
  grant.operations = input.Texts("Operations", {.max = std::size(kGrantOperations), .item = {.min = 1, .max = 64}});
  for (const std::string& operation : grant.operations) {
    if (std::ranges::find(kGrantOperations, operation) != std::end(kGrantOperations)) continue;
    std::vector<std::string> all(std::begin(kGrantOperations), std::end(kGrantOperations));
    input.Complain("Operations", "'[" + Join(grant.operations, ", ") + "]'",
                   "Member must satisfy constraint: [Member must satisfy enum value set: [" + Join(all, ", ") + "]]");
    return;
  }
}

void ReadName(JsonInput& input, directory::KmsGrant& grant) {
  grant.name = input.Text("Name", {.min = 1, .max = 256}).value_or("");
  const bool fits = std::ranges::all_of(
      grant.name, [](char c) { return IsAsciiAlphanumeric(c) || c == ':' || c == '/' || c == '_' || c == '-'; });
  if (!fits) {
    input.Complain("Name", "'" + grant.name + "'",
                   "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
  }
}

std::optional<aws::ErrorShape> ReadConstraint(JsonInput& input, directory::KmsGrant& grant) {
  const boost::json::object* constraints = input.Object("Constraints");
  if (constraints == nullptr) return std::nullopt;
  JsonInput members(*constraints, input.ObjectPrefix("Constraints"));
  for (const auto& member : *constraints) {
    const std::string_view name(member.key().data(), member.key().size());
    if (member.value().is_null() || name == kEqualsName || name == kSubsetName) continue;
    return Unsupported("The grant constraint " + std::string(name) + " is not served here.");
  }
  if (members.Has(kEqualsName) && members.Has(kSubsetName)) {
    return Validation("A grant can have EncryptionContextEquals or EncryptionContextSubset, not both.");
  }
  for (const std::string_view name : {kEqualsName, kSubsetName}) {
    if (!members.Has(name)) continue;
    grant.constraint = name;
    ROLECALL_TRY(grant.constraint_context, ReadContext(members, name));
  }
  input.Add(members);
  return std::nullopt;
}

Checked<WantedGrant> ReadGrant(JsonInput& input) {
  WantedGrant wanted;
  wanted.key_id = ReadKeyId(input);
  if (input.Has("GranteeServicePrincipal") || input.Has("RetiringServicePrincipal")) {
    return Unsupported("Grants to service principals are not served here.");
  }
  wanted.grantee = input.Required("GranteePrincipal", {.min = 1, .max = 256});
  wanted.retiring = input.Text("RetiringPrincipal", {.min = 1, .max = 256}).value_or("");
  ReadOperations(input, wanted.grant);
  ReadName(input, wanted.grant);
  ROLECALL_RETURN_IF_ERROR(ReadConstraint(input, wanted.grant));
  ROLECALL_TRY(wanted.is_dry, ReadCommon(input));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  return wanted;
}

KeyQuestion QuestionOf(const WantedGrant& wanted) {
  KeyQuestion question{.action = "kms:CreateGrant",
                       .context = {{"kms:GrantIsForAWSResource", {"false"}},
                                   {"kms:GranteePrincipal", {wanted.grantee}},
                                   {"kms:GrantOperations", wanted.grant.operations, true}}};
  if (!wanted.retiring.empty()) question.context.push_back({"kms:RetiringPrincipal", {wanted.retiring}});
  if (!wanted.grant.constraint.empty()) {
    question.context.push_back({"kms:GrantConstraintType", {wanted.grant.constraint}});
  }
  question.grant_applies = [&wanted](const directory::KmsGrant& parent) { return IsWithin(wanted.grant, parent); };
  return question;
}

// "The operation must be supported on the KMS key."
std::optional<aws::ErrorShape> RefuseOperations(const directory::KmsKey& key, const directory::KmsGrant& grant) {
  const auto is_of_macs = [](const std::string& name) { return name == "GenerateMac" || name == "VerifyMac"; };
  const auto is_of_all = [](const std::string& name) {
    return name == "CreateGrant" || name == "RetireGrant" || name == "DescribeKey";
  };
  const auto is_asymmetric = [](const std::string& name) {
    return name == "Sign" || name == "Verify" || name == "GetPublicKey" || name == "DeriveSharedSecret";
  };
  const bool is_mac = key.usage == kGenerateVerifyMac;
  for (const std::string& name : grant.operations) {
    if (is_of_all(name) || (is_of_macs(name) == is_mac && !is_asymmetric(name))) continue;
    return Validation("Grant operation " + name + " is not supported for the key " + key.arn() + ".");
  }
  if (is_mac && !grant.constraint.empty()) {
    return Validation("Encryption context constraints are only supported for symmetric encryption keys.");
  }
  return std::nullopt;
}

bool IsSame(const directory::KmsGrant& a, const directory::KmsGrant& b) {
  return a.name == b.name && a.grantee == b.grantee && a.retiring == b.retiring && a.operations == b.operations &&
         a.constraint == b.constraint && a.constraint_context == b.constraint_context && a.issuer == b.issuer;
}

// "When the request includes a Name value … and the grant with that name and the same parameters exists, it is
// returned."
std::string FindSame(const directory::Snapshot& snapshot, const directory::KmsGrant& grant) {
  std::string found;
  if (grant.name.empty()) return found;
  snapshot.grant_lists.ForEach(grant.key_of_key(), grant.grantee, [&](const directory::KmsGrant& each) {
    if (IsSame(each, grant)) found = each.id;
    return found.empty();
  });
  return found;
}

boost::json::object Created(const directory::KmsGrant& grant) {
  return {{"GrantId", grant.id}, {"GrantToken", TokenOf(grant)}};
}

Answer StoreGrant(Call& call, const directory::KmsKey& key, directory::KmsGrant grant) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(const directory::KmsKey now, KeyAgain(transaction, key, call.now));
    ROLECALL_RETURN_IF_ERROR(RefuseUnusable(now));
    const std::string same = FindSame(transaction.snapshot(), grant);
    if (!same.empty()) {
      grant.id = same;
      return Created(grant);
    }
    if (transaction.snapshot().kms_grants.Count(key.key() + "/") >= kMaxGrantsOfKey) {
      return LimitExceeded("A key can have " + std::to_string(kMaxGrantsOfKey) + " grants at most.");
    }
    transaction.Put(grant);
    return Created(grant);
  });
}

// The grant that RetireGrant names: by its token, or by its key and id.
Checked<GrantPointer> FindRetired(Call& call, const std::optional<std::string>& token,
                                  const std::optional<std::string>& key_id, const std::optional<std::string>& id) {
  GrantPointer grant;
  if (token) {
    const std::optional<std::string> key = KeyOfToken(*token);
    if (!key) return InvalidGrantToken();
    grant = call.snapshot->kms_grants.Find(*key);
  } else {
    if (!key_id || !id) return Validation("Either a grant token, or a key ID and a grant ID, must be specified.");
    ROLECALL_TRY(const KeyName name, ReadKeyName(OwnPlace(call), *key_id, KeyNames::kWithoutAliases));
    grant = call.snapshot->kms_grants.Find(directory::SecretKey(name.place.account, name.place.region, name.id) + "/" +
                                           *id);
  }
  if (grant == nullptr || grant->region != call.region) {
    return NotFound("Grant ID " + id.value_or("of the token") + " not found");
  }
  return grant;
}

}  // namespace

Answer CreateGrant(Call& call, JsonInput& input) {
  ROLECALL_TRY(WantedGrant wanted, ReadGrant(input));
  KeyQuestion question = QuestionOf(wanted);
  if (!wanted.grant.constraint.empty()) question.encryption_context = &wanted.grant.constraint_context;
  ROLECALL_TRY(const NamedKey named, FindForAction(call, wanted.key_id, KeyNames::kWithoutAliases, question));
  const directory::KmsKey& key = *named.key;
  ROLECALL_RETURN_IF_ERROR(RefuseUnusable(key));
  directory::KmsGrant grant = wanted.grant;
  if (grant.operations.empty()) return Validation("At least one grant operation is required.");
  ROLECALL_RETURN_IF_ERROR(RefuseOperations(key, grant));
  ROLECALL_TRY(grant.grantee, BindPrincipal(wanted.grantee, *call.snapshot));
  if (!wanted.retiring.empty()) {
    ROLECALL_TRY(grant.retiring, BindPrincipal(wanted.retiring, *call.snapshot));
  }
  if (wanted.is_dry) return DryRun();
  grant.account = key.account;
  grant.region = key.region;
  grant.key_id = key.id;
  grant.id = RandomHex(call.random, 64);
  grant.issuer = call.own_account();
  grant.created = call.now;
  grant.policy = PolicyOfGrant(grant);
  return StoreGrant(call, key, std::move(grant));
}

Answer RetireGrant(Call& call, JsonInput& input) {
  const std::optional<std::string> token = input.Text("GrantToken", {.min = 1, .max = 8192});
  const std::optional<std::string> key_id = input.Text("KeyId", {.min = 1, .max = 2048});
  const std::optional<std::string> id = input.Text("GrantId", {.min = 1, .max = 128});
  const bool is_dry = input.Flag("DryRun");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  const Checked<GrantPointer> found = FindRetired(call, token, key_id, id);
  if (!found.ok()) {
    // Who may not retire any is not told which there are.
    ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "kms:RetireGrant"}));
    return found.error();
  }
  const directory::KmsGrant grant = **found;
  const KmsKeyPointer key = call.snapshot->kms_keys.Find(grant.key_of_key());
  if (key == nullptr || !IsThere(*key, call.now)) return NotFound("Grant ID " + grant.id + " not found");
  const directory::StoredPolicy retirement = PolicyOfRetirement(grant);
  KeyQuestion question{.action = "kms:RetireGrant",
                       .encryption_context = grant.constraint.empty() ? nullptr : &grant.constraint_context,
                       .also = retirement.compiled().get()};
  if (!grant.constraint.empty()) question.context.push_back({"kms:GrantConstraintType", {grant.constraint}});
  question.grant_applies = [&](const directory::KmsGrant& own) { return own.id == grant.id; };
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnKey(call, *key, question));
  ROLECALL_RETURN_IF_ERROR(RefusePendingDeletion(*key));
  if (is_dry) return DryRun();
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    transaction.Delete(grant);
    return boost::json::object{};
  });
}

Answer RevokeGrant(Call& call, JsonInput& input) {
  const std::string key_id = ReadKeyId(input);
  const std::string id = input.Required("GrantId", {.min = 1, .max = 128});
  const bool is_dry = input.Flag("DryRun");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindForAction(call, key_id, KeyNames::kWithoutAliases,
                             {.action = "kms:RevokeGrant", .context = {{"kms:GrantIsForAWSResource", {"false"}}}}));
  ROLECALL_RETURN_IF_ERROR(RefusePendingDeletion(*named.key));
  const std::string record = named.key->key() + "/" + id;
  if (call.snapshot->kms_grants.Find(record) == nullptr) return NotFound("Grant ID " + id + " not found");
  if (is_dry) return DryRun();
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const GrantPointer grant = transaction.snapshot().kms_grants.Find(record);
    if (grant == nullptr) return NotFound("Grant ID " + id + " not found");
    transaction.Delete(*grant);
    return boost::json::object{};
  });
}

}  // namespace rolecall::services::kms
