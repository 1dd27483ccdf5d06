// Short ways to talk to KMS in tests.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_KMS_KMS_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_KMS_KMS_FIXTURE_H_

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "base/encoding.h"
#include "services/kms/kms.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::kms {

namespace bj = boost::json;
using testing::Allow;
using testing::Deny;
using testing::ExpectDenied;
using testing::ExpectError;
using testing::kAccount;
using testing::kEverything;
using testing::kOtherAccount;
using testing::Reply;

inline constexpr char kNoKey[] = "11111111-2222-3333-4444-555555555555";
inline constexpr char kPrefix[] = "arn:aws:kms:eu-central-1:054000737513:";

class KmsTest : public testing::ServiceFixture {
 protected:
  Reply AskAs(const Caller& caller, const std::string& operation, const bj::object& input) {
    return AskJson(*service_, caller, "TrentService." + operation, bj::serialize(input));
  }
  Reply Ask(const std::string& operation, const bj::object& input) { return AskAs(Root(), operation, input); }

  // A key; answers its id.
  std::string NewKey(const bj::object& input = {}) {
    const Reply made = Ask("CreateKey", input);
    EXPECT_EQ(made.status, 200) << made.body;
    return made.At("KeyMetadata/KeyId");
  }
  // One whose policy has these statements beside that of the account's root user.
  std::string NewKeyWith(const std::string& statements) {
    return NewKey(
        {{"Policy", testing::PolicyDocument(RootStatement() + (statements.empty() ? "" : ",") + statements)}});
  }
  // All that the account gives to its root user alone: identity policies count for nothing.
  std::string NewKeyWithoutDelegation(const std::string& statements = "") {
    const std::string only_root =
        R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::054000737513:root"}}})";
    return NewKey({{"Policy", testing::PolicyDocument(only_root + (statements.empty() ? "" : ",") + statements)}});
  }
  static std::string RootStatement() {
    return R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:root"},"Action":"kms:*","Resource":"*"})";
  }
  static std::string Arn(const std::string& id) { return std::string(kPrefix) + "key/" + id; }
  static std::string AliasArn(const std::string& name) { return kPrefix + name; }

  std::string EncryptWith(const std::string& key, const std::string& text, const bj::object& context = {}) {
    bj::object input{{"KeyId", key}, {"Plaintext", Base64Encode(text)}};
    if (!context.empty()) input["EncryptionContext"] = context;
    const Reply reply = Ask("Encrypt", input);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.At("CiphertextBlob");
  }
  static std::string Plain(const Reply& reply) { return Base64Decode(reply.At("Plaintext")).value_or("(none)"); }

  std::shared_ptr<const directory::KmsKey> Record(const std::string& id) const {
    return snapshot()->kms_keys.Find(directory::SecretKey(kAccount, testing::kRegion, id));
  }

  std::unique_ptr<Service> service_ = MakeKms();
};

}  // namespace rolecall::services::kms

#endif  // ROLECALL_TESTS_UNIT_SERVICES_KMS_KMS_FIXTURE_H_
