// Every operation against every caller that must not get through: see tests/support/access_matrix.h.
#include "services/kms/kms.h"
#include "tests/support/access_matrix.h"
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

using testing::AccessCase;
using testing::JsonRequest;

constexpr char kPlaintext[] = "ZmluZC1tZS1pZi15b3UtY2Fu";

class KmsAccess : public testing::AccessMatrix, public ::testing::WithParamInterface<AccessCase> {
 protected:
  KmsAccess() {
    key_ =
        Make("CreateKey", {{"Tags", bj::array{bj::object{{"TagKey", "a"}, {"TagValue", "1"}}}}}).At("KeyMetadata/Arn");
    mac_key_ = Make("CreateKey", {{"KeySpec", "HMAC_256"}, {"KeyUsage", "GENERATE_VERIFY_MAC"}}).At("KeyMetadata/Arn");
    Make("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", IdOf(key_)}});
    blob_ = Make("Encrypt", {{"KeyId", key_}, {"Plaintext", kPlaintext}}).At("CiphertextBlob");
    mac_ = Make("GenerateMac", {{"KeyId", mac_key_}, {"Message", "bWU="}, {"MacAlgorithm", "HMAC_SHA_256"}}).At("Mac");
    grant_ = Make("CreateGrant", {{"KeyId", key_},
                                  {"GranteePrincipal", "arn:aws:iam::054000737513:root"},
                                  {"Operations", bj::array{"Decrypt"}}})
                 .At("GrantId");
  }

  Reply Make(const std::string& operation, const bj::object& input) {
    Reply reply = AskJson(*service_, Root(), "TrentService." + operation, bj::serialize(input));
    EXPECT_EQ(reply.status, 200) << operation << reply.body;
    return reply;
  }
  static std::string IdOf(const std::string& arn) { return arn.substr(arn.rfind('/') + 1); }

  static void Replace(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
      text.replace(at, what.size(), by);
    }
  }
  AccessCase Case() const {
    AccessCase each = GetParam();
    for (std::string* text : {&each.request.body, &each.resource}) {
      Replace(*text, "@KEY", key_);
      Replace(*text, "@MACKEY", mac_key_);
      Replace(*text, "@BLOB", blob_);
      Replace(*text, "@MAC", mac_);
      Replace(*text, "@GRANT", grant_);
    }
    return each;
  }

  std::unique_ptr<Service> service_ = MakeKms();
  std::string key_, mac_key_, blob_, mac_, grant_;
};

TEST_P(KmsAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*service_, Case()); }

AccessCase Asks(const char* operation, const std::string& resource, const std::string& input) {
  return {.name = operation,
          .action = std::string("kms:") + operation,
          .resource = resource,
          .request = JsonRequest(std::string("TrentService.") + operation, input),
          .secrets = {kPlaintext}};
}
AccessCase On(const char* operation, const std::string& more = "") {
  return Asks(operation, "@KEY", R"({"KeyId":"@KEY")" + more + "}");
}
// Of the caller's own account, whoever that is.
AccessCase Own(const char* operation, const std::string& input = "{}") {
  AccessCase each = Asks(operation, "*", input);
  each.names_mean_own_account = true;
  return each;
}

std::vector<AccessCase> AllOperations() {
  const std::string policy =
      R"("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}")";
  AccessCase re_encrypt = Asks("ReEncrypt", "@KEY", R"({"CiphertextBlob":"@BLOB","DestinationKeyId":"@KEY"})");
  re_encrypt.action = "kms:ReEncryptFrom";
  re_encrypt.also = {"kms:ReEncryptTo"};
  AccessCase re_encrypt_to = re_encrypt;
  re_encrypt_to.name = "ReEncryptTo";
  re_encrypt_to.action = "kms:ReEncryptTo";
  re_encrypt_to.also = {"kms:ReEncryptFrom"};
  const auto of_alias = [](const char* operation, const std::string& input) { return Asks(operation, "*", input); };
  const std::string mac = R"({"KeyId":"@MACKEY","Message":"bWU=","MacAlgorithm":"HMAC_SHA_256")";
  std::vector<AccessCase> cases{
      On("CancelKeyDeletion"),
      of_alias("CreateAlias", R"({"AliasName":"alias/new","TargetKeyId":"@KEY"})"),
      On("CreateGrant", R"(,"GranteePrincipal":"arn:aws:iam::054000737513:root","Operations":["Decrypt"])"),
      Own("CreateKey"),
      Asks("Decrypt", "@KEY", R"({"CiphertextBlob":"@BLOB"})"),
      On("DescribeKey"),
      On("DisableKey"),
      On("DisableKeyRotation"),
      On("EnableKey"),
      On("EnableKeyRotation"),
      On("Encrypt", R"(,"Plaintext":"bWU=")"),
      On("GenerateDataKey", R"(,"KeySpec":"AES_256")"),
      On("GenerateDataKeyWithoutPlaintext", R"(,"KeySpec":"AES_256")"),
      Asks("GenerateMac", "@MACKEY", mac + "}"),
      Own("GenerateRandom", R"({"NumberOfBytes":8})"),
      On("GetKeyPolicy"),
      On("GetKeyRotationStatus"),
      Own("ListAliases"),
      On("ListGrants"),
      On("ListKeyPolicies"),
      On("ListKeyRotations"),
      Own("ListKeys"),
      On("ListResourceTags"),
      Own("ListRetirableGrants", R"({"RetiringPrincipal":"arn:aws:iam::054000737513:root"})"),
      On("PutKeyPolicy", R"(,"Policy":)" + policy),
      re_encrypt,
      re_encrypt_to,
      On("RetireGrant", R"(,"GrantId":"@GRANT")"),
      On("RevokeGrant", R"(,"GrantId":"@GRANT")"),
      On("RotateKeyOnDemand"),
      On("ScheduleKeyDeletion"),
      On("TagResource", R"(,"Tags":[{"TagKey":"b","TagValue":"1"}])"),
      On("UntagResource", R"(,"TagKeys":["a"])"),
      On("UpdateKeyDescription", R"(,"Description":"d")"),
      Asks("VerifyMac", "@MACKEY", mac + R"(,"Mac":"@MAC"})"),
  };
  for (const char* operation : {"DeleteAlias", "UpdateAlias"}) {
    AccessCase each = of_alias(operation, operation == std::string("DeleteAlias")
                                              ? R"({"AliasName":"alias/app"})"
                                              : R"({"AliasName":"alias/app","TargetKeyId":"@KEY"})");
    // An alias's name means the caller's own account.
    each.names_mean_own_account = true;
    cases.push_back(each);
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Operations, KmsAccess, ::testing::ValuesIn(AllOperations()), testing::AccessCaseName);

TEST(KmsAccessMatrix, HasEveryOperationThatIsServed) {
  std::vector<std::string> cases;
  for (const AccessCase& each : AllOperations()) cases.push_back(each.name);
  for (const OperationName& operation : Operations()) {
    if (!operation.is_served) continue;
    EXPECT_THAT(cases, ::testing::Contains(std::string(operation.name)));
  }
}

}  // namespace
}  // namespace rolecall::services::kms
