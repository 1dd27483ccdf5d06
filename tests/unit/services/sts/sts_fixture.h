// STS asked by users, by sessions, and by those who have a web identity token of one registered issuer.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_STS_STS_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_STS_STS_FIXTURE_H_

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/jwt.h"
#include "directory/ids.h"
#include "services/sts/sts.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::sts {

namespace bj = boost::json;
using services::Caller;
using services::testing::Allow;
using services::testing::kAccount;
using services::testing::kOtherAccount;
using services::testing::PolicyDocument;
using services::testing::QueryParameterList;
using services::testing::Reply;

inline constexpr char kIssuer[] = "oidc.example.com/id/A1";
inline constexpr char kSubject[] = "system:serviceaccount:external-secrets:aws-secretsmanager";
inline constexpr char kRoleArn[] = "arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets";
inline constexpr char kNotAuthorized[] = "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";

// The outcome without what a denial repeats of the token.
inline std::string Short(const Reply& reply) {
  const std::string outcome = reply.Outcome();
  return outcome.substr(0, outcome.find(" (presented: "));
}

// Signs with keys of its own: an RSA key takes long to make, so RS256 is signed with an elliptic-curve key here.
class OneSigner final : public OutboundSigner {
 public:
  Result<std::string> Sign(const bj::object& claims, crypto::SignatureAlgorithm algorithm) override {
    asked = algorithm;
    if (failure.has_value()) return *failure;
    return crypto::SignJwt(claims, key, "o1", true);
  }
  crypto::PrivateKey key = *crypto::PrivateKey::Generate(crypto::KeyKind::kP384);
  std::optional<crypto::SignatureAlgorithm> asked;
  std::optional<Error> failure;
};

class OneKey final : public KeySource {
 public:
  OneKey() : key(*crypto::PrivateKey::Generate(crypto::KeyKind::kP256)) {}
  Result<crypto::PublicKey> Find(std::string_view asked, const std::optional<std::string>& key_id) override {
    if (failure.has_value()) return *failure;
    if (asked != "https://" + issuer || key_id != "k1") return Error{ErrorCode::kNotFound, "no key"};
    return key.public_key();
  }
  crypto::PrivateKey key;
  Result<void> Review(std::string_view asked, std::string_view, const std::string& audience) override {
    if (asked == "https://" + issuer) reviewed_audiences.push_back(audience);
    return verdict;
  }
  std::string issuer = kIssuer;
  std::optional<Error> failure;
  Result<void> verdict;  // of reviews
  std::vector<std::string> reviewed_audiences;
};

class StsTest : public services::testing::ServiceFixture {
 protected:
  StsTest() : sts_(MakeSts(keys_, signer_)) {
    Trust(R"("StringEquals":{"ISS:sub":"SUB","ISS:aud":"sts.amazonaws.com"})");
    PutProvider(kIssuer);
  }

  // ExternalSecrets trusts tokens of the issuer under these conditions; in them ISS and SUB stand for ours.
  void Trust(const std::string& conditions, const std::string& actions = R"("sts:AssumeRoleWithWebIdentity")") {
    std::string trust =
        R"({"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/ISS"},"Action":[)" +
        actions + R"(],"Condition":{)" + conditions + "}}";
    for (const auto& [from, to] : {std::pair<std::string, std::string>("ISS", keys_.issuer), {"SUB", kSubject}}) {
      for (std::size_t at; (at = trust.find(from)) != trust.npos;) trust.replace(at, 3, to);
    }
    PutRole("ExternalSecrets", "/k8s-main/", trust);
  }
  void PutProvider(const std::string& url) {
    Write([&](directory::Transaction& transaction) {
      directory::OidcProvider provider;
      provider.account = kAccount;
      provider.url = url;
      provider.client_ids = {"sts.amazonaws.com"};
      transaction.Put(std::move(provider));
    });
  }
  // With the statements of its trust policy and of an inline policy.
  void PutRole(const std::string& name, const std::string& path, const std::string& trust,
               const std::string& statements = "", const std::string& account = kAccount) {
    Write([&](directory::Transaction& transaction) {
      directory::Role role;
      role.account = account;
      role.name = name;
      role.path = path;
      role.id = directory::MakeUniqueId(random(), "AROA");
      role.trust = directory::MakeStoredPolicy(PolicyDocument(trust), policy::DocumentKind::kTrust, "trust");
      if (!statements.empty()) {
        role.inline_policies.push_back(
            {"p", directory::MakeStoredPolicy(PolicyDocument(statements), policy::DocumentKind::kIdentity, "p")});
      }
      transaction.Put(std::move(role));
    });
  }

  bj::object Claims() {
    const std::int64_t now = UnixSeconds(clock().Now());
    return {{"iss", "https://" + keys_.issuer},
            {"sub", kSubject},
            {"aud", bj::array{"sts.amazonaws.com"}},
            {"iat", now},
            {"nbf", now},
            {"exp", now + 3600}};
  }
  bj::object ClaimsWith(const std::string& name, const bj::value& value) {
    bj::object claims = Claims();
    claims[name] = value;
    return claims;
  }
  std::string Token(const bj::object& claims) { return *crypto::SignJwt(claims, keys_.key, "k1"); }

  Reply Exchange(const std::string& token, const QueryParameterList& more = {}) {
    QueryParameterList parameters{{"RoleArn", kRoleArn}, {"RoleSessionName", "session-1"}, {"WebIdentityToken", token}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return AskSts(Anonymous(), "AssumeRoleWithWebIdentity", parameters);
  }
  // With one claim changed: a JSON value, or what makes one.
  template <typename T>
  Reply ExchangeWith(const std::string& name, const T& value) {
    return Exchange(Token(ClaimsWith(name, bj::value(value))));
  }
  Reply AskSts(const Caller& caller, const std::string& action, const QueryParameterList& parameters = {}) {
    return AskQuery(*sts_, caller, action, parameters);
  }
  Caller SessionIn(const Reply& reply) {
    return SignIn(reply.At("Credentials/AccessKeyId"), reply.At("Credentials/SessionToken"));
  }

  OneKey keys_;
  OneSigner signer_;

 private:
  const std::unique_ptr<services::Service> sts_;
};

}  // namespace rolecall::services::sts

#endif  // ROLECALL_TESTS_UNIT_SERVICES_STS_STS_FIXTURE_H_
