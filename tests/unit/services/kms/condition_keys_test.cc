// Every condition key of every action of data/kms-condition-keys.tsv, through the operation: a Deny on it fires where
// the request has it.
#include <map>

#include "embedded/table.h"
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

struct KeyRow {
  std::string action;  // "Decrypt"
  std::vector<std::string> keys;
  friend void PrintTo(const KeyRow& row, std::ostream* out) { *out << row.action; }
};

std::string Named(const std::string& key) {
  if (key.ends_with("RequestTag/")) return key + "new";
  return key.ends_with('/') || key.ends_with(':') ? key + "team" : key;
}

std::vector<KeyRow> Rows() {
  std::vector<KeyRow> rows;
  std::vector<std::string> of_every_key;
  for (const embedded::Row& row : embedded::ReadTable("kms-condition-keys.tsv", {"action", "on", "keys"})) {
    if (row[0] == "*") {
      of_every_key = embedded::Words(row[2]);
      continue;
    }
    KeyRow made{.action = std::string(row[0].substr(4)), .keys = {}};
    if (row[1] == "key") made.keys = of_every_key;
    if (row[2] != "-") {
      for (const std::string& key : embedded::Words(row[2])) made.keys.push_back(key);
    }
    rows.push_back(std::move(made));
  }
  return rows;
}

class KmsConditionKeys : public KmsTest, public ::testing::WithParamInterface<KeyRow> {
 protected:
  KmsConditionKeys() {
    const bj::array tags{bj::object{{"TagKey", "team"}, {"TagValue", "a"}}};
    key_ = NewKey({{"Tags", tags}});
    mac_key_ = NewKey({{"Tags", tags}, {"KeySpec", "HMAC_256"}, {"KeyUsage", "GENERATE_VERIFY_MAC"}});
    Make("CreateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", key_}});
    Make("CreateAlias", {{"AliasName", "alias/mac"}, {"TargetKeyId", mac_key_}});
    blob_ = EncryptWith(key_, "text", context_);
    mac_ = Make("GenerateMac", {{"KeyId", mac_key_}, {"Message", "bWU="}, {"MacAlgorithm", "HMAC_SHA_256"}}).At("Mac");
    bj::object grant = Granting();
    grant_ = Make("CreateGrant", grant).At("GrantId");
  }

  Reply Make(const std::string& operation, const bj::object& input) {
    Reply reply = Ask(operation, input);
    EXPECT_EQ(reply.status, 200) << operation << reply.body;
    return reply;
  }
  bj::object Granting() const {
    return {{"KeyId", key_},
            {"GranteePrincipal", "arn:aws:iam::054000737513:root"},
            {"RetiringPrincipal", "arn:aws:iam::054000737513:root"},
            {"Operations", bj::array{"Encrypt"}},
            {"Constraints", bj::object{{"EncryptionContextSubset", context_}}}};
  }

  // A request of the action that has all that its keys are made of.
  std::pair<std::string, bj::object> RequestOf(const std::string& action) const {
    const bj::object re_encrypt{{"CiphertextBlob", blob_},
                                {"SourceKeyId", "alias/app"},
                                {"SourceEncryptionContext", context_},
                                {"DestinationKeyId", "alias/app"},
                                {"DestinationEncryptionContext", context_}};
    const bj::object generate{{"KeyId", "alias/app"}, {"KeySpec", "AES_256"}, {"EncryptionContext", context_}};
    const bj::object mac{{"KeyId", "alias/mac"}, {"Message", "bWU="}, {"MacAlgorithm", "HMAC_SHA_256"}};
    bj::object verify = mac;
    verify["Mac"] = mac_;
    const bj::array new_tag{bj::object{{"TagKey", "new"}, {"TagValue", "1"}}};
    const std::map<std::string, bj::object> requests{
        {"CreateAlias", {{"AliasName", "alias/new"}, {"TargetKeyId", key_}}},
        {"CreateGrant", Granting()},
        {"CreateKey", {{"Tags", new_tag}}},
        {"Decrypt", {{"CiphertextBlob", blob_}, {"KeyId", "alias/app"}, {"EncryptionContext", context_}}},
        {"DeleteAlias", {{"AliasName", "alias/app"}}},
        {"DescribeKey", {{"KeyId", "alias/app"}}},
        {"Encrypt", {{"KeyId", "alias/app"}, {"Plaintext", "eA=="}, {"EncryptionContext", context_}}},
        {"GenerateDataKey", generate},
        {"GenerateDataKeyWithoutPlaintext", generate},
        {"GenerateMac", mac},
        {"GenerateRandom", {{"NumberOfBytes", 8}}},
        {"ListAliases", {}},
        {"ListKeys", {}},
        {"ListRetirableGrants", {{"RetiringPrincipal", "arn:aws:iam::054000737513:root"}}},
        {"PutKeyPolicy", {{"KeyId", key_}, {"Policy", testing::PolicyDocument(RootStatement())}}},
        {"RetireGrant", {{"KeyId", Arn(key_)}, {"GrantId", grant_}}},
        {"RevokeGrant", {{"KeyId", key_}, {"GrantId", grant_}}},
        {"TagResource", {{"KeyId", key_}, {"Tags", new_tag}}},
        {"UntagResource", {{"KeyId", key_}, {"TagKeys", bj::array{"team"}}}},
        {"UpdateAlias", {{"AliasName", "alias/app"}, {"TargetKeyId", key_}}},
        {"UpdateKeyDescription", {{"KeyId", key_}, {"Description", "d"}}},
        {"VerifyMac", verify}};
    if (action.starts_with("ReEncrypt")) return {"ReEncrypt", re_encrypt};
    const auto found = requests.find(action);
    return {action, found != requests.end() ? found->second : bj::object{{"KeyId", key_}}};
  }

  // Asked by somebody who may do everything, but not this where the request has the key.
  Reply AskUnless(const std::string& key) {
    const auto [operation, input] = RequestOf(GetParam().action);
    const Caller user = NewUser("u" + std::to_string(++users_),
                                std::string(kEverything) + R"(,{"Effect":"Deny","Action":"kms:)" + GetParam().action +
                                    R"(","Resource":"*","Condition":{"Null":{")" + key + R"(":"false"}}})");
    return AskAs(user, operation, input);
  }

  const bj::object context_{{"team", "a"}};
  std::string key_, mac_key_, blob_, mac_, grant_;
  int users_ = 0;
};

TEST_P(KmsConditionKeys, AreAllSet) {
  for (const std::string& key : GetParam().keys) {
    const Reply denied = AskUnless(Named(key));
    EXPECT_EQ(denied.error_code, "AccessDeniedException") << key << " of " << GetParam().action << denied.body;
    EXPECT_THAT(denied.error_message, ::testing::HasSubstr("with an explicit deny")) << key;
  }
  // The same statement on a key that nothing sets denies nothing.
  EXPECT_NE(AskUnless("kms:NoSuchKey").error_code, "AccessDeniedException") << GetParam().action;
}

INSTANTIATE_TEST_SUITE_P(All, KmsConditionKeys, ::testing::ValuesIn(Rows()),
                         [](const auto& info) { return info.param.action; });

TEST(KmsConditionTable, HasEveryOperationThatIsServed) {
  std::vector<std::string> actions;
  for (const KeyRow& row : Rows()) actions.push_back(row.action);
  for (const OperationName& operation : Operations()) {
    const std::string name = operation.name == "ReEncrypt" ? "ReEncryptFrom" : std::string(operation.name);
    if (operation.is_served) {
      EXPECT_THAT(actions, ::testing::Contains(name));
    }
  }
}

TEST(KmsOperations, AreAllThatAwsHas) {
  std::vector<std::string> known;
  for (const OperationName& operation : Operations()) known.emplace_back(operation.name);
  for (const embedded::Row& row :
       embedded::ReadTable("api-services.tsv",
                           {"signing", "api", "prefix", "protocols", "version", "target", "namespace", "operations"})) {
    if (row[0] != "kms") continue;
    EXPECT_THAT(embedded::Words(row.back()), ::testing::UnorderedElementsAreArray(known));
  }
}

}  // namespace
}  // namespace rolecall::services::kms
