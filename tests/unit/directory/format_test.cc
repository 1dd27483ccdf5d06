// The bytes of records on disk, as docs/formats/store.md has them: stores of released versions must stay readable, and
// older versions must be able to read what a newer one wrote. A test here that needs a change is a change of format.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "base/clock.h"
#include "crypto/aead.h"
#include "directory/codec.h"
#include "directory/directory.h"

namespace rolecall::directory {
namespace {

const Time kThen = FromUnixSeconds(1700000000);
constexpr char kAllow[] = R"({"Version":"2012-10-17","Statement":[]})";

StoredPolicy PolicyOf(policy::DocumentKind kind) { return MakeStoredPolicy(kAllow, kind, "p"); }
StoredPolicy IdentityPolicy() { return PolicyOf(policy::DocumentKind::kIdentity); }

// Every record has every member set: what is left out elsewhere is written here.
class Format : public ::testing::Test {
 protected:
  // What is sealed is another text each time: "<sealed>" stands for it.
  template <typename T>
  std::string Written(const T& record) {
    static const std::regex kSealed(R"re("(secret|value)":"[A-Za-z0-9+/]{36,}=*")re");
    return std::regex_replace(Encode(record, &key_, random_), kSealed, "\"$1\":\"<sealed>\"");
  }
  // Where the store keeps the record.
  template <typename T>
  std::string KeyOfStored(const T& record) {
    FakeClock clock(kThen);
    auto directory = Directory::Open(store::OpenMemoryStore(), key_, random_, clock);
    const auto entries = [&] { return (*directory)->store().Scan("", "", 100).value(); };
    const std::size_t before = entries().size();
    EXPECT_TRUE((*directory)
                    ->Write([&](Transaction& transaction) {
                      transaction.Put(record);
                      return true;
                    })
                    .ok());
    const std::vector<store::Entry> after = entries();
    EXPECT_EQ(after.size(), before + 1);
    // The session key is the other one, and older.
    return std::max_element(after.begin(), after.end(),
                            [](const auto& a, const auto& b) { return a.revision < b.revision; })
        ->key;
  }

  FakeRandom random_;
  const crypto::KeyRing key_{crypto::MakeAeadKey(random_)};
};

TEST_F(Format, OfAccounts) {
  Account account{.id = "054000737513", .aliases = {"ours"}, .root_access_key_ids = {"AKIA1"}, .created = kThen};
  account.sts_token_version = "v2Token";
  account.outbound_issuer = "https://i";
  account.outbound_since = kThen;
  account.partition = "aws-cn";
  account.password_policy = PasswordPolicy{8, true, false, true, false, true, false, 90, 3};
  EXPECT_EQ(
      Written(account),
      R"({"id":"054000737513","aliases":["ours"],"password_policy":{"minimum_length":8,"symbols":true,"numbers":false,"uppercase":true,"lowercase":false,"change":true,"hard_expiry":false,"max_age":90,"reuse":3},"root_keys":["AKIA1"],"created":1700000000000000,"sts_token":"v2Token","outbound_issuer":"https://i","outbound_since":1700000000000000,"partition":"aws-cn"})");
  EXPECT_EQ(Written(Account{}), R"({"created":0})");
  EXPECT_EQ(KeyOfStored(account), "directory/account/054000737513");
}

TEST_F(Format, OfUsers) {
  User user{.account = "054000737513", .name = "Ann", .path = "/x/", .id = "AIDA1", .created = kThen};
  user.tags = {{"b", "1"}, {"a", ""}};
  user.boundary_arn = "arn:b";
  user.inline_policies = {{"i", IdentityPolicy()}};
  user.attached = {"arn:1", "arn:2"};
  user.groups = {"g", "h"};
  user.access_key_ids = {"AKIA1"};
  user.login = LoginProfile{.password_hash = "h", .reset_required = true, .created = kThen, .changed = kThen};
  user.login->previous_hashes = {"g"};
  EXPECT_EQ(
      Written(user),
      R"({"account":"054000737513","name":"Ann","path":"/x/","id":"AIDA1","created":1700000000000000,"tags":[["b","1"],["a",""]],"boundary":"arn:b","inline":[{"name":"i","text":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}],"attached":["arn:1","arn:2"],"groups":["g","h"],"keys":["AKIA1"],"login":{"hash":"h","reset":true,"created":1700000000000000,"changed":1700000000000000,"previous":["g"]}})");
  EXPECT_EQ(Written(User{}), R"({"path":"/","created":0})");
  EXPECT_EQ(KeyOfStored(user), "directory/user/054000737513/ann");
}

TEST_F(Format, OfAccessKeys) {
  AccessKey key{.id = "AKIA1", .secret = Secret("s"), .account = "054000737513", .user_name = "ann", .created = kThen};
  key.last_used = kThen;
  key.last_used_service = "s3";
  key.last_used_region = "eu-central-1";
  EXPECT_EQ(
      Written(key),
      R"({"id":"AKIA1","secret":"<sealed>","account":"054000737513","user":"ann","active":true,"created":1700000000000000,"used":1700000000000000,"used_service":"s3","used_region":"eu-central-1"})");
  EXPECT_EQ(Written(AccessKey{}), R"({"secret":"<sealed>","active":true,"created":0})");
  EXPECT_EQ(KeyOfStored(key), "directory/access-key/AKIA1");
}

TEST_F(Format, OfGroups) {
  Group group{.account = "054000737513", .name = "Devs", .path = "/x/", .id = "AGPA1", .created = kThen};
  group.inline_policies = {{"i", IdentityPolicy()}};
  group.attached = {"arn:1"};
  EXPECT_EQ(
      Written(group),
      R"({"account":"054000737513","name":"Devs","path":"/x/","id":"AGPA1","created":1700000000000000,"inline":[{"name":"i","text":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}],"attached":["arn:1"]})");
  EXPECT_EQ(Written(Group{}), R"({"path":"/","created":0})");
  EXPECT_EQ(KeyOfStored(group), "directory/group/054000737513/devs");
}

TEST_F(Format, OfRoles) {
  Role role{.account = "054000737513", .name = "App", .path = "/x/", .id = "AROA1", .description = "d"};
  role.max_session_seconds = 7200;
  role.created = kThen;
  role.tags = {{"k", "v"}};
  role.trust = PolicyOf(policy::DocumentKind::kTrust);
  role.boundary_arn = "arn:b";
  role.inline_policies = {{"i", IdentityPolicy()}};
  role.attached = {"arn:1"};
  role.service_linked = "ecs.amazonaws.com";
  EXPECT_EQ(
      Written(role),
      R"({"account":"054000737513","name":"App","path":"/x/","id":"AROA1","description":"d","max_session":7200,"created":1700000000000000,"tags":[["k","v"]],"trust":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","boundary":"arn:b","inline":[{"name":"i","text":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}],"attached":["arn:1"],"service_linked":"ecs.amazonaws.com"})");
  EXPECT_EQ(Written(Role{}), R"({"path":"/","max_session":3600,"created":0})");
  EXPECT_EQ(KeyOfStored(role), "directory/role/054000737513/app");
}

TEST_F(Format, OfCredentialsOfUsers) {
  const SshPublicKey ssh{.account = "054000737513",
                         .owner_id = "AIDA1",
                         .id = "APKA1",
                         .body = "ssh-rsa A",
                         .fingerprint = "a1",
                         .created = kThen};
  EXPECT_EQ(
      Written(ssh),
      R"({"account":"054000737513","owner":"AIDA1","id":"APKA1","body":"ssh-rsa A","fingerprint":"a1","active":true,"created":1700000000000000})");
  EXPECT_EQ(Written(SshPublicKey{}), R"({"active":true,"created":0})");
  EXPECT_EQ(KeyOfStored(ssh), "directory/ssh-key/AIDA1/APKA1");
  const SigningCertificate signing{
      .account = "054000737513", .owner_id = "AIDA1", .id = "C1", .body = "PEM", .fingerprint = "a1", .created = kThen};
  EXPECT_EQ(
      Written(signing),
      R"({"account":"054000737513","owner":"AIDA1","id":"C1","body":"PEM","fingerprint":"a1","active":true,"created":1700000000000000})");
  EXPECT_EQ(Written(SigningCertificate{}), R"({"active":true,"created":0})");
  EXPECT_EQ(KeyOfStored(signing), "directory/signing-certificate/AIDA1/C1");
  const ServiceCredential service{.account = "054000737513",
                                  .owner_id = "AIDA1",
                                  .id = "ACCA1",
                                  .service = "s",
                                  .service_user = "u",
                                  .created = kThen,
                                  .expires = kThen};
  EXPECT_EQ(
      Written(service),
      R"({"account":"054000737513","owner":"AIDA1","id":"ACCA1","service":"s","service_user":"u","active":true,"created":1700000000000000,"expires":1700000000000000})");
  EXPECT_EQ(Written(ServiceCredential{}), R"({"active":true,"created":0})");
  EXPECT_EQ(KeyOfStored(service), "directory/service-credential/AIDA1/ACCA1");
}

TEST_F(Format, OfServerCertificatesAndMfaDevices) {
  const ServerCertificate server{.account = "054000737513",
                                 .name = "Web",
                                 .path = "/x/",
                                 .id = "ASCA1",
                                 .body = "B",
                                 .chain = "C",
                                 .created = kThen,
                                 .expires = kThen,
                                 .tags = {{"k", "v"}}};
  EXPECT_EQ(
      Written(server),
      R"({"account":"054000737513","name":"Web","path":"/x/","id":"ASCA1","body":"B","chain":"C","created":1700000000000000,"expires":1700000000000000,"tags":[["k","v"]]})");
  EXPECT_EQ(Written(ServerCertificate{}), R"({"path":"/","created":0,"expires":0})");
  EXPECT_EQ(KeyOfStored(server), "directory/server-certificate/054000737513/web");
  const MfaDevice device{.account = "054000737513",
                         .name = "Phone",
                         .path = "/x/",
                         .seed = Secret("GEZD"),
                         .owner_id = "AIDA1",
                         .created = kThen,
                         .enabled = kThen,
                         .last_code = kThen,
                         .drift_steps = -1,
                         .tags = {{"k", "v"}}};
  EXPECT_EQ(
      Written(device),
      R"({"account":"054000737513","name":"Phone","path":"/x/","secret":"<sealed>","owner":"AIDA1","created":1700000000000000,"enabled":1700000000000000,"last_code":1700000000000000,"drift":-1,"tags":[["k","v"]]})");
  EXPECT_EQ(Written(MfaDevice{}), R"({"path":"/","secret":"<sealed>","created":0,"drift":0})");
  EXPECT_EQ(KeyOfStored(device), "directory/mfa-device/arn:aws:iam::054000737513:mfa/x/Phone");
}

TEST_F(Format, OfReports) {
  const ServiceUse use{"AIDA1", "s3", "eu-central-1", kThen};
  EXPECT_EQ(Written(use), R"({"principal":"AIDA1","service":"s3","region":"eu-central-1","at":1700000000000000})");
  EXPECT_EQ(Written(ServiceUse{}), R"({"at":0})");
  EXPECT_EQ(KeyOfStored(use), "directory/service-use/AIDA1/s3");
  const AccessJob job{"054000737513", "J1", "arn:1", true, kThen};
  EXPECT_EQ(Written(job),
            R"({"account":"054000737513","id":"J1","arn":"arn:1","by_action":true,"created":1700000000000000})");
  EXPECT_EQ(Written(AccessJob{}), R"({"by_action":false,"created":0})");
  EXPECT_EQ(KeyOfStored(job), "directory/access-job/054000737513/J1");
  const CredentialReport report{"054000737513", "user,arn", kThen};
  EXPECT_EQ(Written(report), R"({"account":"054000737513","content":"user,arn","created":1700000000000000})");
  EXPECT_EQ(Written(CredentialReport{}), R"({"created":0})");
  EXPECT_EQ(KeyOfStored(report), "directory/credential-report/054000737513");
}

TEST_F(Format, OfManagedPolicies) {
  ManagedPolicy policy{.account = "054000737513", .name = "Po", .path = "/x/", .id = "ANPA1", .description = "d"};
  policy.created = policy.updated = kThen;
  policy.tags = {{"k", "v"}};
  policy.default_version = 2;
  policy.next_version = 3;
  policy.versions = {{1, IdentityPolicy(), kThen}, {2, IdentityPolicy(), kThen}};
  EXPECT_EQ(
      Written(policy),
      R"({"account":"054000737513","name":"Po","path":"/x/","id":"ANPA1","description":"d","created":1700000000000000,"updated":1700000000000000,"tags":[["k","v"]],"default":2,"next":3,"versions":[{"number":1,"created":1700000000000000,"text":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"},{"number":2,"created":1700000000000000,"text":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}]})");
  EXPECT_EQ(Written(ManagedPolicy{}), R"({"path":"/","created":0,"updated":0,"default":1,"next":2})");
  EXPECT_EQ(KeyOfStored(policy), "directory/policy/arn:aws:iam::054000737513:policy/x/Po");
}

TEST_F(Format, OfInstanceProfiles) {
  InstanceProfile profile{.account = "054000737513", .name = "Web", .path = "/x/", .id = "AIPA1", .created = kThen};
  profile.tags = {{"k", "v"}};
  profile.role_name = "App";
  EXPECT_EQ(
      Written(profile),
      R"({"account":"054000737513","name":"Web","path":"/x/","id":"AIPA1","created":1700000000000000,"tags":[["k","v"]],"role":"App"})");
  EXPECT_EQ(Written(InstanceProfile{}), R"({"path":"/","created":0})");
  EXPECT_EQ(KeyOfStored(profile), "directory/instance-profile/054000737513/web");
}

TEST_F(Format, OfOidcProviders) {
  OidcProvider provider{.account = "054000737513", .url = "Idp.test/a", .client_ids = {"c"}, .thumbprints = {"t"}};
  provider.tags = {{"k", "v"}};
  provider.created = kThen;
  EXPECT_EQ(
      Written(provider),
      R"({"account":"054000737513","url":"Idp.test/a","clients":["c"],"thumbprints":["t"],"tags":[["k","v"]],"created":1700000000000000})");
  EXPECT_EQ(Written(OidcProvider{}), R"({"created":0})");
  EXPECT_EQ(KeyOfStored(provider), "directory/oidc-provider/arn:aws:iam::054000737513:oidc-provider/Idp.test/a");
}

TEST_F(Format, OfSecrets) {
  SecretRecord secret{.account = "054000737513", .region = "eu-central-1", .name = "k8s/Db", .suffix = "AbCdEf"};
  secret.description = "d";
  secret.kms_key_id = "alias/x";
  secret.tags = {{"k", "v"}};
  secret.versions = {{"v1", Secret("hidden"), true, true, {"AWSCURRENT"}, kThen, kThen}, {.id = "v2"}};
  secret.resource_policy = PolicyOf(policy::DocumentKind::kResource);
  secret.rotation = {true, "arn:l", 30, "every 4 hours", "2h", kThen};
  secret.replicas = {{"eu-west-1", "key", "InSync", "fine"}, {}};
  secret.owning_service = "rds";
  secret.created = secret.changed = kThen;
  secret.last_accessed = secret.deleted = secret.purge_after = kThen;
  EXPECT_EQ(
      Written(secret),
      R"({"account":"054000737513","region":"eu-central-1","name":"k8s/Db","suffix":"AbCdEf","description":"d","key":"alias/x","tags":[["k","v"]],"versions":[{"id":"v1","value":"<sealed>","binary":true,"has_value":true,"stages":["AWSCURRENT"],"created":1700000000000000,"accessed":1700000000000000},{"id":"v2","value":"<sealed>","binary":false,"has_value":true,"created":0}],"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","rotation":{"enabled":true,"lambda":"arn:l","days":30,"schedule":"every 4 hours","duration":"2h","last":1700000000000000},"replicas":[{"region":"eu-west-1","key":"key","status":"InSync","message":"fine"},{}],"owner":"rds","created":1700000000000000,"changed":1700000000000000,"accessed":1700000000000000,"deleted":1700000000000000,"purge":1700000000000000,"was_tagged":false})");
  EXPECT_EQ(Written(SecretRecord{}),
            R"({"rotation":{"enabled":false,"days":0},"created":0,"changed":0,"was_tagged":false})");
  EXPECT_EQ(KeyOfStored(secret), "directory/secret/054000737513/eu-central-1/k8s/Db");
}

TEST_F(Format, OfKmsKeys) {
  KmsKey key{.account = "054000737513", .region = "eu-central-1", .id = "1234"};
  key.description = "d";
  key.owning_service = "s3";
  key.created = kThen;
  key.enabled = false;
  key.usage = "ENCRYPT_DECRYPT";
  key.spec = "SYMMETRIC_DEFAULT";
  key.deletion = key.next_rotation = kThen;
  key.tags = {{"k", "v"}};
  key.policy = PolicyOf(policy::DocumentKind::kResource);
  key.materials = {{"m1", Secret("hidden"), "ON_DEMAND", kThen}};
  key.aliases = {"alias/a"};
  key.rotation_days = 90;
  EXPECT_EQ(
      Written(key),
      R"({"account":"054000737513","region":"eu-central-1","id":"1234","description":"d","usage":"ENCRYPT_DECRYPT","spec":"SYMMETRIC_DEFAULT","service":"s3","created":1700000000000000,"enabled":false,"deletion":1700000000000000,"tags":[["k","v"]],"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","materials":[{"id":"m1","value":"<sealed>","by":"ON_DEMAND","created":1700000000000000}],"aliases":["alias/a"],"rotation_days":90,"next_rotation":1700000000000000})");
  EXPECT_EQ(Written(KmsKey{}), R"({"created":0,"enabled":true,"rotation_days":0})");
  EXPECT_EQ(KeyOfStored(key), "directory/kms-key/054000737513/eu-central-1/1234");
}

TEST_F(Format, OfKmsAliasesAndGrants) {
  const KmsAlias alias{"054000737513", "eu-central-1", "alias/a", "1234", kThen, kThen};
  EXPECT_EQ(
      Written(alias),
      R"({"account":"054000737513","region":"eu-central-1","name":"alias/a","key_id":"1234","created":1700000000000000,"updated":1700000000000000})");
  EXPECT_EQ(KeyOfStored(alias), "directory/kms-alias/054000737513/eu-central-1/alias/a");
  KmsGrant grant{.account = "054000737513", .region = "eu-central-1", .key_id = "1234", .id = "ff", .name = "n"};
  grant.grantee = "AROA1";
  grant.retiring = "AIDA1";
  grant.issuer = "054000737513";
  grant.operations = {"Decrypt"};
  grant.constraint = "EncryptionContextSubset";
  grant.constraint_context = {{"app", "one"}};
  grant.policy = PolicyOf(policy::DocumentKind::kResource);
  grant.created = kThen;
  EXPECT_EQ(
      Written(grant),
      R"({"account":"054000737513","region":"eu-central-1","key_id":"1234","id":"ff","name":"n","grantee":"AROA1","retiring":"AIDA1","issuer":"054000737513","operations":["Decrypt"],"constraint":"EncryptionContextSubset","context":[["app","one"]],"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","created":1700000000000000})");
  EXPECT_EQ(KeyOfStored(grant), "directory/kms-grant/054000737513/eu-central-1/1234/ff");
}

TEST_F(Format, OfParameters) {
  ParameterRecord parameter{.account = "054000737513", .region = "eu-central-1", .name = "/k8s/Db"};
  parameter.tags = {{"k", "v"}};
  ParameterVersion version{.number = 2, .value = Secret("hidden"), .type = "SecureString", .tier = "Advanced"};
  version.data_type = "text";
  version.kms_key_id = "alias/x";
  version.description = "d";
  version.allowed_pattern = ".*";
  version.labels = {"prod"};
  version.policies = {{"Expiration", "{}"}};
  version.expires = version.modified = kThen;
  version.user = "arn:u";
  parameter.versions = {version, {}};
  EXPECT_EQ(
      Written(parameter),
      R"({"account":"054000737513","region":"eu-central-1","name":"/k8s/Db","tags":[["k","v"]],"versions":[{"number":2,"value":"<sealed>","type":"SecureString","tier":"Advanced","data":"text","key":"alias/x","description":"d","pattern":".*","labels":["prod"],"policies":[{"type":"Expiration","text":"{}"}],"expires":1700000000000000,"user":"arn:u","modified":1700000000000000},{"number":1,"value":"<sealed>","modified":0}]})");
  EXPECT_EQ(Written(ParameterRecord{}), "{}");
  EXPECT_EQ(KeyOfStored(parameter), "directory/parameter/054000737513/eu-central-1//k8s/Db");
}

TEST_F(Format, OfOrganizations) {
  const Organization organization{.id = "o-a1b2c3d4e5",
                                  .account = "054000737513",
                                  .root_id = "r-ab12",
                                  .email = "e",
                                  .policy_types = {"SERVICE_CONTROL_POLICY"},
                                  .attached = {"p-FullAWSAccess"},
                                  .root_tags = {{"k", "v"}},
                                  .created = kThen};
  EXPECT_EQ(Written(organization),
            R"({"id":"o-a1b2c3d4e5","account":"054000737513","root":"r-ab12","email":"e","all":true,)"
            R"("types":["SERVICE_CONTROL_POLICY"],"attached":["p-FullAWSAccess"],"root_tags":[["k","v"]],)"
            R"("created":1700000000000000})");
  EXPECT_EQ(KeyOfStored(organization), "directory/organization/o-a1b2c3d4e5");
  const OrganizationalUnit unit{.organization = "o-a1b2c3d4e5",
                                .id = "ou-ab12-11111111",
                                .parent = "r-ab12",
                                .name = "dev",
                                .attached = {"p-a1b2c3d4"},
                                .tags = {{"k", "v"}}};
  EXPECT_EQ(Written(unit), R"({"organization":"o-a1b2c3d4e5","id":"ou-ab12-11111111","parent":"r-ab12","name":"dev",)"
                           R"("attached":["p-a1b2c3d4"],"tags":[["k","v"]]})");
  EXPECT_EQ(KeyOfStored(unit), "directory/organizational-unit/o-a1b2c3d4e5/ou-ab12-11111111");
}

TEST_F(Format, OfMemberAccounts) {
  const MemberAccount member{.account = "111122223333",
                             .organization = "o-a1b2c3d4e5",
                             .parent = "r-ab12",
                             .name = "app",
                             .email = "e",
                             .attached = {"p-a1b2c3d4"},
                             .tags = {{"k", "v"}},
                             .joined = kThen};
  EXPECT_EQ(Written(member),
            R"({"account":"111122223333","organization":"o-a1b2c3d4e5","parent":"r-ab12","name":"app","email":"e",)"
            R"("invited":false,"suspended":false,"attached":["p-a1b2c3d4"],"tags":[["k","v"]],)"
            R"("joined":1700000000000000})");
  EXPECT_EQ(KeyOfStored(member), "directory/member-account/111122223333");
  const AccountCreation creation{.organization = "o-a1b2c3d4e5",
                                 .id = "car-1",
                                 .name = "app",
                                 .account = "111122223333",
                                 .failure = "EMAIL_ALREADY_EXISTS",
                                 .requested = kThen};
  EXPECT_EQ(Written(creation), R"({"organization":"o-a1b2c3d4e5","id":"car-1","name":"app","account":"111122223333",)"
                               R"("failure":"EMAIL_ALREADY_EXISTS","requested":1700000000000000})");
  EXPECT_EQ(KeyOfStored(creation), "directory/account-creation/o-a1b2c3d4e5/car-1");
}

TEST_F(Format, OfOrganizationPolicies) {
  const OrganizationPolicy policy{.organization = "o-a1b2c3d4e5",
                                  .account = "054000737513",
                                  .id = "p-a1b2c3d4",
                                  .controls_resources = true,
                                  .name = "guard",
                                  .description = "d",
                                  .content = PolicyOf(policy::DocumentKind::kRcp),
                                  .tags = {{"k", "v"}}};
  EXPECT_EQ(Written(policy),
            R"({"organization":"o-a1b2c3d4e5","account":"054000737513","id":"p-a1b2c3d4","resources":true,)"
            R"("name":"guard","description":"d","tags":[["k","v"]],)"
            R"("content":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"})");
  EXPECT_EQ(KeyOfStored(policy), "directory/organization-policy/o-a1b2c3d4e5/p-a1b2c3d4");
}

TEST_F(Format, OfBuckets) {
  Bucket bucket{.name = "b", .account = "054000737513", .region = "eu-central-1", .created = kThen};
  bucket.versioning = Versioning::kSuspended;
  bucket.tags = {{"k", "v"}};
  bucket.policy = PolicyOf(policy::DocumentKind::kResource);
  bucket.object_lock = true;
  bucket.configurations = {{"cors", "<C/>"}, {"acl", ""}};
  EXPECT_EQ(
      Written(bucket),
      R"({"name":"b","account":"054000737513","region":"eu-central-1","created":1700000000000000,"versioning":2,"tags":[["k","v"]],"lock":true,"config":{"acl":"","cors":"<C/>"},"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"})");
  EXPECT_EQ(Written(Bucket{}), R"({"created":0,"versioning":0,"lock":false,"config":{}})");
  EXPECT_EQ(KeyOfStored(bucket), "directory/bucket/b");
}

TEST_F(Format, OfSealedItems) {
  SealedItem item{.name = "issuer/https://a.test", .value = Secret("s"), .created = kThen};
  EXPECT_EQ(Written(item), R"({"name":"issuer/https://a.test","value":"<sealed>","created":1700000000000000})");
  EXPECT_EQ(KeyOfStored(item), "directory/sealed/issuer/https://a.test");
}

TEST_F(Format, OfSessions) {
  Session session{.kind = Session::Kind::kUser, .access_key_id = "ASIA1", .account = "054000737513"};
  session.principal_id = "AROA1";
  session.role_name = "App";
  session.user_name = "Ann";
  session.session_name = "s1";
  session.has_session_policies = true;
  session.session_policy = kAllow;
  session.session_policy_arns = {"arn:1"};
  session.tags = {{"k", "v"}};
  session.transitive_tag_keys = {"k"};
  session.source_identity = "me";
  session.federated_provider = "arn:p";
  session.mfa_at = session.issued = session.expires = kThen;
  EXPECT_EQ(
      Written(session),
      R"({"k":2,"i":"ASIA1","a":"054000737513","p":"AROA1","r":"App","u":"Ann","n":"s1","h":true,"d":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","m":["arn:1"],"t":[["k","v"]],"v":["k"],"s":"me","f":"arn:p","2":1700000000000000,"b":1700000000000000,"e":1700000000000000})");
  EXPECT_EQ(Written(Session{}), R"({"k":0,"h":false,"b":0,"e":0})");
}

// The example of docs/formats/store.md.
TEST_F(Format, OfAnEarlierVersionIsRead) {
  std::string key;
  for (const char* hex = "92c57307626b02431afc3bbd8a897a138f21be675693b3c7c30ce81953a27b5f"; *hex != '\0'; hex += 2) {
    key += static_cast<char>(std::stoi(std::string(hex, 2), nullptr, 16));
  }
  const crypto::KeyRing keys((Secret(key)));
  Result<AccessKey> read = Decode<AccessKey>(
      R"({"id":"AKIAQZEVR3TUXOPDNDND","secret":"ULaEd/Ia2tpu5jtXHN7EZD8/uDG05GkSbiIwVDr/v7DTQjVVR6jbNpRORZtp9JXa0slELLnM2I+aEBlzIlkMq/uefHk=","account":"054000737513","user":"Ann","active":true,"created":1795898785437202,"used":1795898790111161,"used_service":"sts","used_region":"eu-central-1"})",
      &keys);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->secret.Reveal(), "hlXbxB2JqjaK5Nxgv34XMjbIzDTgwQjLW6ipAA3f");
  EXPECT_EQ(read->user_name, "Ann");
  EXPECT_EQ(read->last_used, Time(std::chrono::microseconds(1795898790111161)));
}

}  // namespace
}  // namespace rolecall::directory
