// From a pod's token to credentials: who gets them, and what they are.
#include "tests/unit/services/eks/eks_fixture.h"

namespace rolecall::services::eks {
namespace {

constexpr char kUnauthorized[] =
    "400 AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.";

class PodIdentityTest : public EksTest {
 protected:
  // What a session may do: the caller's own view of itself.
  std::string Identity(const Caller& caller) { return AskQuery(*sts_, caller, "GetCallerIdentity", {}).At("Arn"); }
};

TEST_F(PodIdentityTest, AssociatedServiceAccountsGetTheRoleWithSessionTags) {
  Associate();
  const Reply reply = Exchange(Token(Claims()));
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("AccountId"), kAccount);
  EXPECT_EQ(reply.At("Expiration"), FormatIso8601(clock().Now() + std::chrono::hours(6)));
  EXPECT_TRUE(reply.audit.identified);
  const Caller session = SessionIn(reply);
  EXPECT_TRUE(Identity(session).starts_with("arn:aws:sts::054000737513:assumed-role/app/eks-main-web-0-"))
      << session.arn;
  const directory::Tags wanted{{"eks-cluster-arn", kClusterArn}, {"eks-cluster-name", "main"},
                               {"kubernetes-namespace", "apps"}, {"kubernetes-service-account", "web"},
                               {"kubernetes-pod-name", "web-0"}, {"kubernetes-pod-uid", "u-1"}};
  EXPECT_EQ(session.session->tags, wanted);
  EXPECT_EQ(session.session->transitive_tag_keys.size(), 6u);
}

TEST_F(PodIdentityTest, WithoutSessionTagsTagSessionIsNotNeeded) {
  const std::string assume =
      R"({"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"sts:AssumeRole"})";
  PutRole("app", assume);
  Associate();
  EXPECT_EQ(Exchange(Token(Claims())).Outcome(), kUnauthorized);
  Associate({{"serviceAccount", "plain"}, {"disableSessionTags", true}});
  const Reply plain = ExchangeWith("sub", "system:serviceaccount:apps:plain");
  ASSERT_EQ(plain.Outcome(), "200");
  EXPECT_TRUE(SessionIn(plain).session->tags.empty());
}

TEST_F(PodIdentityTest, OnlyARoleThatTrustsTheServiceIsGiven) {
  Associate();
  for (const char* principal : {R"("AWS":"*")", R"("Service":"eks.amazonaws.com")", R"("AWS":"054000737513")"}) {
    PutRole("app", std::string(R"({"Effect":"Allow","Principal":{)") + principal +
                       R"(},"Action":["sts:AssumeRole","sts:TagSession"]})");
    EXPECT_EQ(Exchange(Token(Claims())).Outcome(), kUnauthorized) << principal;
  }
}

TEST_F(PodIdentityTest, ATrustPolicyMayAskForTagsAndTheCluster) {
  Associate();
  const auto outcome_if = [&](const std::string& condition) {
    std::string trust = kPodTrust;
    trust.insert(trust.size() - 1, R"(,"Condition":{"StringEquals":{)" + condition + "}}");
    PutRole("app", trust);
    return Exchange(Token(Claims())).Outcome();
  };
  EXPECT_EQ(outcome_if(R"("aws:RequestTag/kubernetes-namespace":"apps")"), "200");
  EXPECT_EQ(outcome_if(R"("aws:RequestTag/kubernetes-namespace":"other")"), kUnauthorized);
  EXPECT_EQ(outcome_if(R"("aws:SourceArn":")" + std::string(kClusterArn) + "\""), "200");
  EXPECT_EQ(outcome_if(R"("aws:SourceAccount":"111122223333")"), kUnauthorized);
}

TEST_F(PodIdentityTest, OnlyGoodTokensOfTheClusterCount) {
  Associate();
  const std::int64_t now = UnixSeconds(clock().Now());
  const auto code = [&](const std::string& claim, const bj::value& value) {
    return ExchangeWith(claim, value).error_code;
  };
  EXPECT_EQ(code("aud", bj::array{"sts.amazonaws.com"}), "InvalidTokenException");
  EXPECT_EQ(code("aud", "pods.eks.amazonaws.com"), "");
  EXPECT_EQ(code("iss", "https://oidc.example.com/id/B2"), "InvalidTokenException");
  EXPECT_EQ(code("exp", now), "ExpiredTokenException");
  EXPECT_EQ(code("exp", "never"), "InvalidTokenException");
  EXPECT_EQ(code("iat", now + 301), "InvalidTokenException");
  EXPECT_EQ(code("nbf", now + 301), "InvalidTokenException");
  EXPECT_EQ(code("sub", "system:serviceaccount:apps"), "InvalidTokenException");
  EXPECT_EQ(code("sub", "system:serviceaccount:apps:other"), "ResourceNotFoundException");
  const auto other = *crypto::PrivateKey::Generate(crypto::KeyKind::kP256);
  EXPECT_EQ(Exchange(*crypto::SignJwt(Claims(), other, "k1")).error_code, "InvalidTokenException");
  EXPECT_EQ(Exchange(*crypto::SignJwt(Claims(), keys_.key, "k2")).error_code, "InvalidTokenException");
  EXPECT_EQ(Exchange("a.b.c").error_code, "InvalidTokenException");
  EXPECT_EQ(Exchange("").error_code, "InvalidRequestException");
  keys_.failure = Error{ErrorCode::kUnavailable, "gone"};
  EXPECT_EQ(Exchange(Token(Claims())).status, 503);
}

TEST_F(PodIdentityTest, ATokenThatItsClusterNoLongerTakesIsRefused) {
  PutRole("app", kPodTrust, services::testing::kEverything);
  Associate({});
  EXPECT_EQ(Exchange(Token(Claims())).status, 200);
  keys_.verdict = Error{ErrorCode::kUnauthenticated, "gone"};
  EXPECT_EQ(Exchange(Token(Claims())).error_code, "InvalidTokenException");
  keys_.verdict = Error{ErrorCode::kUnavailable, "no route"};
  EXPECT_EQ(Exchange(Token(Claims())).status, 503);
}

TEST_F(PodIdentityTest, AnAssociationsPolicyLimitsTheSession) {
  PutRole("app", kPodTrust, services::testing::kEverything);
  Associate({{"policy", PolicyDocument(Allow("eks:ListClusters"))}, {"disableSessionTags", true}});
  const Caller session = SessionIn(Exchange(Token(Claims())));
  EXPECT_EQ(Ask(session, "GET", "/clusters").Outcome(), "200");
  services::testing::ExpectDenied(Ask(session, "GET", "/clusters/main"), "eks:DescribeCluster");
}

TEST_F(PodIdentityTest, ATargetRoleIsAssumedWithTheExternalIdOfTheAssociation) {
  constexpr char kFar[] = "arn:aws:iam::111122223333:role/far";
  PutRole("app", kPodTrust, Allow(R"(["sts:AssumeRole","sts:TagSession"])", kFar));
  const std::string id = Associate({{"targetRoleArn", kFar}});
  const std::string external =
      Ask(Root(), "GET", "/clusters/main/pod-identity-associations/" + id).At("association/externalId");
  const auto trust_far = [&](const std::string& id_wanted) {
    PutRole("far",
            R"({"Effect":"Allow","Principal":{"AWS":")" + std::string(kRoleArn) +
                R"("},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":")" +
                id_wanted + R"("}}})",
            "", kOtherAccount);
  };
  trust_far(external);
  const Reply reply = Exchange(Token(Claims()));
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("AccountId"), kOtherAccount);
  EXPECT_EQ(reply.At("RoleArn"), kFar);
  EXPECT_EQ(reply.At("Expiration"), FormatIso8601(clock().Now() + std::chrono::hours(1)));
  const Caller session = SessionIn(reply);
  EXPECT_EQ(session.account, kOtherAccount);
  EXPECT_EQ(session.session->tags.size(), 6u);  // transitive
  trust_far("another");
  EXPECT_EQ(Exchange(Token(Claims())).error_code, "AccessDeniedException");
  trust_far(external);
  PutRole("app", kPodTrust);  // may assume nothing
  EXPECT_EQ(Exchange(Token(Claims())).error_code, "AccessDeniedException");
}

TEST_F(PodIdentityTest, TheApiIsForWhoSignsAndMay) {
  Associate();
  const auto ask = [&](const Caller& caller, const std::string& cluster = "main") {
    return Send(
        *auth_, caller,
        Request("POST", "/clusters/" + cluster + "/assume-role-for-pod-identity", {{"token", Token(Claims())}}));
  };
  const Reply reply = ask(NewUser("agent", Allow("eks-auth:AssumeRoleForPodIdentity", kClusterArn)));
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("subject/serviceAccount"), "web");
  EXPECT_EQ(reply.At("audience"), "pods.eks.amazonaws.com");
  EXPECT_TRUE(reply.At("assumedRoleUser/assumeRoleId").starts_with("AROA"));
  SignIn(reply.At("credentials/accessKeyId"), reply.At("credentials/sessionToken"));
  EXPECT_EQ(ask(Anonymous()).status, 403);
  services::testing::ExpectDenied(ask(NewUser("ann")), "eks-auth:AssumeRoleForPodIdentity");
  EXPECT_EQ(ask(Root(), "other").error_code, "ResourceNotFoundException");
}

}  // namespace
}  // namespace rolecall::services::eks
