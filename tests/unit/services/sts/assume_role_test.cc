#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

// Trusts the account for those who know the external id.
constexpr char kTrustsAccount[] =
    R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"e-1"}}})";
const std::string kMayAssume = Allow(R"(["sts:AssumeRole","sts:TagSession"])");
const QueryParameterList kAssume{
    {"RoleArn", "arn:aws:iam::054000737513:role/a"}, {"RoleSessionName", "s1"}, {"ExternalId", "e-1"}};

QueryParameterList With(QueryParameterList parameters, const QueryParameterList& more) {
  parameters.insert(parameters.end(), more.begin(), more.end());
  return parameters;
}

TEST_F(StsTest, AssumesARoleWithTheRightExternalIdOnly) {
  PutRole("a", "/", kTrustsAccount);
  Caller user = NewUser("u", kMayAssume);
  EXPECT_EQ(AskSts(user, "AssumeRole", kAssume).status, 200);
  QueryParameterList wrong = kAssume;
  wrong[2].second = "e-2";
  EXPECT_EQ(AskSts(user, "AssumeRole", wrong).error_code, "AccessDenied");
  Caller stranger = NewUser("v", Allow("s3:*"));
  EXPECT_EQ(AskSts(stranger, "AssumeRole", kAssume).error_code, "AccessDenied");
}

TEST_F(StsTest, RootMayNotAssumeRoles) {
  PutRole("a", "/", kTrustsAccount);
  EXPECT_EQ(AskSts(Root(), "AssumeRole", kAssume).error_message, "Roles may not be assumed by root accounts.");
}

TEST_F(StsTest, TransitiveTagsStayThroughChainingAndCannotBeOverridden) {
  PutRole("a", "/", kTrustsAccount, kMayAssume);
  QueryParameterList tagged = kAssume;
  tagged.insert(tagged.end(),
                {{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}, {"TransitiveTagKeys.member.1", "team"}});
  Reply first = AskSts(NewUser("u", kMayAssume), "AssumeRole", tagged);
  ASSERT_EQ(first.status, 200) << first.error_message;
  Reply chained = AskSts(SessionIn(first), "AssumeRole", kAssume);
  ASSERT_EQ(chained.status, 200) << chained.error_message;
  EXPECT_EQ(SessionIn(chained).session->tags, (directory::Tags{{"team", "x"}}));
  EXPECT_EQ(AskSts(SessionIn(first), "AssumeRole", tagged).error_code, "InvalidParameterValue");
  QueryParameterList longer = kAssume;
  longer.emplace_back("DurationSeconds", "3601");
  EXPECT_NE(AskSts(SessionIn(first), "AssumeRole", longer).error_message.find("1 hour session limit"),
            std::string::npos);
}

TEST_F(StsTest, ADeletedAndRecreatedRoleEndsItsSessions) {
  PutRole("a", "/", kTrustsAccount);
  Reply first = AskSts(NewUser("u", kMayAssume), "AssumeRole", kAssume);
  ASSERT_EQ(first.status, 200);
  PutRole("a", "/", kTrustsAccount);  // another id
  aws::Claim claim;
  claim.access_key_id = first.At("Credentials/AccessKeyId");
  claim.session_token = first.At("Credentials/SessionToken");
  aws::AuthFailure failure;
  EXPECT_FALSE(services::FindCaller(directory(), *snapshot(), claim, clock().Now(), failure).has_value());
  EXPECT_EQ(failure.problem, aws::AuthProblem::kInvalidToken);
}

TEST_F(StsTest, MalformedRoleArnsAreNamed) {
  Reply answered =
      AskSts(NewUser("u", kMayAssume), "AssumeRole", {{"RoleArn", "nothing-valid-in-here"}, {"RoleSessionName", "s1"}});
  EXPECT_EQ(answered.error_message, "nothing-valid-in-here is invalid");
}

TEST_F(StsTest, AnswersWithTheSession) {
  PutRole("a", "/", kTrustsAccount);
  Reply reply = AskSts(NewUser("u", kMayAssume), "AssumeRole", kAssume);
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("AssumedRoleUser/Arn"), "arn:aws:sts::054000737513:assumed-role/a/s1");
  const std::string id = reply.At("AssumedRoleUser/AssumedRoleId");
  EXPECT_EQ(id.substr(0, 4) + id.substr(21), "AROA:s1");
  EXPECT_EQ(reply.At("Credentials/AccessKeyId").substr(0, 4), "ASIA");
  EXPECT_EQ(reply.At("Credentials/SecretAccessKey").size(), 40u);
  EXPECT_EQ(reply.At("Credentials/Expiration"), "2026-11-18T12:06:40Z");
  EXPECT_EQ(reply.At("PackedPolicySize"), "(none)");
  EXPECT_EQ(SessionIn(reply).user_id, id);
}

TEST_F(StsTest, ASessionLastsAsLongAsTheRoleAllows) {
  PutRole("a", "/", kTrustsAccount);
  Caller user = NewUser("u", kMayAssume);
  const auto lasting = [&](const char* seconds) {
    return AskSts(user, "AssumeRole", With(kAssume, {{"DurationSeconds", seconds}}));
  };
  EXPECT_EQ(lasting("900").At("Credentials/Expiration"), "2026-11-18T11:21:40Z");
  EXPECT_EQ(lasting("3600").Outcome(), "200");
  EXPECT_EQ(lasting("3601").Outcome(),
            "400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  EXPECT_EQ(lasting("899").Outcome(),
            "400 ValidationError: 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy "
            "constraint: Member must have value greater than or equal to 900");
  EXPECT_EQ(lasting("43201").error_code, "ValidationError");
}

TEST_F(StsTest, AMissingRoleIsRefusedLikeOneThatTrustsNobody) {
  PutRole("distrusting", "/", R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"})");
  Caller user = NewUser("u", kMayAssume);
  for (const char* name : {"none", "distrusting"}) {
    const std::string arn = std::string("arn:aws:iam::054000737513:role/") + name;
    Reply reply = AskSts(user, "AssumeRole", {{"RoleArn", arn}, {"RoleSessionName", "s1"}});
    EXPECT_EQ(reply.status, 403) << name;
    EXPECT_EQ(reply.error_code, "AccessDenied") << name;
    const std::string start =
        "User: arn:aws:iam::054000737513:user/u is not authorized to perform: sts:AssumeRole on resource: " + arn;
    EXPECT_EQ(reply.error_message.substr(0, start.size()), start);
  }
}

TEST_F(StsTest, AnotherAccountsRoleNeedsBothSides) {
  PutRole("theirs", "/", R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"sts:AssumeRole"})", "",
          kOtherAccount);
  const QueryParameterList assume{{"RoleArn", "arn:aws:iam::111122223333:role/theirs"}, {"RoleSessionName", "s1"}};
  EXPECT_EQ(AskSts(NewUser("may", kMayAssume), "AssumeRole", assume).At("AssumedRoleUser/Arn"),
            "arn:aws:sts::111122223333:assumed-role/theirs/s1");
  EXPECT_EQ(AskSts(NewUser("may-not"), "AssumeRole", assume).error_code, "AccessDenied");
}

TEST_F(StsTest, NoCodeOfAnMfaDeviceIsRight) {
  PutRole("a", "/", kTrustsAccount);
  EXPECT_EQ(AskSts(NewUser("u", kMayAssume), "AssumeRole",
                   With(kAssume, {{"SerialNumber", "arn:aws:iam::054000737513:mfa/u"}, {"TokenCode", "123456"}}))
                .Outcome(),
            "403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ");
}

TEST_F(StsTest, ASourceIdentityIsAllowedByBothSidesAndStays) {
  const std::string actions = R"(["sts:AssumeRole","sts:SetSourceIdentity"])";
  PutRole("a", "/", R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":)" + actions + "}",
          Allow(actions));
  PutRole("plain", "/", R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"sts:AssumeRole"})");
  Caller user = NewUser("u", Allow(actions));
  const QueryParameterList ann{{"SourceIdentity", "ann"}}, bob{{"SourceIdentity", "bob"}};
  Reply first = AskSts(user, "AssumeRole", With(kAssume, ann));
  ASSERT_EQ(first.Outcome(), "200");
  EXPECT_EQ(first.At("SourceIdentity"), "ann");
  EXPECT_EQ(AskSts(SessionIn(first), "AssumeRole", kAssume).At("SourceIdentity"), "ann");
  EXPECT_EQ(AskSts(SessionIn(first), "AssumeRole", With(kAssume, ann)).Outcome(), "200");
  EXPECT_EQ(AskSts(SessionIn(first), "AssumeRole", With(kAssume, bob)).error_code, "AccessDenied");
  QueryParameterList plain = With(kAssume, ann);
  plain[0].second = "arn:aws:iam::054000737513:role/plain";
  services::testing::ExpectDenied(AskSts(user, "AssumeRole", plain), "sts:SetSourceIdentity");
}

TEST_F(StsTest, TagsNeedThePermissionToTagTheSession) {
  PutRole("a", "/", kTrustsAccount);
  const QueryParameterList tagged = With(kAssume, {{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}});
  services::testing::ExpectDenied(AskSts(NewUser("u", Allow("sts:AssumeRole")), "AssumeRole", tagged),
                                  "sts:TagSession");
  Reply reply = AskSts(NewUser("v", kMayAssume), "AssumeRole", tagged);
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_NE(reply.At("PackedPolicySize"), "(none)");
  EXPECT_EQ(SessionIn(reply).Tags(), (directory::Tags{{"team", "x"}}));
}

TEST_F(StsTest, ConditionsSeeTheRequest) {
  PutRole(
      "a", "/",
      R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:RoleSessionName":"${aws:username}","aws:RequestTag/team":"x"},"ForAllValues:StringEquals":{"sts:TransitiveTagKeys":["team"],"aws:TagKeys":["team"]}}})");
  Caller user = NewUser("u1", kMayAssume);
  const auto assume = [&](const char* name, const char* team) {
    return AskSts(user, "AssumeRole",
                  {{"RoleArn", "arn:aws:iam::054000737513:role/a"},
                   {"RoleSessionName", name},
                   {"Tags.member.1.Key", "team"},
                   {"Tags.member.1.Value", team},
                   {"TransitiveTagKeys.member.1", "team"}})
        .status;
  };
  EXPECT_EQ(assume("u1", "x"), 200);
  EXPECT_EQ(assume("u2", "x"), 403);
  EXPECT_EQ(assume("u1", "y"), 403);
}

TEST_F(StsTest, TransitiveKeysAreAmongTheTags) {
  PutRole("a", "/", kTrustsAccount);
  EXPECT_EQ(
      AskSts(NewUser("u", kMayAssume), "AssumeRole", With(kAssume, {{"TransitiveTagKeys.member.1", "team"}})).Outcome(),
      "400 InvalidParameterValue: The specified transitive tag key must be included in the requested tags.");
}

TEST_F(StsTest, InheritedTagsNeedThePermissionToTagTheNextSessionToo) {
  const std::string both = R"(["sts:AssumeRole","sts:TagSession"])";
  const std::string trust = R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":)" + both + "}";
  PutRole("a", "/", trust, Allow("sts:AssumeRole"));
  PutRole("b", "/", trust, Allow(both));
  const std::string pods = R"({"AWS":["arn:aws:iam::054000737513:role/a","arn:aws:iam::054000737513:role/b"]})";
  PutRole("named", "/", R"({"Effect":"Allow","Principal":)" + pods + R"(,"Action":"sts:AssumeRole"})");
  PutRole("tagging", "/", R"({"Effect":"Allow","Principal":)" + pods + R"(,"Action":)" + both + "}");
  PutRole("account", "/", trust);
  const Caller user = NewUser("u", kMayAssume);
  const auto hop = [&](const Caller& caller, const std::string& role, const QueryParameterList& more = {}) {
    return AskSts(caller, "AssumeRole",
                  With({{"RoleArn", "arn:aws:iam::054000737513:role/" + role}, {"RoleSessionName", "s1"}}, more));
  };
  const QueryParameterList tags{
      {"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}, {"TransitiveTagKeys.member.1", "team"}};
  const Caller a = SessionIn(hop(user, "a", tags)), b = SessionIn(hop(user, "b", tags));
  services::testing::ExpectDenied(hop(a, "named"), "sts:TagSession");
  EXPECT_EQ(hop(a, "account").error_code, "AccessDenied");
  EXPECT_EQ(hop(a, "tagging").Outcome(), "200");
  EXPECT_EQ(hop(b, "account").Outcome(), "200");
  EXPECT_EQ(hop(SessionIn(hop(user, "a")), "named").Outcome(), "200");
}

TEST_F(StsTest, ASessionsNameHasAwssPattern) {
  EXPECT_EQ(
      AskSts(NewUser("u", kMayAssume), "AssumeRole",
             {{"RoleArn", "arn:aws:iam::054000737513:role/a"}, {"RoleSessionName", "Session1:2"}})
          .Outcome(),
      "400 ValidationError: 1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy "
      "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
}

TEST_F(StsTest, ATransitiveTagIsNotSetAnew) {
  PutRole("a", "/", kTrustsAccount, kMayAssume);
  const QueryParameterList tags{{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}};
  const QueryParameterList transitive{{"TransitiveTagKeys.member.1", "team"}};
  Reply first = AskSts(NewUser("u", kMayAssume), "AssumeRole", With(With(kAssume, tags), transitive));
  ASSERT_EQ(first.Outcome(), "200");
  EXPECT_EQ(AskSts(SessionIn(first), "AssumeRole", With(kAssume, tags)).Outcome(),
            "400 InvalidParameterValue: One of the specified tag keys can't be set because it conflicts with a "
            "transitive tag key from the calling session.");
  EXPECT_EQ(
      AskSts(SessionIn(first), "AssumeRole", With(With(kAssume, tags), transitive)).Outcome(),
      "400 InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts with "
      "a transitive tag key from the calling session.");
}

}  // namespace
}  // namespace rolecall::services::sts
