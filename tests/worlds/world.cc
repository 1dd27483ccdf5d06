#include "tests/worlds/world.h"

#include <random>

namespace rolecall::worlds {
namespace {

using Words = std::vector<std::string>;

const std::string kRolePrefix = std::string("arn:aws:iam::") + kAccount + ":role/";
const std::string kSecretPrefix = std::string("arn:aws:secretsmanager:") + kRegion + ":" + kAccount + ":secret:";

// Operator, key and values of a condition; "TEXT" values are quoted. What they say of a request is known here of some
// (the caller's account), of others only when it is made (an address).
struct Wanted {
  const char *op, *key, *values;
};
constexpr Wanted kConditions[] = {
    {"StringEquals", "aws:PrincipalArn", R"("arn:aws:iam::054000737513:role/k8s/app0")"},
    {"ArnLike", "aws:PrincipalArn", R"("arn:aws:iam::054000737513:role/k8s/*")"},
    {"ArnNotEquals", "aws:PrincipalArn", R"("arn:aws:iam::054000737513:role/app1")"},
    {"StringEquals", "aws:PrincipalTag/team", R"("a")"},
    {"StringNotEquals", "aws:PrincipalTag/team", R"(["a","b"])"},
    {"Null", "aws:PrincipalTag/team", R"("true")"},
    {"Bool", "aws:SecureTransport", R"("false")"},
    {"Bool", "aws:SecureTransport", R"("true")"},
    {"IpAddress", "aws:SourceIp", R"(["192.0.2.0/24","203.0.113.0/24"])"},
    {"IpAddress", "aws:SourceIp", R"("203.0.113.0/24")"},
    {"NotIpAddress", "aws:SourceIp", R"("192.0.2.0/24")"},
    {"NotIpAddressIfExists", "aws:SourceIp", R"("10.0.0.0/8")"},
    {"StringLike", "s3:prefix", R"("docs/*")"},
    {"StringNotLikeIfExists", "s3:prefix", R"("docs/*")"},
    {"StringEquals", "aws:PrincipalAccount", R"("054000737513")"},
    {"StringNotEquals", "aws:PrincipalAccount", R"("054000737513")"},
    {"StringEquals", "aws:ResourceAccount", R"("054000737513")"},
    {"StringNotEquals", "aws:ResourceAccount", R"("054000737513")"},
    {"StringEquals", "aws:RequestedRegion", R"("eu-central-1")"},
    {"StringNotEquals", "aws:RequestedRegion", R"(["eu-central-1","us-east-1"])"},
    {"StringEqualsIfExists", "aws:ResourceTag/stage", R"("prod")"},
    {"StringEquals", "aws:ResourceTag/stage", R"("prod")"},
    {"Null", "aws:TokenIssueTime", R"("true")"},
    {"Null", "aws:TokenIssueTime", R"("false")"},
    {"StringEquals", "kms:ViaService", R"("secretsmanager.eu-central-1.amazonaws.com")"},
    {"StringNotEquals", "kms:ViaService", R"("secretsmanager.eu-central-1.amazonaws.com")"},
    {"StringEquals", "kms:CallerAccount", R"("054000737513")"},
    {"StringLike", "kms:EncryptionContext:SecretARN", R"("arn:aws:secretsmanager:*:*:secret:app/*")"},
    {"StringLike", "secretsmanager:SecretId", R"("*db*")"},
    {"BoolIfExists", "aws:MultiFactorAuthPresent", R"("false")"},
    {"Bool", "aws:MultiFactorAuthPresent", R"("true")"},
    {"Bool", "aws:PrincipalIsAWSService", R"("false")"},
    {"StringEquals", "aws:PrincipalType", R"("AssumedRole")"},
    {"StringNotEquals", "aws:PrincipalType", R"(["AssumedRole","Account"])"},
    {"StringEquals", "aws:username", R"("ann")"},
    {"StringLike", "aws:userid", R"("*:s1")"},
    {"StringNotLike", "aws:userid", R"("*:another")"},
    {"ForAllValues:StringEquals", "aws:TagKeys", R"(["a","b"])"},
    {"ForAnyValue:StringEquals", "aws:TagKeys", R"("a")"},
    {"StringEquals", "aws:PrincipalOrgID", R"("o-abcdefghij")"},
    {"StringNotEqualsIfExists", "aws:PrincipalOrgID", R"("o-abcdefghij")"},
    {"DateGreaterThan", "aws:CurrentTime", R"("2020-01-01T00:00:00Z")"},
    {"DateLessThan", "aws:CurrentTime", R"("2020-01-01T00:00:00Z")"},
    {"StringEquals", "aws:FederatedProvider", R"("arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A1")"},
    {"Bool", "aws:ViaAWSService", R"("true")"},
    {"StringEquals", "aws:PrincipalTag/team", R"("${aws:RequestedRegion}")"},
};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  World Make() {
    const int roles = 2 + Below(2), keys = 1 + Below(2);
    for (int i = 0; i < roles; ++i) {
      WorldRole role;
      role.name = "app" + std::to_string(i);
      role.path = i == 1 ? "/" : "/k8s/";
      world_.roles.push_back(role);
    }
    world_.users.push_back({});
    world_.users.back().name = "ann";
    world_.buckets = {{"alpha-data", {}}, {"beta-data", {}}};
    world_.secrets = {{"app/db", {}, -1}, {"app/web", {}, Below(keys + 1) - 1}};
    world_.accounts = {{"apps", "web", 0}, {"apps", "db", static_cast<std::size_t>(Below(roles))}};
    world_.keys.resize(static_cast<std::size_t>(keys));
    world_.policies = {{"bound", IdentityPolicy(3)}, {"shared", IdentityPolicy(2)}};
    for (WorldRole& role : world_.roles) FillRole(role);
    for (WorldUser& user : world_.users) Fill(user);
    for (OwnPolicy& key : world_.keys) key = Own(KeyStatements());
    for (WorldSecret& secret : world_.secrets) secret.policy = Own(SecretStatements());
    for (WorldBucket& bucket : world_.buckets) bucket.policy = Own(BucketStatements(bucket.name));
    AddQuestions();
    return std::move(world_);
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool OneIn(int n) { return Below(n) == 0; }
  const std::string& Pick(const Words& words) {
    return words[static_cast<std::size_t>(Below(static_cast<int>(words.size())))];
  }
  // One text, or a list of some.
  std::string PickJson(const Words& words) {
    if (OneIn(2)) return "\"" + Pick(words) + "\"";
    return "[\"" + Pick(words) + "\",\"" + Pick(words) + "\"]";
  }

  std::string Condition() {
    if (!OneIn(2)) return "";
    std::string text = R"(,"Condition":{)";
    std::string last;
    for (int i = 0, count = OneIn(3) ? 2 : 1; i < count; ++i) {
      const Wanted& one = kConditions[Below(static_cast<int>(std::size(kConditions)))];
      if (last == one.op) continue;
      text += std::string(i > 0 ? "," : "") + "\"" + one.op + R"(":{")" + one.key + R"(":)" + one.values + "}";
      last = one.op;
    }
    return text + "}";
  }

  static std::string Document(const std::string& statements) {
    return R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
  }
  std::string Effect(int denies) { return OneIn(denies) ? R"("Effect":"Deny")" : R"("Effect":"Allow")"; }

  Words Resources() {
    return {"*",
            "arn:aws:s3:::alpha-data",
            "arn:aws:s3:::alpha-data/*",
            "arn:aws:s3:::*",
            "arn:aws:s3:::beta-data/docs/*",
            "arn:aws:s3:::beta-data/${aws:PrincipalTag/team}/*",
            kSecretPrefix + "app/*",
            kSecretPrefix + "app/db-??????",
            "@KEY0@",
            std::string("arn:aws:kms:*:") + kAccount + ":key/*",
            kRolePrefix + "k8s/*",
            kRolePrefix + "app1"};
  }

  std::string IdentityPolicy(int statements) {
    static const Words kActions = {"*",
                                   "s3:*",
                                   "s3:Get*",
                                   "s3:ListBucket",
                                   "s3:GetObject",
                                   "s3:PutObject",
                                   "secretsmanager:*",
                                   "secretsmanager:GetSecretValue",
                                   "secretsmanager:Describe*",
                                   "kms:Decrypt",
                                   "kms:*",
                                   "kms:GenerateDataKey",
                                   "sts:AssumeRole",
                                   "iam:GetRole"};
    std::string text;
    for (int i = 0; i < 1 + Below(statements); ++i) {
      const std::string element = OneIn(9) ? R"("NotAction":)" : R"("Action":)";
      const std::string target = OneIn(9) ? R"("NotResource":)" : R"("Resource":)";
      text += std::string(i > 0 ? "," : "") + "{" + Effect(4) + "," + element + PickJson(kActions) + "," + target +
              PickJson(Resources()) + Condition() + "}";
    }
    return Document(text);
  }

  std::string Principal() {
    Words all = {std::string("arn:aws:iam::") + kAccount + ":root", kAccount};
    for (const WorldRole& role : world_.roles) all.push_back(role.Arn());
    all.push_back(world_.users.front().Arn());
    if (OneIn(5)) return R"("Principal":"*")";
    return R"("Principal":{"AWS":)" + PickJson(all) + "}";
  }

  std::string OwnStatements(const Words& actions, const Words& resources) {
    std::string text;
    for (int i = 0; i < 1 + Below(2); ++i) {
      std::string targets = "[";
      for (const std::string& one : resources) targets += (targets.size() > 1 ? ",\"" : "\"") + one + "\"";
      text += std::string(i > 0 ? "," : "") + "{" + Effect(3) + "," + Principal() + R"(,"Action":)" +
              PickJson(actions) + R"(,"Resource":)" + targets + "]" + Condition() + "}";
    }
    return text;
  }

  OwnPolicy Own(const std::string& statements) {
    if (OneIn(3)) return {};
    return {Document(statements), OneIn(6)};
  }
  std::string KeyStatements() {
    std::string text = OwnStatements({"kms:*", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"}, {"*"});
    if (OneIn(2)) {
      text += std::string(R"(,{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)") + kAccount +
              R"(:root"},"Action":"kms:*","Resource":"*"})";
    }
    return text;
  }
  std::string SecretStatements() {
    return OwnStatements({"secretsmanager:*", "secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}, {"*"});
  }
  std::string BucketStatements(const std::string& name) {
    return OwnStatements({"s3:*", "s3:GetObject", "s3:ListBucket", "s3:PutObject"},
                         {"arn:aws:s3:::" + name, "arn:aws:s3:::" + name + "/*"});
  }

  void Fill(Named& who) {
    for (int i = 0; i < 1 + Below(2); ++i) who.inline_policies.push_back(IdentityPolicy(3));
    if (OneIn(4)) who.boundary = "bound";
    if (!OneIn(3)) who.team = OneIn(2) ? "a" : "docs";
  }

  void FillRole(WorldRole& role) {
    Fill(role);
    if (OneIn(3)) role.attached.push_back("shared");
    const std::string issuer = kIssuer;
    const Words subjects = {R"({"StringEquals":{")" + issuer + R"(:sub":"system:serviceaccount:apps:web"}})",
                            R"({"StringEquals":{")" + issuer +
                                R"(:sub":["system:serviceaccount:apps:db","system:serviceaccount:apps:web"],")" +
                                issuer + R"(:aud":"sts.amazonaws.com"}})",
                            R"({"StringLike":{")" + issuer + R"(:sub":"system:serviceaccount:apps:*"}})",
                            R"({"StringLike":{")" + issuer +
                                R"(:sub":"system:serviceaccount:*:web"},"StringEquals":{")" + issuer +
                                R"(:aud":"sts.amazonaws.com"}})",
                            R"({"StringEquals":{")" + issuer + R"(:sub":"system:serviceaccount:apps:web",")" + issuer +
                                R"(:aud":"other"}})"};
    std::string text =
        std::string(R"({"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":")") +
        kProvider + R"("},"Condition":)" + Pick(subjects) + "}";
    if (OneIn(2)) {
      text += R"(,{"Effect":"Allow","Action":"sts:AssumeRole",)" + Principal() + Condition() + "}";
    }
    if (OneIn(5)) {
      text +=
          R"(,{"Effect":"Deny","Action":"sts:AssumeRoleWithWebIdentity","Principal":"*","Condition":{"StringLike":{")" +
          issuer + R"(:sub":"system:serviceaccount:*:db"}}})";
    }
    role.trust = Document(text);
  }

  void AddQuestions() {
    for (const WorldBucket& bucket : world_.buckets) {
      const std::string arn = "arn:aws:s3:::" + bucket.name;
      world_.questions.push_back({"s3:ListBucket", arn});
      for (const char* action : {"s3:GetObject", "s3:PutObject"}) world_.questions.push_back({action, arn + "/docs/a"});
    }
    for (const WorldSecret& secret : world_.secrets) {
      for (const char* action : {"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}) {
        world_.questions.push_back({action, kSecretPrefix + secret.name});
      }
    }
    for (std::size_t i = 0; i < world_.keys.size(); ++i) {
      for (const char* action : {"kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"}) {
        world_.questions.push_back({action, "@KEY" + std::to_string(i) + "@"});
      }
    }
    for (const WorldRole& role : world_.roles) {
      for (const char* action : {"sts:AssumeRole", "iam:GetRole"}) world_.questions.push_back({action, role.Arn()});
    }
  }

  std::mt19937_64 random_;
  World world_;
};

}  // namespace

std::string WorldRole::Arn() const { return kRolePrefix + path.substr(1) + name; }
std::string WorldUser::Arn() const { return std::string("arn:aws:iam::") + kAccount + ":user/" + name; }

World MakeWorld(std::uint64_t seed) { return Maker(seed).Make(); }

std::string WithKeys(std::string text, const std::vector<std::string>& key_arns) {
  for (std::size_t i = 0; i < key_arns.size(); ++i) {
    const std::string name = "@KEY" + std::to_string(i) + "@";
    for (std::size_t at; (at = text.find(name)) != std::string::npos;) text.replace(at, name.size(), key_arns[i]);
  }
  return text;
}

}  // namespace rolecall::worlds
