// Every kind of record survives the store as it was, is found under its key, and goes when it is deleted.
#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "crypto/aead.h"
#include "directory/codec.h"
#include "directory/directory.h"

namespace rolecall::directory {
namespace {

const Time kMade = FromUnixSeconds(1700000000);
constexpr char kOwner[] = "054000737513";
constexpr char kAllowS3[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})";

StoredPolicy Identity() { return MakeStoredPolicy(kAllowS3, policy::DocumentKind::kIdentity, "p"); }

class Records : public ::testing::Test {
 protected:
  // The text of the record, read back and written again: equal texts are equal records (but for what is sealed).
  template <typename T>
  T ReadBack(const T& record) {
    Result<T> read = Decode<T>(Encode(record, &key_, random_), &key_);
    EXPECT_TRUE(read.ok());
    return read.ok() ? *std::move(read) : T();
  }
  template <typename T>
  void ExpectDataLoss(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      Result<T> read = Decode<T>(text, &key_);
      ASSERT_FALSE(read.ok()) << text;
      EXPECT_EQ(read.error().code, ErrorCode::kDataLoss) << text;
    }
  }

  FakeRandom random_;
  const crypto::KeyRing key_{crypto::MakeAeadKey(random_)};
};

TEST_F(Records, AnAccountKeepsItsPasswordPolicy) {
  Account account{.id = kOwner, .aliases = {"ours"}, .root_access_key_ids = {"AKIA1", "AKIA2"}, .created = kMade};
  account.password_policy = PasswordPolicy{.minimum_length = 14,
                                           .require_symbols = true,
                                           .require_lowercase = true,
                                           .hard_expiry = true,
                                           .max_age_days = 90,
                                           .reuse_prevention = 3};
  Account read = ReadBack(account);
  EXPECT_EQ(read.id, kOwner);
  EXPECT_EQ(read.aliases, account.aliases);
  EXPECT_EQ(read.root_access_key_ids, account.root_access_key_ids);
  EXPECT_EQ(read.created, kMade);
  ASSERT_TRUE(read.password_policy.has_value());
  EXPECT_EQ(read.password_policy->minimum_length, 14);
  EXPECT_TRUE(read.password_policy->require_symbols);
  EXPECT_FALSE(read.password_policy->require_numbers);
  EXPECT_TRUE(read.password_policy->hard_expiry);
  EXPECT_EQ(read.password_policy->max_age_days, 90);
  EXPECT_FALSE(ReadBack(Account{.id = kOwner}).password_policy.has_value());
}

TEST_F(Records, AUserKeepsWhatItHas) {
  User user{.account = kOwner, .name = "Ann", .path = "/eng/", .id = "AIDA1", .created = kMade};
  user.tags = {{"b", "1"}, {"a", ""}};
  user.boundary_arn = "arn:aws:iam::aws:policy/x";
  user.inline_policies = {{"i", Identity()}};
  user.attached = {"arn:1", "arn:2"};
  user.groups = {"g"};
  user.access_key_ids = {"AKIA1"};
  user.login = LoginProfile{.password_hash = "h", .reset_required = true, .created = kMade};
  User read = ReadBack(user);
  EXPECT_EQ(read.arn(), "arn:aws:iam::054000737513:user/eng/Ann");
  EXPECT_EQ(read.tags, user.tags);
  EXPECT_EQ(read.boundary_arn, user.boundary_arn);
  ASSERT_EQ(read.inline_policies.size(), 1u);
  EXPECT_EQ(read.inline_policies[0].policy.text, kAllowS3);
  EXPECT_TRUE(read.inline_policies[0].policy);
  EXPECT_EQ(read.attached, user.attached);
  EXPECT_EQ(read.groups, user.groups);
  EXPECT_EQ(read.access_key_ids, user.access_key_ids);
  ASSERT_TRUE(read.login.has_value());
  EXPECT_TRUE(read.login->reset_required);
}

TEST_F(Records, AnAccessKeyKeepsItsSecretSealed) {
  AccessKey key{.id = "AKIA1", .secret = Secret("hidden"), .account = kOwner, .user_name = "ann", .active = false};
  key.last_used = kMade;
  key.last_used_service = "s3";
  EXPECT_EQ(Encode(key, &key_, random_).find("hidden"), std::string::npos);
  AccessKey read = ReadBack(key);
  EXPECT_EQ(read.secret.Reveal(), "hidden");
  EXPECT_FALSE(read.active);
  EXPECT_EQ(read.last_used, kMade);
  EXPECT_EQ(read.last_used_service, "s3");
}

TEST_F(Records, AManagedPolicyKeepsItsVersions) {
  ManagedPolicy policy{.account = kOwner, .name = "p", .path = "/x/", .description = "d", .updated = kMade};
  policy.versions = {{1, Identity(), kMade}, {3, Identity(), kMade}};
  policy.default_version = 3;
  policy.next_version = 4;
  ManagedPolicy read = ReadBack(policy);
  EXPECT_EQ(read.arn(), "arn:aws:iam::054000737513:policy/x/p");
  ASSERT_EQ(read.versions.size(), 2u);
  EXPECT_EQ(read.current().number, 3);
  EXPECT_EQ(read.next_version, 4);
  EXPECT_EQ(read.Find(2), nullptr);
  read.default_version = 2;  // of a damaged store: the newest stands in for it
  EXPECT_EQ(read.current().number, 3);
}

TEST_F(Records, ASecretKeepsVersionsRotationAndReplicas) {
  SecretRecord secret{.account = kOwner, .region = "eu-central-1", .name = "db", .suffix = "AbCdEf"};
  secret.versions = {
      {.id = "v1", .value = Secret("hidden"), .is_binary = true, .stages = {"AWSCURRENT"}, .created = kMade},
      {.id = "v2", .has_value = false}};
  secret.resource_policy = MakeStoredPolicy(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]})",
      policy::DocumentKind::kResource, "r");
  secret.rotation = {.enabled = true, .lambda_arn = "arn:l", .after_days = 30, .last_rotated = kMade};
  secret.replicas = {{"eu-west-1", "key", "InSync", "fine"}};
  secret.deleted = kMade;
  EXPECT_EQ(Encode(secret, &key_, random_).find("hidden"), std::string::npos);
  SecretRecord read = ReadBack(secret);
  EXPECT_EQ(read.arn(), "arn:aws:secretsmanager:eu-central-1:054000737513:secret:db-AbCdEf");
  ASSERT_EQ(read.versions.size(), 2u);
  EXPECT_EQ(read.versions[0].value.Reveal(), "hidden");
  EXPECT_TRUE(read.versions[0].is_binary);
  EXPECT_EQ(read.versions[0].stages, std::vector<std::string>{"AWSCURRENT"});
  EXPECT_FALSE(read.versions[1].has_value);
  EXPECT_TRUE(read.resource_policy);
  EXPECT_EQ(read.rotation.after_days, 30);
  EXPECT_EQ(read.rotation.last_rotated, kMade);
  ASSERT_EQ(read.replicas.size(), 1u);
  EXPECT_EQ(read.replicas[0].status, "InSync");
  EXPECT_EQ(read.deleted, kMade);
  EXPECT_FALSE(read.purge_after.has_value());
}

TEST_F(Records, ABucketKeepsVersioningAndConfigurations) {
  Bucket bucket{.name = "b", .account = kOwner, .region = "eu-central-1", .versioning = Versioning::kSuspended};
  bucket.configurations = {{"cors", "<a/>"}, {"acl", "private"}};
  bucket.object_lock = true;
  Bucket read = ReadBack(bucket);
  EXPECT_EQ(read.versioning, Versioning::kSuspended);
  EXPECT_EQ(read.configurations, bucket.configurations);
  EXPECT_TRUE(read.object_lock);
  EXPECT_EQ(read.arn(), "arn:aws:s3:::b");
}

TEST_F(Records, ASessionKeepsWhatItStandsFor) {
  Session session{.kind = Session::Kind::kFederatedUser, .account = kOwner, .user_name = "ann", .session_name = "pat"};
  session.session_policy_arns = {"arn:1"};
  session.has_session_policies = true;
  session.transitive_tag_keys = {"team"};
  session.mfa_at = kMade;
  session.expires = kMade;
  Session read = ReadBack(session);
  EXPECT_EQ(read.kind, Session::Kind::kFederatedUser);
  EXPECT_EQ(read.session_policy_arns, session.session_policy_arns);
  EXPECT_TRUE(read.has_session_policies);
  EXPECT_EQ(read.transitive_tag_keys, session.transitive_tag_keys);
  EXPECT_EQ(read.mfa_at, kMade);
}

TEST_F(Records, WhatIsMissingHasItsDefaultAndWhatIsUnknownIsPassedOver) {
  Result<Role> role = Decode<Role>(R"({"account":"1","name":"app","later":"x"})", &key_);
  ASSERT_TRUE(role.ok());
  EXPECT_EQ(role->path, "/");
  EXPECT_EQ(role->max_session_seconds, 3600);
  EXPECT_FALSE(role->trust);
}

TEST_F(Records, WhatIsNotWrittenByUsIsDataLoss) {
  ExpectDataLoss<User>({"", "{", "[]", R"({"name":7})", R"({"created":"now"})", R"({"tags":{}})", R"({"tags":["a"]})",
                        R"({"tags":[["a",1]]})", R"({"attached":"x"})", R"({"attached":[1]})", R"({"inline":[7]})",
                        R"({"inline":[{"name":7}]})", R"({"login":7})", R"({"login":{"reset":"yes"}})"});
  ExpectDataLoss<AccessKey>({R"({"secret":7})", R"({"secret":"!"})", R"({"secret":"AAAA"})", R"({"active":1})"});
  ExpectDataLoss<Bucket>({R"({"versioning":"on"})", R"({"config":[]})", R"({"config":{"acl":7}})", R"({"policy":7})"});
  ExpectDataLoss<Role>({R"({"max_session":"1h"})"});
}

TEST_F(Records, AnotherMasterKeyOpensNoSecret) {
  const std::string text = Encode(AccessKey{.id = "AKIA1", .secret = Secret("hidden")}, &key_, random_);
  const crypto::KeyRing other(crypto::MakeAeadKey(random_));
  Result<AccessKey> read = Decode<AccessKey>(text, &other);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kDataLoss);
}

TEST_F(Records, APolicyIsCompiledOnceForAllItsCopies) {
  const StoredPolicy none;
  EXPECT_FALSE(none);
  EXPECT_EQ(none.compiled(), nullptr);
  const StoredPolicy policy = Identity();
  ASSERT_TRUE(policy);
  const StoredPolicy copy = policy;
  std::array<const policy::CompiledPolicy*, 4> found{};
  std::vector<std::thread> threads;
  for (const policy::CompiledPolicy*& one : found) {
    threads.emplace_back([&one, &policy] { one = policy.compiled().get(); });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_NE(found[0], nullptr);
  for (const policy::CompiledPolicy* one : found) EXPECT_EQ(one, copy.compiled().get());
}

TEST_F(Records, APolicyThatIsDamagedDeniesEverything) {
  const policy::Principal ann = policy::Principal::User("arn:aws:iam::054000737513:user/ann", "");
  const policy::PolicySet allowing{Identity().compiled()};
  for (policy::DocumentKind kind : {policy::DocumentKind::kIdentity, policy::DocumentKind::kResource}) {
    StoredPolicy damaged = MakeStoredPolicy("{", kind, "damaged");
    ASSERT_TRUE(damaged);
    policy::PolicySet identity = allowing;
    policy::PolicyInputs inputs;
    inputs.identity = &identity;
    if (kind == policy::DocumentKind::kIdentity) {
      identity.push_back(damaged.compiled());
    } else {
      inputs.resource = damaged.compiled().get();
    }
    const policy::Request request(ann, "s3:GetObject", "arn:aws:s3:::b/k", kOwner, {});
    EXPECT_EQ(policy::Decide(inputs, request).outcome, policy::Outcome::kExplicitDeny);
  }
  StoredPolicy trust = MakeStoredPolicy("{", policy::DocumentKind::kTrust, "damaged");
  policy::PolicyInputs inputs;
  inputs.identity = &allowing;
  inputs.resource = trust.compiled().get();
  const policy::Request request(ann, "sts:AssumeRole", "arn:aws:iam::054000737513:role/a", kOwner, {});
  EXPECT_EQ(policy::Decide(inputs, request).outcome, policy::Outcome::kExplicitDeny);
}

template <typename T>
void ExpectPutAndDeleted(Directory& directory, Table<T> Snapshot::*table, const std::string& key, const T& record) {
  SCOPED_TRACE(key);
  const auto find = [&] { return ((*directory.snapshot()).*table).Find(key); };
  const auto stored = [&] { return directory.store().Scan("", "", 1000)->size(); };
  const auto write = [&](auto action) {
    EXPECT_TRUE(directory
                    .Write([&](Transaction& transaction) {
                      action(transaction);
                      return true;
                    })
                    .ok());
  };
  const std::size_t before = stored();
  write([&](Transaction& transaction) { transaction.Put(record); });
  EXPECT_NE(find(), nullptr);
  EXPECT_EQ(stored(), before + 1);
  write([&](Transaction& transaction) { transaction.Delete(record); });
  EXPECT_EQ(find(), nullptr);
  EXPECT_EQ(stored(), before);
  // Put and deleted in one write: nothing of it stays.
  write([&](Transaction& transaction) {
    transaction.Put(record);
    transaction.Delete(record);
  });
  EXPECT_EQ(find(), nullptr);
  EXPECT_EQ(stored(), before);
}

TEST_F(Records, OfEveryKindArePutAndDeleted) {
  FakeClock clock(kMade);
  auto directory = Directory::Open(store::OpenMemoryStore(), key_, random_, clock);
  ASSERT_TRUE(directory.ok());
  ExpectPutAndDeleted(**directory, &Snapshot::users, "054000737513/ann",
                      User{.account = kOwner, .name = "Ann", .id = "AIDA1"});
  ExpectPutAndDeleted(**directory, &Snapshot::roles, "054000737513/app",
                      Role{.account = kOwner, .name = "App", .id = "AROA1"});
  ExpectPutAndDeleted(**directory, &Snapshot::groups, "054000737513/g", Group{.account = kOwner, .name = "G"});
  ExpectPutAndDeleted(**directory, &Snapshot::access_keys, "AKIA1", AccessKey{.id = "AKIA1", .secret = Secret("s")});
  ExpectPutAndDeleted(**directory, &Snapshot::policies, "arn:aws:iam::054000737513:policy/p",
                      ManagedPolicy{.account = kOwner, .name = "p"});
  ExpectPutAndDeleted(**directory, &Snapshot::instance_profiles, "054000737513/ip",
                      InstanceProfile{.account = kOwner, .name = "ip"});
  ExpectPutAndDeleted(**directory, &Snapshot::oidc_providers, "arn:aws:iam::054000737513:oidc-provider/a.test",
                      OidcProvider{.account = kOwner, .url = "a.test"});
  ExpectPutAndDeleted(**directory, &Snapshot::secrets, "054000737513/r/S",
                      SecretRecord{.account = kOwner, .region = "r", .name = "S"});
  ExpectPutAndDeleted(**directory, &Snapshot::kms_keys, "054000737513/r/k",
                      KmsKey{.account = kOwner, .region = "r", .id = "k"});
  ExpectPutAndDeleted(**directory, &Snapshot::kms_aliases, "054000737513/r/alias/a",
                      KmsAlias{.account = kOwner, .region = "r", .name = "alias/a"});
  ExpectPutAndDeleted(**directory, &Snapshot::kms_grants, "054000737513/r/k/g",
                      KmsGrant{.account = kOwner, .region = "r", .key_id = "k", .id = "g"});
  ExpectPutAndDeleted(**directory, &Snapshot::parameters, "054000737513/r//p",
                      ParameterRecord{.account = kOwner, .region = "r", .name = "/p"});
  ExpectPutAndDeleted(**directory, &Snapshot::buckets, "b", Bucket{.name = "b"});
  ExpectPutAndDeleted(**directory, &Snapshot::sealed_items, "issuer/x",
                      SealedItem{.name = "issuer/x", .value = Secret("s")});
}

}  // namespace
}  // namespace rolecall::directory
