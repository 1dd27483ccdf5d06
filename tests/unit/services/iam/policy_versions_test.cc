#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamPolicyVersions : public IamTest {
 protected:
  IamPolicyVersions() { EXPECT_EQ(CreatePolicy().status, 200); }

  Reply Create(const std::string& document, bool as_default) {
    return Ask(
        "CreatePolicyVersion",
        {{"PolicyArn", kPolicyArn}, {"PolicyDocument", document}, {"SetAsDefault", as_default ? "true" : "false"}});
  }
  Reply OnVersion(const std::string& action, const std::string& id) {
    return Ask(action, {{"PolicyArn", kPolicyArn}, {"VersionId", id}});
  }
};

TEST_F(IamPolicyVersions, AreMadeBesideTheDefaultOrAsIt) {
  Reply second = Create(AllowDocument("s3:*"), false);
  EXPECT_EQ(second.At("PolicyVersion/VersionId"), "v2");
  EXPECT_EQ(second.At("PolicyVersion/IsDefaultVersion"), "false");
  EXPECT_EQ(Ask("GetPolicy", {{"PolicyArn", kPolicyArn}}).At("Policy/DefaultVersionId"), "v1");
  EXPECT_EQ(Create(AllowDocument("iam:*"), true).At("PolicyVersion/IsDefaultVersion"), "true");
  EXPECT_EQ(Ask("GetPolicy", {{"PolicyArn", kPolicyArn}}).At("Policy/DefaultVersionId"), "v3");
}

TEST_F(IamPolicyVersions, AreShownWithTheirDocument) {
  ASSERT_EQ(Create(AllowDocument("s3:*"), false).status, 200);
  Reply version = OnVersion("GetPolicyVersion", "v2");
  EXPECT_EQ(PercentDecode(version.At("PolicyVersion/Document")).value_or(""), AllowDocument("s3:*"));
  EXPECT_EQ(version.At("PolicyVersion/IsDefaultVersion"), "false");
  EXPECT_EQ(version.At("PolicyVersion/CreateDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(OnVersion("GetPolicyVersion", "v1").At("PolicyVersion/IsDefaultVersion"), "true");
}

TEST_F(IamPolicyVersions, TheDefaultIsTheOneThatApplies) {
  Caller ann = NewUser("ann", kPolicy);
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", kPolicyArn}});
  const auto listed = [&] { return AskAs(SignIn(ann.access_key_id), "ListRoles").status; };
  ASSERT_EQ(Create(AllowDocument("iam:ListRoles"), false).status, 200);
  EXPECT_EQ(listed(), 403);
  EXPECT_EQ(OnVersion("SetDefaultPolicyVersion", "v2").Outcome(), "200");
  EXPECT_EQ(listed(), 200);
  EXPECT_EQ(OnVersion("SetDefaultPolicyVersion", "v1").Outcome(), "200");
  EXPECT_EQ(listed(), 403);
}

TEST_F(IamPolicyVersions, ThatAreNotThereAreNotFound) {
  for (const char* action : {"GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"}) {
    for (const char* id : {"v2", "v1234567890", "v1.x"}) {
      EXPECT_EQ(OnVersion(action, id).error_code, "NoSuchEntity") << action << " " << id;
    }
    for (const char* id : {"v0", "2", "v", "vx", ""}) {
      EXPECT_EQ(OnVersion(action, id).error_code, "ValidationError") << action << " " << id;
    }
    EXPECT_EQ(OnVersion(action, "v2").Outcome(), std::string("404 NoSuchEntity: Policy ") + kPolicyArn +
                                                     " version v2 does not exist or is not attachable.");
  }
}

TEST_F(IamPolicyVersions, TheDefaultIsNotDeleted) {
  ASSERT_EQ(Create(kPolicy, false).status, 200);
  EXPECT_EQ(OnVersion("DeletePolicyVersion", "v1").Outcome(),
            "409 DeleteConflict: Cannot delete the default version of a policy.");
  EXPECT_EQ(OnVersion("DeletePolicyVersion", "v2").Outcome(), "200");
  EXPECT_EQ(OnVersion("GetPolicyVersion", "v2").status, 404);
}

TEST_F(IamPolicyVersions, DocumentsAreChecked) {
  EXPECT_EQ(Create("{", true).Outcome(), "400 MalformedPolicyDocument: Syntax errors in policy.");
  EXPECT_EQ(Create(DocumentOfSize(6145), true).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for PolicySize: 6144");
  EXPECT_EQ(Ask("ListPolicyVersions", {{"PolicyArn", kPolicyArn}}).All("Versions/member/VersionId"), Names{"v1"});
}

TEST_F(IamPolicyVersions, AChangeMovesTheDateOfThePolicy) {
  clock().Advance(std::chrono::seconds(10));
  ASSERT_EQ(Create(kPolicy, true).status, 200);
  Reply policy = Ask("GetPolicy", {{"PolicyArn", kPolicyArn}});
  EXPECT_EQ(policy.At("Policy/CreateDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(policy.At("Policy/UpdateDate"), "2026-11-18T11:06:50Z");
}

}  // namespace
}  // namespace rolecall::services::iam
