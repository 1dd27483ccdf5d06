// Which policies apply to a caller, and what their conditions see.
#include "services/authorize.h"

#include "tests/support/service_fixture.h"

namespace rolecall::services {
namespace {

using directory::Session;
using testing::Allow;
using testing::Deny;
using testing::kAccount;
using testing::kEverything;
using testing::PolicyDocument;

constexpr char kObject[] = "arn:aws:s3:::b/k";

class AuthorizeTest : public testing::ServiceFixture {
 protected:
  // "" if it is allowed, else the code and text of the refusal.
  std::string Ask(const Caller& caller, const std::string& action, const Question& more = {}) {
    Question question = more;
    question.action = action;
    if (question.resource == "*") question.resource = kObject;
    Call call = MakeCall(request_, caller);
    auto refused = Authorize(call, question);
    audit_ = call.audit;
    // The same question without audit is decided the same way.
    EXPECT_EQ(Decide(call, question).allowed(), !refused.has_value());
    return refused.has_value() ? refused->code + ": " + refused->message : "";
  }
  bool May(const Caller& caller, const std::string& action, const Question& more = {}) {
    return Ask(caller, action, more).empty();
  }
  // Whether `"Condition": CONDITION` holds for a user.
  bool Holds(const Caller& caller, const std::string& condition, const Question& more = {}) {
    const std::string statement = R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{)" + condition + "}}";
    return May(WithPolicy(caller, statement), "s3:GetObject", more);
  }
  // The same caller, but with these statements as its only inline policy.
  Caller WithPolicy(Caller caller, const std::string& statements) {
    const std::vector<directory::InlinePolicy> policies{
        {"own", directory::MakeStoredPolicy(PolicyDocument(statements), policy::DocumentKind::kIdentity, "own")}};
    if (caller.role != nullptr) {
      directory::Role role = *caller.role;
      role.inline_policies = policies;
      caller.role = std::make_shared<const directory::Role>(std::move(role));
    } else {
      directory::User user = *caller.user;
      user.inline_policies = policies;
      caller.user = std::make_shared<const directory::User>(std::move(user));
    }
    return caller;
  }
  Caller Reissued(const Caller& caller, const std::function<void(Session&)>& change) {
    Session session;
    if (caller.session != nullptr) {
      session = *caller.session;
    } else {
      session.kind = Session::Kind::kUser;
      session.account = caller.account;
      if (caller.user != nullptr) session.user_name = caller.user->name, session.principal_id = caller.user->id;
      session.session_name = "pat";
      session.issued = clock().Now();
      session.expires = clock().Now() + std::chrono::hours(1);
    }
    change(session);
    directory::SessionCredentials credentials = *directory().IssueSession(std::move(session));
    return SignIn(credentials.access_key_id, credentials.token);
  }
  std::string PutManaged(const std::string& name, const std::string& statements) {
    directory::ManagedPolicy policy;
    policy.account = kAccount;
    policy.name = name;
    policy.versions.push_back(
        {1,
         directory::MakeStoredPolicy(PolicyDocument(statements), policy::DocumentKind::kIdentity, policy.arn()),
         {}});
    const std::string arn = policy.arn();
    Write([&](directory::Transaction& transaction) { transaction.Put(policy); });
    return arn;
  }

  http::Request request_{.method = "GET", .target = "/", .peer_address = "192.0.2.7"};
  Call::Audit audit_;
};

TEST_F(AuthorizeTest, ARefusalIsToldInAwsSentenceAndItsReasonIsAudited) {
  Caller ann = NewUser("ann", Allow("s3:PutObject"));
  EXPECT_EQ(Ask(ann, "s3:GetObject"),
            "AccessDenied: User: arn:aws:iam::054000737513:user/ann is not authorized to perform: s3:GetObject on "
            "resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action");
  EXPECT_EQ(audit_.resources, std::vector<std::string>{kObject});
  ASSERT_EQ(audit_.decisions.size(), 1u);
  EXPECT_EQ(audit_.decisions[0].substr(0, 27), "s3:GetObject: implicit deny");
  EXPECT_EQ(Ask(ann, "s3:PutObject"), "");
  EXPECT_EQ(audit_.decisions[0].substr(0, 21), "s3:PutObject: allowed");
}

// As AWS names it since 2026; also after a restart, when policies are read from the store.
TEST_F(AuthorizeTest, ADenyOfAManagedPolicyIsNamedByItsArn) {
  const std::string arn = PutManaged("guard", testing::Deny("s3:*"));
  Caller ann = NewUser("ann", kEverything);
  directory::User user = *ann.user;
  user.attached = {arn};
  ann.user = std::make_shared<const directory::User>(std::move(user));
  const std::string end = " with an explicit deny in an identity-based policy";
  EXPECT_TRUE(Ask(ann, "s3:GetObject").ends_with(end + ": " + arn)) << Ask(ann, "s3:GetObject");
  EXPECT_TRUE(Ask(ann, "s3:GetObject", {.resource_account = testing::kOtherAccount}).ends_with(end));
}

TEST_F(AuthorizeTest, ADenialIsExplainedOnlyWhereTheOperatorWantsIt) {
  const Caller ann = NewUser("ann", R"({"Sid":"Mine","Effect":"Allow","Action":"s3:GetObject","Resource":"*",)"
                                    R"("Condition":{"StringEquals":{"aws:username":"bob"}}})");
  Call call = MakeCall(request_, ann);
  const Question question{.action = "s3:GetObject", .resource = kObject};
  const std::string plain = Authorize(call, question)->message;
  EXPECT_EQ(plain.find("bob"), std::string::npos);
  call.explain_denials = true;
  const std::string told = Authorize(call, question)->message;
  EXPECT_TRUE(told.starts_with(plain)) << told;
  for (const char* part :
       {"policy \"own\" statement 0 (Mine)", R"(StringEquals aws:username wants "bob", got "ann")"}) {
    EXPECT_NE(told.find(part), std::string::npos) << told;
  }
}

TEST_F(AuthorizeTest, RootMayDoEverythingAndNobodyNothing) {
  EXPECT_TRUE(May(Root(), "s3:GetObject"));
  EXPECT_FALSE(May(Anonymous(), "s3:GetObject"));
  EXPECT_FALSE(May(NewUser("ann"), "s3:GetObject"));
}

TEST_F(AuthorizeTest, AResourcePolicyMayAllowOrDeny) {
  const auto policy = [](const char* effect) {
    return directory::MakeStoredPolicy(
               PolicyDocument(
                   std::string(R"({"Effect":")") + effect +
                   R"(","Principal":{"AWS":"arn:aws:iam::054000737513:user/ann"},"Action":"*","Resource":"*"})"),
               policy::DocumentKind::kResource, "bucket")
        .compiled();
  };
  const auto allow = policy("Allow"), deny = policy("Deny");
  Question allowed{.resource_policy = allow.get()}, denied{.resource_policy = deny.get()};
  EXPECT_TRUE(May(NewUser("ann"), "s3:GetObject", allowed));
  EXPECT_FALSE(May(NewUser("bob"), "s3:GetObject", allowed));
  EXPECT_FALSE(May(NewUser("ann", kEverything), "s3:GetObject", denied));
  EXPECT_TRUE(May(NewUser("bob", kEverything), "s3:GetObject", denied));
}

TEST_F(AuthorizeTest, AnotherAccountsResourceNeedsItsOwnersConsent) {
  Question theirs{.resource_account = testing::kOtherAccount};
  EXPECT_FALSE(May(NewUser("ann", kEverything), "s3:GetObject", theirs));
  EXPECT_FALSE(May(Root(), "s3:GetObject", theirs));
}

TEST_F(AuthorizeTest, ABoundaryLimitsUsersAndRolesAndIfItIsGoneEverything) {
  const std::string arn = PutManaged("limit", Allow("s3:Get*"));
  for (Caller caller : {NewUser("ann", kEverything), NewRoleSession("app", kEverything)}) {
    EXPECT_TRUE(May(caller, "s3:PutObject"));
    for (const auto& [boundary, may_get] : {std::pair<std::string, bool>(arn, true), {arn + "-gone", false}}) {
      if (caller.role != nullptr) {
        directory::Role role = *caller.role;
        role.boundary_arn = boundary;
        caller.role = std::make_shared<const directory::Role>(std::move(role));
      } else {
        directory::User user = *caller.user;
        user.boundary_arn = boundary;
        caller.user = std::make_shared<const directory::User>(std::move(user));
      }
      EXPECT_FALSE(May(caller, "s3:PutObject")) << boundary;
      EXPECT_EQ(May(caller, "s3:GetObject"), may_get) << boundary;
    }
  }
}

TEST_F(AuthorizeTest, SessionPoliciesLimitTheRoleInlineAndManaged) {
  Caller role = NewRoleSession("app", Allow("s3:*"));
  Caller limited = Reissued(role, [](Session& session) {
    session.session_policy = PolicyDocument(Allow(R"(["s3:GetObject","iam:*"])"));
    session.has_session_policies = true;
  });
  EXPECT_TRUE(May(limited, "s3:GetObject"));
  EXPECT_FALSE(May(limited, "s3:PutObject"));
  EXPECT_FALSE(May(limited, "iam:GetUser"));
  const std::string arn = PutManaged("limit", Allow("s3:GetObject"));
  Caller managed = Reissued(role, [&](Session& session) {
    session.session_policy_arns = {arn};
    session.has_session_policies = true;
  });
  EXPECT_TRUE(May(managed, "s3:GetObject"));
  EXPECT_FALSE(May(managed, "s3:PutObject"));
  // They are read live: a change reaches sessions that exist, and one that is gone allows nothing.
  PutManaged("limit", Allow("s3:PutObject"));
  EXPECT_TRUE(May(managed, "s3:PutObject"));
  Write([&](directory::Transaction& transaction) { transaction.Delete(*transaction.snapshot().policies.Find(arn)); });
  EXPECT_FALSE(May(managed, "s3:PutObject"));
}

TEST_F(AuthorizeTest, FederatedUsersHaveWhatTheirSessionAndTheirMakerAllow) {
  Caller maker = NewUser("maker", Allow("s3:Get*"));
  const auto federated = [&](const Caller& from, const std::string& policy) {
    return Reissued(from, [&](Session& session) {
      session.kind = Session::Kind::kFederatedUser;
      session.session_policy = policy;
      session.has_session_policies = !policy.empty();
    });
  };
  EXPECT_FALSE(May(federated(maker, ""), "s3:GetObject"));
  Caller allowed = federated(maker, PolicyDocument(Allow("s3:*")));
  EXPECT_TRUE(May(allowed, "s3:GetObject"));
  EXPECT_FALSE(May(allowed, "s3:PutObject"));
  // Root has no policies: the session's alone count.
  EXPECT_TRUE(May(federated(Root(), PolicyDocument(Allow("s3:*"))), "s3:PutObject"));
  EXPECT_FALSE(May(federated(Root(), PolicyDocument(Allow("s3:*"))), "ec2:RunInstances"));
}

TEST_F(AuthorizeTest, SessionsOfUsersDoNotUseIamAndLittleOfSts) {
  Caller ann = NewUser("ann", kEverything);
  Caller session = Reissued(ann, [](Session&) {});
  Caller with_mfa = Reissued(ann, [this](Session& changed) { changed.mfa_at = clock().Now(); });
  Caller federated = Reissued(ann, [](Session& changed) {
    changed.kind = Session::Kind::kFederatedUser;
    changed.session_policy = PolicyDocument(kEverything);
    changed.has_session_policies = true;
  });
  const std::string invalid = "InvalidClientTokenId: The security token included in the request is invalid";
  EXPECT_EQ(Ask(session, "iam:ListUsers"), invalid);
  EXPECT_EQ(audit_.decisions.size(), 1u);
  EXPECT_EQ(Ask(with_mfa, "iam:ListUsers"), "");
  EXPECT_EQ(Ask(federated, "iam:ListUsers"), invalid);
  for (const Caller* caller : {&session, &with_mfa, &federated}) {
    EXPECT_EQ(Ask(*caller, "sts:GetFederationToken"),
              "AccessDenied: Cannot call GetFederationToken with session credentials");
    EXPECT_EQ(Ask(*caller, "sts:GetCallerIdentity"), "");
    EXPECT_EQ(Ask(*caller, "s3:GetObject"), "");
  }
  for (const char* action : {"sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"}) {
    EXPECT_NE(Ask(session, action).substr(0, 24), "AccessDenied: Cannot cal") << action;
    EXPECT_EQ(Ask(federated, action).substr(0, 24), "AccessDenied: Cannot cal") << action;
  }
}

TEST_F(AuthorizeTest, ConditionsSeeTheRequest) {
  Caller ann = NewUser("ann");
  request_.tls = true;
  request_.headers.Add("User-Agent", "aws-cli/2");
  request_.headers.Add("Referer", "https://a.example.com");
  for (const char* condition :
       {R"("IpAddress":{"aws:SourceIp":"192.0.2.0/24"})", R"("Bool":{"aws:SecureTransport":"true"})",
        R"("StringEquals":{"aws:UserAgent":"aws-cli/2","aws:Referer":"https://a.example.com"})",
        R"("StringEquals":{"aws:RequestedRegion":"eu-central-1"})",
        R"("DateEquals":{"aws:CurrentTime":"2026-11-18T11:06:40Z"})",
        R"("NumericEquals":{"aws:EpochTime":"1795000000"})",
        R"("Bool":{"aws:ViaAWSService":"false","aws:PrincipalIsAWSService":"false"})"}) {
    EXPECT_TRUE(Holds(ann, condition)) << condition;
  }
  request_.tls = false;
  request_.peer_address = "198.51.100.1";
  EXPECT_FALSE(Holds(ann, R"("IpAddress":{"aws:SourceIp":"192.0.2.0/24"})"));
  EXPECT_FALSE(Holds(ann, R"("Bool":{"aws:SecureTransport":"true"})"));
}

TEST_F(AuthorizeTest, ConditionsSeeTheCaller) {
  Caller ann = NewUser("ann");
  EXPECT_TRUE(Holds(
      ann,
      R"("StringEquals":{"aws:username":"ann","aws:PrincipalType":"User","aws:PrincipalAccount":"054000737513","aws:PrincipalArn":"arn:aws:iam::054000737513:user/ann"})"));
  EXPECT_TRUE(Holds(ann, R"("StringEquals":{"aws:userid":")" + ann.user_id + "\"}"));
  EXPECT_TRUE(Holds(ann, R"("Null":{"aws:TokenIssueTime":"true","aws:MultiFactorAuthPresent":"true"})"));
  Caller app = Reissued(NewRoleSession("app"), [](Session& session) {
    session.tags = {{"team", "a"}};
    session.source_identity = "ann";
    session.federated_provider = "arn:aws:iam::054000737513:oidc-provider/x";
  });
  EXPECT_TRUE(Holds(
      app,
      R"("StringEquals":{"aws:PrincipalType":"AssumedRole","aws:PrincipalArn":"arn:aws:iam::054000737513:role/app","aws:PrincipalTag/team":"a","aws:SourceIdentity":"ann","aws:FederatedProvider":"arn:aws:iam::054000737513:oidc-provider/x"})"));
  EXPECT_TRUE(Holds(app, R"("Null":{"aws:username":"true"},"Bool":{"aws:MultiFactorAuthPresent":"false"})"));
  Caller with_mfa =
      Reissued(ann, [this](Session& session) { session.mfa_at = clock().Now() - std::chrono::seconds(90); });
  EXPECT_TRUE(Holds(with_mfa,
                    R"("Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericEquals":{"aws:MultiFactorAuthAge":"90"})"));
}

TEST_F(AuthorizeTest, ConditionsSeeTheQuestion) {
  Caller ann = NewUser("ann");
  const directory::Tags request_tags{{"env", "dev"}, {"cost", "1"}}, resource_tags{{"team", "a"}};
  const std::vector<std::string> keys{"gone"};
  Question question{.resource_tags = &resource_tags,
                    .request_tags = &request_tags,
                    .tag_keys = &keys,
                    .context = {{"s3:one", {"1"}}, {"s3:two", {"1", "2"}}, {"s3:set", {"1"}, true}, {"s3:none", {}}}};
  for (const char* condition :
       {R"("StringEquals":{"aws:RequestTag/env":"dev","aws:ResourceTag/team":"a","s3:ResourceTag/team":"a"})",
        R"("ForAllValues:StringEquals":{"aws:TagKeys":["env","cost","gone"]})",
        R"("StringEquals":{"s3:one":"1"},"ForAnyValue:StringEquals":{"s3:two":"2","s3:set":"1"})",
        R"("Null":{"s3:none":"true"},"StringEquals":{"aws:ResourceAccount":"054000737513"})"}) {
    EXPECT_TRUE(Holds(ann, condition, question)) << condition;
  }
  EXPECT_FALSE(Holds(ann, R"("ForAllValues:StringEquals":{"aws:TagKeys":["env","cost"]})", question));
  EXPECT_FALSE(Holds(ann, R"("StringEquals":{"aws:ResourceTag/team":"b"})", question));
}

TEST_F(AuthorizeTest, AnonymousCallersHaveNoPrincipalKeys) {
  Call call = MakeCall(request_, Anonymous());
  policy::Context context = GlobalContext(call);
  EXPECT_EQ(context.Find("aws:PrincipalArn"), nullptr);
  EXPECT_EQ(context.Find("aws:userid"), nullptr);
  ASSERT_NE(context.Find("aws:PrincipalType"), nullptr);
  EXPECT_EQ(context.Find("aws:PrincipalType")->values.ToList(), std::vector<std::string>{"Anonymous"});
}

}  // namespace
}  // namespace rolecall::services
