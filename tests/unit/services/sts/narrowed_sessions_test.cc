// Credentials made of others: what they keep of them, and that they never give more.
#include "services/authorize.h"
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

class NarrowedSessionsTest : public StsTest {
 protected:
  NarrowedSessionsTest() {
    PutRole("Trusting", "/",
            R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":["sts:AssumeRole",)"
            R"("sts:SetSourceIdentity"]})",
            Allow(R"(["sts:*","iam:Get*","iam:List*"])"));
    assumed_ = AskSts(NewUser("ann", Allow("sts:*")), "AssumeRole",
                      {{"RoleArn", "arn:aws:iam::054000737513:role/Trusting"},
                       {"RoleSessionName", "work"},
                       {"SourceIdentity", "ann"},
                       {"DurationSeconds", "3600"}});
    session_ = SessionIn(assumed_);
  }

  Reply Narrow(const Caller& caller, const QueryParameterList& parameters) {
    return AskSts(caller, "GetScopedCredentials", parameters);
  }
  static std::pair<std::string, std::string> OnlyOf(const std::string& actions) {
    return {"Policy", PolicyDocument(Allow(actions))};
  }
  // "" if allowed, else the denial's message.
  std::string Denial(const Caller& caller, const std::string& action, const std::string& resource_policy = "") {
    const http::Request request{.method = "POST", .target = "/"};
    services::Call call = MakeCall(request, caller);
    services::Question question{.action = action, .resource = "arn:aws:iam::054000737513:role/any"};
    std::shared_ptr<const policy::CompiledPolicy> compiled;
    if (!resource_policy.empty()) {
      compiled = directory::MakeStoredPolicy(PolicyDocument(resource_policy), policy::DocumentKind::kResource,
                                             "of the resource")
                     .compiled();
      question.resource_policy = compiled.get();
    }
    const auto refused = services::Authorize(call, question);
    return refused.has_value() ? refused->message : "";
  }

  Reply assumed_;
  Caller session_;
};

TEST_F(NarrowedSessionsTest, AnotherPolicyLimitsWhatTheSessionMay) {
  const Reply reply = Narrow(session_, {OnlyOf("iam:Get*")});
  ASSERT_EQ(reply.Outcome(), "200");
  const Caller narrowed = SessionIn(reply);
  EXPECT_EQ(Denial(session_, "iam:ListRoles"), "");
  EXPECT_EQ(Denial(narrowed, "iam:GetRole"), "");
  EXPECT_EQ(Denial(narrowed, "iam:ListRoles"),
            "User: arn:aws:sts::054000737513:assumed-role/Trusting/work is not authorized to perform: iam:ListRoles on "
            "resource: arn:aws:iam::054000737513:role/any because no session policy allows the iam:ListRoles action");
}

TEST_F(NarrowedSessionsTest, GivesNothingThatTheSessionHasNot) {
  const Caller narrowed = SessionIn(Narrow(session_, {OnlyOf("*")}));
  EXPECT_NE(Denial(narrowed, "s3:GetObject"), "");
}

TEST_F(NarrowedSessionsTest, NoResourcesPolicyReachesAroundTheLimit) {
  const Caller narrowed = SessionIn(Narrow(session_, {OnlyOf("iam:Get*")}));
  const std::string names_the_session =
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::054000737513:assumed-role/Trusting/work"},"Action":"*",)"
      R"("Resource":"*"})";
  EXPECT_EQ(Denial(session_, "s3:GetObject", names_the_session), "");
  EXPECT_NE(Denial(narrowed, "s3:GetObject", names_the_session), "");
}

TEST_F(NarrowedSessionsTest, IsTheSameIdentityIssuedWhenItWas) {
  clock().Advance(std::chrono::seconds(60));
  const Reply reply = Narrow(session_, {OnlyOf("iam:Get*")});
  const Caller narrowed = SessionIn(reply);
  EXPECT_EQ(narrowed.arn, session_.arn);
  EXPECT_EQ(narrowed.session->issued, session_.session->issued);
  EXPECT_EQ(narrowed.session->source_identity, "ann");
  EXPECT_NE(narrowed.access_key_id, session_.access_key_id);
  EXPECT_EQ(reply.At("SessionInfo/Arn"), session_.arn);
  EXPECT_EQ(reply.At("SessionInfo/ScopedSessionId"), session_.user_id);
  EXPECT_EQ(reply.At("SourceIdentity"), "ann");
  EXPECT_EQ(reply.At("ScopedPoliciesCount"), "1");
  EXPECT_EQ(reply.At("SessionTokenSize"), std::to_string(reply.At("Credentials/SessionToken").size()));
}

TEST_F(NarrowedSessionsTest, EndsWithTheSessionOrEarlier) {
  EXPECT_EQ(Narrow(session_, {OnlyOf("*")}).At("Credentials/Expiration"), assumed_.At("Credentials/Expiration"));
  const Reply shorter = Narrow(session_, {{"DurationSeconds", "60"}});
  EXPECT_EQ(SessionIn(shorter).session->expires, clock().Now() + std::chrono::seconds(60));
  EXPECT_EQ(shorter.At("ScopedPoliciesCount"), "0");
  EXPECT_EQ(Narrow(session_, {{"DurationSeconds", "3600"}}).Outcome(), "200");
  EXPECT_EQ(Narrow(session_, {{"DurationSeconds", "3601"}}).error_code, "InsufficientSessionLifetime");
}

TEST_F(NarrowedSessionsTest, ThreeLayersAndNoMore) {
  Caller caller = session_;
  for (const char* action : {"iam:*", "iam:Get*", "iam:GetRole"}) {
    caller = SessionIn(Narrow(caller, {OnlyOf(R"(["sts:GetScopedCredentials",")" + std::string(action) + R"("])")}));
  }
  EXPECT_EQ(Denial(caller, "iam:GetRole"), "");
  EXPECT_NE(Denial(caller, "iam:GetUser"), "");
  EXPECT_NE(Denial(caller, "iam:ListRoles"), "");
  EXPECT_EQ(Narrow(caller, {OnlyOf("*")}).error_code, "AccessDenied");
  EXPECT_EQ(Narrow(caller, {{"DurationSeconds", "5"}}).At("ScopedPoliciesCount"), "3");
}

TEST_F(NarrowedSessionsTest, TakesTemporaryCredentialsOnly) {
  for (const Caller& caller : {Root(), NewUser("bob", Allow("sts:*"))}) {
    EXPECT_EQ(Narrow(caller, {OnlyOf("*")}).error_code, "InvalidSubjectCredentials");
  }
  const Caller user_session = SessionIn(AskSts(NewUser("eve", Allow("sts:*")), "GetSessionToken"));
  const Reply narrowed = Narrow(user_session, {OnlyOf("sts:GetScopedCredentials")});
  ASSERT_EQ(narrowed.Outcome(), "200");
  EXPECT_NE(Denial(SessionIn(narrowed), "s3:GetObject"), "");
}

TEST_F(NarrowedSessionsTest, RootsSessionIsLimitedToo) {
  const Caller root = SessionIn(AskSts(Root(), "GetSessionToken"));
  const Caller narrowed = SessionIn(Narrow(root, {OnlyOf("s3:Get*")}));
  EXPECT_EQ(Denial(root, "s3:PutObject"), "");
  EXPECT_EQ(Denial(narrowed, "s3:GetObject"), "");
  EXPECT_NE(Denial(narrowed, "s3:PutObject"), "");
}

TEST_F(NarrowedSessionsTest, WantsAPolicyOrADurationWellFormed) {
  EXPECT_EQ(Narrow(session_, {}).error_code, "ValidationError");
  EXPECT_EQ(Narrow(session_, {{"Policy", "{}"}}).error_code, "MalformedPolicyDocument");
  EXPECT_EQ(Narrow(session_, {{"DurationSeconds", "0"}}).error_code, "ValidationError");
  EXPECT_EQ(Narrow(session_, {OnlyOf("*"), {"MinimumSessionTokenSize", "4097"}}).error_code, "ValidationError");
}

TEST_F(NarrowedSessionsTest, NoTradeInTokenCanBeExchanged) {
  const Reply reply = AskSts(Root(), "GetDelegatedAccessToken", {{"TradeInToken", "t"}});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.error_code, "ExpiredTradeInTokenException");
}

}  // namespace
}  // namespace rolecall::services::sts
