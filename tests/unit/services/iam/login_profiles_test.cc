// Console passwords. No operation makes one; a store may hold them.
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using services::testing::ExpectDenied;

class IamLoginProfiles : public IamTest {
 protected:
  IamLoginProfiles() { CreateUser("Ann"); }

  void GivePassword(bool reset_required) {
    Write([&](directory::Transaction& transaction) {
      directory::User user = *transaction.snapshot().users.Find(directory::NameKey(kAccount, "ann"));
      user.login = directory::LoginProfile{"hash", reset_required, FromUnixSeconds(1700000000)};
      transaction.Put(std::move(user));
    });
  }
};

TEST_F(IamLoginProfiles, AreShownWithoutThePassword) {
  GivePassword(true);
  Reply shown = Ask("GetLoginProfile", {{"UserName", "ann"}});
  ASSERT_EQ(shown.Outcome(), "200");
  EXPECT_EQ(shown.At("LoginProfile/UserName"), "Ann");
  EXPECT_EQ(shown.At("LoginProfile/CreateDate"), "2023-11-14T22:13:20Z");
  EXPECT_EQ(shown.At("LoginProfile/PasswordResetRequired"), "true");
  EXPECT_EQ(shown.body.find("hash"), std::string::npos);
  GivePassword(false);
  EXPECT_EQ(Ask("GetLoginProfile", {{"UserName", "ann"}}).At("LoginProfile/PasswordResetRequired"), "false");
}

TEST_F(IamLoginProfiles, AreDeletedOnceAndThenTheUserCanBe) {
  GivePassword(false);
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).error_code, "DeleteConflict");
  Reply deleted = Ask("DeleteLoginProfile", {{"UserName", "ann"}});
  EXPECT_EQ(deleted.Outcome(), "200");
  EXPECT_EQ(deleted.xml.name, "ResponseMetadata");
  EXPECT_FALSE(snapshot()->users.Find(directory::NameKey(kAccount, "ann"))->login.has_value());
  for (const char* action : {"GetLoginProfile", "DeleteLoginProfile"}) {
    EXPECT_EQ(Ask(action, {{"UserName", "Ann"}}).Outcome(),
              "404 NoSuchEntity: Login Profile for User Ann cannot be found.");
  }
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).Outcome(), "200");
}

TEST_F(IamLoginProfiles, NeedPermissionForEach) {
  GivePassword(false);
  Caller reader = NewUser("reader", AllowDocument("iam:GetLoginProfile", Arn("user/Ann")));
  EXPECT_EQ(AskAs(reader, "GetLoginProfile", {{"UserName", "Ann"}}).Outcome(), "200");
  ExpectDenied(AskAs(reader, "DeleteLoginProfile", {{"UserName", "Ann"}}), "iam:DeleteLoginProfile");
  EXPECT_TRUE(snapshot()->users.Find(directory::NameKey(kAccount, "ann"))->login.has_value());
}

}  // namespace
}  // namespace rolecall::services::iam
