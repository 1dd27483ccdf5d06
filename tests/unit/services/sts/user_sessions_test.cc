#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

TEST_F(StsTest, SessionsOfGetSessionTokenMayNotUseIam) {
  Reply answered = AskSts(NewUser("u"), "GetSessionToken", {});
  ASSERT_EQ(answered.status, 200);
  EXPECT_EQ(AskSts(SessionIn(answered), "GetSessionToken", {}).error_code, "AccessDenied");
}

const std::string kDenyAll = services::testing::Deny("sts:*");

TEST_F(StsTest, EverybodyMayKnowWhoTheyAre) {
  const auto identity = [&](const Caller& caller) {
    Reply reply = AskSts(caller, "GetCallerIdentity");
    return reply.Outcome() + " " + reply.At("Arn") + " " + reply.At("UserId") + " " + reply.At("Account");
  };
  EXPECT_EQ(identity(Root()), "200 arn:aws:iam::054000737513:root 054000737513 054000737513");
  Caller user = NewUser("u", kDenyAll);
  EXPECT_EQ(identity(user), "200 arn:aws:iam::054000737513:user/u " + user.user->id + " 054000737513");
  Caller session = NewRoleSession("app", kDenyAll, kOtherAccount);
  EXPECT_EQ(identity(session),
            "200 arn:aws:sts::111122223333:assumed-role/app/session-1 " + session.role->id + ":session-1 111122223333");
}

TEST_F(StsTest, GetSessionTokenNeedsNoPermissionButMindsADeny) {
  Reply reply = AskSts(NewUser("u"), "GetSessionToken", {{"DurationSeconds", "900"}});
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("Credentials/Expiration"), "2026-11-18T11:21:40Z");
  EXPECT_EQ(SessionIn(reply).arn, "arn:aws:iam::054000737513:user/u");
  EXPECT_EQ(
      AskSts(NewUser("v", kDenyAll), "GetSessionToken").Outcome(),
      "403 AccessDenied: User: arn:aws:iam::054000737513:user/v is not authorized to perform: sts:GetSessionToken "
      "on resource: * with an explicit deny in an identity-based policy");
}

TEST_F(StsTest, UsersSessionsLastHalfADayAndRootsAnHour) {
  EXPECT_EQ(AskSts(NewUser("u"), "GetSessionToken").At("Credentials/Expiration"), "2026-11-18T23:06:40Z");
  Reply root = AskSts(Root(), "GetSessionToken", {{"DurationSeconds", "7200"}});
  EXPECT_EQ(root.At("Credentials/Expiration"), "2026-11-18T12:06:40Z");
  EXPECT_EQ(SessionIn(root).kind, Caller::Kind::kRoot);
}

TEST_F(StsTest, GetSessionTokenTakesNoCode) {
  EXPECT_EQ(AskSts(NewUser("u"), "GetSessionToken",
                   {{"SerialNumber", "arn:aws:iam::054000737513:mfa/u"}, {"TokenCode", "123456"}})
                .Outcome(),
            "403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ");
}

TEST_F(StsTest, FederatedUsersAreMadeByWhoMayMakeThem) {
  const std::string arn = "arn:aws:sts::054000737513:federated-user/pat";
  services::testing::ExpectDenied(AskSts(NewUser("nobody"), "GetFederationToken", {{"Name", "pat"}}),
                                  "sts:GetFederationToken");
  Caller user = NewUser("u", Allow("sts:GetFederationToken", arn));
  EXPECT_EQ(AskSts(user, "GetFederationToken", {{"Name", "another"}}).error_code, "AccessDenied");
  Reply reply = AskSts(user, "GetFederationToken", {{"Name", "pat"}});
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("FederatedUser/Arn"), arn);
  EXPECT_EQ(reply.At("FederatedUser/FederatedUserId"), "054000737513:pat");
  EXPECT_EQ(reply.At("Credentials/Expiration"), "2026-11-18T23:06:40Z");
  Reply identity = AskSts(SessionIn(reply), "GetCallerIdentity");
  EXPECT_EQ(identity.At("Arn"), arn);
  EXPECT_EQ(identity.At("UserId"), "054000737513:pat");
}

TEST_F(StsTest, TagsOfFederatedUsersNeedTagSession) {
  const QueryParameterList tagged{{"Name", "pat"}, {"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}};
  services::testing::ExpectDenied(AskSts(NewUser("u", Allow("sts:GetFederationToken")), "GetFederationToken", tagged),
                                  "sts:TagSession");
  Reply reply =
      AskSts(NewUser("v", Allow(R"(["sts:GetFederationToken","sts:TagSession"])")), "GetFederationToken", tagged);
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(SessionIn(reply).Tags(), (directory::Tags{{"team", "x"}}));
}

TEST_F(StsTest, NamesOfFederatedUsersHave2To32Characters) {
  for (const std::string& name : {std::string("p"), std::string(33, 'p'), std::string("p q")}) {
    EXPECT_EQ(AskSts(Root(), "GetFederationToken", {{"Name", name}}).error_code, "ValidationError") << name;
  }
  EXPECT_EQ(AskSts(Root(), "GetFederationToken", {{"Name", std::string(32, 'p')}}).Outcome(), "200");
}

TEST_F(StsTest, SessionsMakeNoSessionsOfUsers) {
  Caller session = NewRoleSession("app", Allow("sts:*"));
  EXPECT_EQ(AskSts(session, "GetSessionToken").Outcome(),
            "403 AccessDenied: Cannot call GetSessionToken with session credentials");
  EXPECT_EQ(AskSts(session, "GetFederationToken", {{"Name", "pat"}}).Outcome(),
            "403 AccessDenied: Cannot call GetFederationToken with session credentials");
}

TEST_F(StsTest, AKeyTellsItsAccount) {
  Caller user = NewUser("u", Allow("sts:GetAccessKeyInfo"));
  const auto account = [&](const std::string& id) {
    return AskSts(user, "GetAccessKeyInfo", {{"AccessKeyId", id}}).At("Account");
  };
  EXPECT_EQ(account(user.access_key_id), kAccount);
  EXPECT_EQ(account(directory::MakeAccessKeyId(random(), "AKIA", "123456789012")), "123456789012");
  EXPECT_EQ(AskSts(user, "GetAccessKeyInfo", {{"AccessKeyId", "0123456789abcdef0123"}}).error_code, "ValidationError");
  services::testing::ExpectDenied(AskSts(NewUser("v"), "GetAccessKeyInfo", {{"AccessKeyId", user.access_key_id}}),
                                  "sts:GetAccessKeyInfo");
}

TEST_F(StsTest, NoAuthorizationMessageWasMadeHere) {
  const QueryParameterList message{{"EncodedMessage", "bm90IG91cnM="}};
  EXPECT_EQ(AskSts(Root(), "DecodeAuthorizationMessage", message).Outcome(),
            "400 InvalidAuthorizationMessageException: Message is not valid");
  services::testing::ExpectDenied(AskSts(NewUser("u"), "DecodeAuthorizationMessage", message),
                                  "sts:DecodeAuthorizationMessage");
  EXPECT_EQ(AskSts(Root(), "DecodeAuthorizationMessage").error_code, "ValidationError");
}

}  // namespace
}  // namespace rolecall::services::sts
