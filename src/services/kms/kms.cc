#include "services/kms/kms.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/json_call.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"
#include "services/unique_names.h"

namespace rolecall::services::kms {
namespace {

constexpr std::string_view kTargetPrefix = "TrentService.";
constexpr std::size_t kMaxBodyBytes = 256u << 10;

struct Operation {
  std::string_view name;
  Answer (*run)(Call&, JsonInput&);  // null: not served
};

constexpr Operation kOperations[] = {
    {"CancelKeyDeletion", CancelKeyDeletion},
    {"ConnectCustomKeyStore", nullptr},
    {"CreateAlias", CreateAlias},
    {"CreateCustomKeyStore", nullptr},
    {"CreateGrant", CreateGrant},
    {"CreateKey", CreateKey},
    {"Decapsulate", nullptr},
    {"Decrypt", Decrypt},
    {"DeleteAlias", DeleteAlias},
    {"DeleteCustomKeyStore", nullptr},
    {"DeleteImportedKeyMaterial", nullptr},
    {"DeriveSharedSecret", nullptr},
    {"DescribeCustomKeyStores", nullptr},
    {"DescribeKey", DescribeKey},
    {"DisableKey", DisableKey},
    {"DisableKeyRotation", DisableKeyRotation},
    {"DisconnectCustomKeyStore", nullptr},
    {"EnableKey", EnableKey},
    {"EnableKeyRotation", EnableKeyRotation},
    {"Encapsulate", nullptr},
    {"Encrypt", Encrypt},
    {"GenerateDataKey", GenerateDataKey},
    {"GenerateDataKeyPair", nullptr},
    {"GenerateDataKeyPairWithoutPlaintext", nullptr},
    {"GenerateDataKeyWithoutPlaintext", GenerateDataKeyWithoutPlaintext},
    {"GenerateMac", GenerateMac},
    {"GenerateRandom", GenerateRandom},
    {"GetKeyLastUsage", nullptr},
    {"GetKeyPolicy", GetKeyPolicy},
    {"GetKeyRotationStatus", GetKeyRotationStatus},
    {"GetParametersForImport", nullptr},
    {"GetPublicKey", nullptr},
    {"ImportKeyMaterial", nullptr},
    {"ListAliases", ListAliases},
    {"ListGrants", ListGrants},
    {"ListKeyPolicies", ListKeyPolicies},
    {"ListKeyRotations", ListKeyRotations},
    {"ListKeys", ListKeys},
    {"ListResourceTags", ListResourceTags},
    {"ListRetirableGrants", ListRetirableGrants},
    {"PutKeyPolicy", PutKeyPolicy},
    {"ReEncrypt", ReEncrypt},
    {"ReplicateKey", nullptr},
    {"RetireGrant", RetireGrant},
    {"RevokeGrant", RevokeGrant},
    {"RotateKeyOnDemand", RotateKeyOnDemand},
    {"ScheduleKeyDeletion", ScheduleKeyDeletion},
    {"Sign", nullptr},
    {"TagResource", TagResource},
    {"UntagResource", UntagResource},
    {"UpdateAlias", UpdateAlias},
    {"UpdateCustomKeyStore", nullptr},
    {"UpdateKeyDescription", UpdateKeyDescription},
    {"UpdatePrimaryRegion", nullptr},
    {"Verify", nullptr},
    {"VerifyMac", VerifyMac},
};
static_assert(HaveUniqueNames(kOperations, &Operation::name));

// What the audit log keeps of a request: names and numbers, as CloudTrail has them; never Plaintext, Message, Mac,
// ciphertexts, tokens, policies or tags. (Encryption contexts are no secrets, but objects: see NoteContext.)
constexpr std::string_view kAudited[] = {"KeyId",
                                         "SourceKeyId",
                                         "DestinationKeyId",
                                         "TargetKeyId",
                                         "AliasName",
                                         "KeySpec",
                                         "KeyUsage",
                                         "NumberOfBytes",
                                         "EncryptionAlgorithm",
                                         "MacAlgorithm",
                                         "GranteePrincipal",
                                         "RetiringPrincipal",
                                         "GrantId",
                                         "Operations",
                                         "Name",
                                         "PolicyName",
                                         "PendingWindowInDays",
                                         "RotationPeriodInDays",
                                         "BypassPolicyLockoutSafetyCheck",
                                         "Description",
                                         "DryRun",
                                         "Limit"};

// "The encryption context … appears in plaintext in AWS CloudTrail Logs."
void NoteContext(const boost::json::object& body, Call::Audit& audit) {
  constexpr std::pair<const char*, const char*> kContexts[] = {
      {"EncryptionContext", "encryptionContext"},
      {"SourceEncryptionContext", "sourceEncryptionContext"},
      {"DestinationEncryptionContext", "destinationEncryptionContext"}};
  for (const auto& [member, shown] : kContexts) {
    const boost::json::value* context = body.if_contains(member);
    if (context != nullptr && context->is_object()) {
      audit.parameters.emplace_back(shown, boost::json::serialize(*context));
    }
  }
}

class Kms final : public Service {
 public:
  std::string_view name() const override { return "kms"; }
  aws::Protocol protocol() const override { return aws::Protocol::kJson11; }
  http::Response Handle(Call& call) override { return AnswerJson(call, Run(call)); }

 private:
  static Answer Run(Call& call) {
    ROLECALL_TRY(const std::string_view target, ReadTarget(call, kTargetPrefix));
    if (call.caller.anonymous()) return MissingAuthentication(aws::Protocol::kJson11);
    const auto operation = std::ranges::find(kOperations, target, &Operation::name);
    if (operation == std::ranges::end(kOperations)) return UnknownOperation();
    if (operation->run == nullptr) {
      return Unsupported("The operation " + std::string(operation->name) + " of KMS is not served here.");
    }
    ROLECALL_TRY(const boost::json::value body, ReadJsonBody(call, kMaxBodyBytes));
    NoteParameters(body.as_object(), kAudited, call.audit);
    NoteContext(body.as_object(), call.audit);
    JsonInput input(body.as_object());
    return operation->run(call, input);
  }
};

}  // namespace

std::unique_ptr<Service> MakeKms() { return std::make_unique<Kms>(); }

std::vector<OperationName> Operations() {
  std::vector<OperationName> names;
  for (const Operation& operation : kOperations) names.push_back({operation.name, operation.run != nullptr});
  return names;
}

}  // namespace rolecall::services::kms
