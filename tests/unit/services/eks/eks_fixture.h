// EKS with one cluster, whose tokens a key of ours signs, and STS beside it.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_EKS_EKS_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_EKS_EKS_FIXTURE_H_

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "crypto/jwt.h"
#include "directory/ids.h"
#include "services/eks/eks.h"
#include "services/eks/pod_identity.h"
#include "services/sts/sts.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::eks {

namespace bj = boost::json;
using services::testing::Allow;
using services::testing::kAccount;
using services::testing::kOtherAccount;
using services::testing::kRegion;
using services::testing::PolicyDocument;
using services::testing::Reply;

inline constexpr char kIssuer[] = "https://oidc.example.com/id/A1";
inline constexpr char kClusterArn[] = "arn:aws:eks:eu-central-1:054000737513:cluster/main";
inline constexpr char kRoleArn[] = "arn:aws:iam::054000737513:role/app";
inline constexpr char kPodTrust[] =
    R"({"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]})";

class ClusterKey final : public sts::KeySource {
 public:
  Result<crypto::PublicKey> Find(std::string_view asked, const std::optional<std::string>& key_id) override {
    if (failure.has_value()) return *failure;
    if (asked != kIssuer || key_id != "k1") return Error{ErrorCode::kNotFound, "no key"};
    return key.public_key();
  }
  Result<void> Review(std::string_view, std::string_view, const std::string& audience) override {
    EXPECT_EQ(audience, "pods.eks.amazonaws.com");
    return verdict;
  }
  crypto::PrivateKey key = *crypto::PrivateKey::Generate(crypto::KeyKind::kP256);
  std::optional<Error> failure;
  Result<void> verdict;  // of reviews
};

class NoSigner final : public sts::OutboundSigner {
 public:
  Result<std::string> Sign(const bj::object&, crypto::SignatureAlgorithm) override {
    return Error{ErrorCode::kUnavailable, "none"};
  }
};

class EksTest : public services::testing::ServiceFixture {
 protected:
  EksTest() { PutRole("app", kPodTrust); }

  void PutRole(const std::string& name, const std::string& trust, const std::string& statements = "",
               const std::string& account = kAccount) {
    Write([&](directory::Transaction& transaction) {
      directory::Role role;
      role.account = account;
      role.name = name;
      role.id = directory::MakeUniqueId(random(), "AROA");
      role.trust = directory::MakeStoredPolicy(PolicyDocument(trust), policy::DocumentKind::kTrust, "trust");
      if (!statements.empty()) {
        role.inline_policies.push_back(
            {"p", directory::MakeStoredPolicy(PolicyDocument(statements), policy::DocumentKind::kIdentity, "p")});
      }
      transaction.Put(std::move(role));
    });
  }

  static http::Request Request(const std::string& method, const std::string& target, const bj::object& body = {}) {
    return {.method = method,
            .target = target,
            .headers = {{"Content-Type", "application/json"}},
            .body = body.empty() ? "" : bj::serialize(body)};
  }
  Reply Ask(const Caller& caller, const std::string& method, const std::string& target, const bj::object& body = {}) {
    return Send(*eks_, caller, Request(method, target, body));
  }
  static bj::object Association(const bj::object& more = {}) {
    bj::object body{{"namespace", "apps"}, {"serviceAccount", "web"}, {"roleArn", kRoleArn}};
    for (const auto& entry : more) body[entry.key()] = entry.value();
    return body;
  }
  // The id of a new one, made by root.
  std::string Associate(const bj::object& more = {}) {
    const Reply made = Ask(Root(), "POST", "/clusters/main/pod-identity-associations", Association(more));
    EXPECT_EQ(made.Outcome(), "200");
    return made.At("association/associationId");
  }

  bj::object Claims() {
    const std::int64_t now = UnixSeconds(clock().Now());
    return {
        {"iss", kIssuer},
        {"sub", "system:serviceaccount:apps:web"},
        {"aud", bj::array{"pods.eks.amazonaws.com"}},
        {"iat", now},
        {"exp", now + 3600},
        {"kubernetes.io", bj::object{{"namespace", "apps"}, {"pod", bj::object{{"name", "web-0"}, {"uid", "u-1"}}}}}};
  }
  std::string Token(const bj::object& claims) { return *crypto::SignJwt(claims, keys_.key, "k1"); }
  Reply Exchange(const std::string& token) {
    return Send(*agent_, Anonymous(),
                {.method = "GET", .target = "/v1/credentials", .headers = {{"Authorization", token}}});
  }
  Reply ExchangeWith(const std::string& claim, const bj::value& value) {
    bj::object claims = Claims();
    claims[claim] = value;
    return Exchange(Token(claims));
  }
  Caller SessionIn(const Reply& reply) { return SignIn(reply.At("AccessKeyId"), reply.At("Token")); }

  ClusterKey keys_;
  NoSigner signer_;
  const Clusters clusters_{kAccount, kRegion, {{"main", kIssuer, "https://api.example.com", "Q0E=", "1.33"}}};
  const std::unique_ptr<services::Service> sts_ = sts::MakeSts(keys_, signer_);
  const std::unique_ptr<services::Service> eks_ = MakeEks(clusters_);
  const std::unique_ptr<services::Service> auth_ = MakeEksAuth({clusters_, keys_, *sts_});
  const std::unique_ptr<services::Service> agent_ = MakeAgent({clusters_, keys_, *sts_});
};

}  // namespace rolecall::services::eks

#endif  // ROLECALL_TESTS_UNIT_SERVICES_EKS_EKS_FIXTURE_H_
