// A world in an in-process plane: made by its own calls, and asked by its own calls, each of which it allows or denies.
#ifndef ROLECALL_TESTS_WORLDS_WORLD_PLANE_H_
#define ROLECALL_TESTS_WORLDS_WORLD_PLANE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/sts/sts.h"
#include "tests/support/service_fixture.h"
#include "tests/worlds/world.h"

namespace rolecall::worlds {

class OneKey final : public services::sts::KeySource {
 public:
  Result<crypto::PublicKey> Find(std::string_view, const std::optional<std::string>&) override {
    return key.public_key();
  }
  crypto::PrivateKey key = *crypto::PrivateKey::Generate(crypto::KeyKind::kP256);
};

class NoSigner final : public services::sts::OutboundSigner {
 public:
  Result<std::string> Sign(const boost::json::object&, crypto::SignatureAlgorithm) override {
    return Error{ErrorCode::kUnavailable, "not needed"};
  }
};

class WorldPlane final : public services::testing::ServiceFixture {
 public:
  explicit WorldPlane(const World& world);
  void TestBody() override {}

  const std::vector<std::string>& key_arns() const { return key_arns_; }
  // A session of the service account's role, by a token of its own; nothing: STS lets it not in.
  std::optional<services::Caller> SessionOf(const WorldAccount& account);
  services::Caller User(std::size_t index) const { return users_[index]; }
  // What the plane decides, by a real call. `wrong`: neither allowed nor denied, which must not be.
  bool Allows(const services::Caller& caller, const WorldQuestion& question, std::string& wrong);

 private:
  using Reply = services::testing::Reply;
  void Make();
  void MakeIdentities();
  void MakeResources();
  Reply Iam(const std::string& action, const services::testing::QueryParameterList& parameters);
  Reply Json(services::Service& service, const services::Caller& caller, const std::string& target,
             const boost::json::object& body);
  Reply Http(const services::Caller& caller, const std::string& method, const std::string& target,
             std::string body = "");
  Reply Ask(const services::Caller& caller, const WorldQuestion& question);
  std::string Filled(const std::string& text) const { return WithKeys(text, key_arns_); }

  const World& world_;
  OneKey keys_;
  NoSigner signer_;
  std::unique_ptr<services::Service> iam_, sts_, s3_, kms_, secrets_;
  std::vector<std::string> key_arns_, ciphertexts_;
  std::vector<services::Caller> users_;
};

}  // namespace rolecall::worlds

#endif  // ROLECALL_TESTS_WORLDS_WORLD_PLANE_H_
