#include "tests/worlds/world_plane.h"

#include <boost/json.hpp>

#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/jwt.h"
#include "services/iam/api/iam.h"
#include "services/kms/kms.h"
#include "services/s3/s3.h"
#include "services/secretsmanager/secretsmanager.h"

namespace rolecall::worlds {
namespace {

namespace bj = boost::json;
using services::Caller;
using services::testing::Reply;

void ExpectMade(const Reply& reply, const std::string& what) {
  EXPECT_TRUE(reply.ok()) << what << ": " << reply.Outcome();
}

}  // namespace

WorldPlane::WorldPlane(const World& world)
    : world_(world),
      iam_(services::iam::api::MakeIam()),
      sts_(services::sts::MakeSts(keys_, signer_)),
      s3_(services::s3::MakeS3()),
      kms_(services::kms::MakeKms()),
      secrets_(services::secretsmanager::MakeSecretsManager()) {
  Make();
}

Reply WorldPlane::Iam(const std::string& action, const services::testing::QueryParameterList& parameters) {
  Reply reply = AskQuery(*iam_, Root(), action, parameters);
  ExpectMade(reply, action);
  return reply;
}

// Over TLS, as all of AWS's SDKs call.
Reply WorldPlane::Json(services::Service& service, const Caller& caller, const std::string& target,
                       const bj::object& body) {
  http::Request request;
  request.method = "POST";
  request.target = "/";
  request.headers = {{"X-Amz-Target", target}, {"Content-Type", "application/x-amz-json-1.1"}};
  request.body = bj::serialize(body);
  request.tls = true;
  return Send(service, caller, std::move(request));
}

Reply WorldPlane::Http(const Caller& caller, const std::string& method, const std::string& target, std::string body) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.body = std::move(body);
  request.tls = true;
  return Send(*s3_, caller, std::move(request));
}

void WorldPlane::Make() {
  Iam("CreateOpenIDConnectProvider", {{"Url", std::string("https://") + kIssuer},
                                      {"ClientIDList.member.1", "sts.amazonaws.com"},
                                      {"ThumbprintList.member.1", "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"}});
  // Principals first: policies name them.
  for (const WorldRole& role : world_.roles) {
    services::testing::QueryParameterList parameters{
        {"RoleName", role.name},
        {"Path", role.path},
        {"AssumeRolePolicyDocument",
         R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]})"}};
    if (!role.team.empty())
      parameters.insert(parameters.end(), {{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", role.team}});
    Iam("CreateRole", parameters);
  }
  for (const WorldUser& user : world_.users) {
    services::testing::QueryParameterList parameters{{"UserName", user.name}};
    if (!user.team.empty())
      parameters.insert(parameters.end(), {{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", user.team}});
    Iam("CreateUser", parameters);
    const Reply key = Iam("CreateAccessKey", {{"UserName", user.name}});
    users_.push_back(SignIn(key.At("AccessKey/AccessKeyId")));
  }
  MakeResources();
  MakeIdentities();
  // Callers are what they are now.
  users_.clear();
  for (const WorldUser& user : world_.users) {
    const Reply key = Iam("CreateAccessKey", {{"UserName", user.name}});
    users_.push_back(SignIn(key.At("AccessKey/AccessKeyId")));
  }
}

void WorldPlane::MakeIdentities() {
  for (const WorldPolicy& policy : world_.policies) {
    Iam("CreatePolicy", {{"PolicyName", policy.name}, {"PolicyDocument", Filled(policy.text)}});
  }
  const std::string prefix = std::string("arn:aws:iam::") + kAccount + ":policy/";
  const auto fill = [&](const Named& who, const std::string& kind) {
    int number = 0;
    for (const std::string& text : who.inline_policies) {
      Iam("Put" + kind + "Policy", {{kind + "Name", who.name},
                                    {"PolicyName", "p" + std::to_string(number++)},
                                    {"PolicyDocument", Filled(text)}});
    }
    if (who.boundary.empty()) return;
    Iam("Put" + kind + "PermissionsBoundary",
        {{kind + "Name", who.name}, {"PermissionsBoundary", prefix + who.boundary}});
  };
  for (const WorldRole& role : world_.roles) {
    fill(role, "Role");
    for (const std::string& name : role.attached) {
      Iam("AttachRolePolicy", {{"RoleName", role.name}, {"PolicyArn", prefix + name}});
    }
    Iam("UpdateAssumeRolePolicy", {{"RoleName", role.name}, {"PolicyDocument", role.trust}});
  }
  for (const WorldUser& user : world_.users) fill(user, "User");
}

void WorldPlane::MakeResources() {
  for (const OwnPolicy& key : world_.keys) {
    const Reply made = Json(*kms_, Root(), "TrentService.CreateKey", {});
    ExpectMade(made, "CreateKey");
    const std::string id = made.At("KeyMetadata/KeyId");
    key_arns_.push_back(made.At("KeyMetadata/Arn"));
    ciphertexts_.push_back(
        Json(*kms_, Root(), "TrentService.Encrypt", {{"KeyId", id}, {"Plaintext", "dGV4dA=="}}).At("CiphertextBlob"));
    (void)key;
  }
  for (const WorldSecret& secret : world_.secrets) {
    bj::object body{{"Name", secret.name},
                    {"SecretString", "text"},
                    {"ClientRequestToken", "11111111-1111-1111-1111-111111111111"}};
    if (secret.key >= 0) body["KmsKeyId"] = key_arns_[static_cast<std::size_t>(secret.key)];
    ExpectMade(Json(*secrets_, Root(), "secretsmanager.CreateSecret", body), "CreateSecret");
    if (secret.policy.text.empty()) continue;
    ExpectMade(Json(*secrets_, Root(), "secretsmanager.PutResourcePolicy",
                    {{"SecretId", secret.name}, {"ResourcePolicy", Filled(secret.policy.text)}}),
               "PutResourcePolicy");
  }
  for (const WorldBucket& bucket : world_.buckets) {
    const std::string target = "/" + bucket.name;
    ExpectMade(Http(Root(), "PUT", target), "CreateBucket");
    ExpectMade(Http(Root(), "PUT", target + "/docs/a", "text"), "PutObject");
    ExpectMade(Http(Root(), "DELETE", target + "?publicAccessBlock"), "DeletePublicAccessBlock");
    if (bucket.policy.text.empty()) continue;
    ExpectMade(Http(Root(), "PUT", target + "?policy", Filled(bucket.policy.text)), "PutBucketPolicy");
  }
  for (std::size_t i = 0; i < world_.keys.size(); ++i) {
    if (world_.keys[i].text.empty()) continue;
    ExpectMade(Json(*kms_, Root(), "TrentService.PutKeyPolicy",
                    {{"KeyId", key_arns_[i]},
                     {"PolicyName", "default"},
                     {"Policy", Filled(world_.keys[i].text)},
                     {"BypassPolicyLockoutSafetyCheck", true}}),
               "PutKeyPolicy");
  }
}

std::optional<Caller> WorldPlane::SessionOf(const WorldAccount& account) {
  const std::int64_t now = UnixSeconds(clock().Now());
  const bj::object claims{{"iss", std::string("https://") + kIssuer},
                          {"sub", account.Subject()},
                          {"aud", bj::array{"sts.amazonaws.com"}},
                          {"iat", now},
                          {"nbf", now},
                          {"exp", now + 3600}};
  http::Request request;
  request.method = "POST";
  request.target = "/";
  request.tls = true;
  request.body =
      "Action=AssumeRoleWithWebIdentity&RoleSessionName=s1&RoleArn=" + PercentEncode(world_.roles[account.role].Arn()) +
      "&WebIdentityToken=" + *crypto::SignJwt(claims, keys_.key, "k1");
  const Reply reply = Send(*sts_, Anonymous(), std::move(request));
  if (!reply.ok()) {
    EXPECT_EQ(reply.error_code, "AccessDenied") << reply.Outcome();
    return std::nullopt;
  }
  return SignIn(reply.At("Credentials/AccessKeyId"), reply.At("Credentials/SessionToken"));
}

Reply WorldPlane::Ask(const Caller& caller, const WorldQuestion& question) {
  const std::string& action = question.action;
  const std::string name = action.substr(action.find(':') + 1);
  if (action.starts_with("s3:")) {
    const std::string path = question.resource.substr(std::string("arn:aws:s3::").size());
    const std::string target = "/" + path.substr(1);
    if (name == "ListBucket") return Http(caller, "GET", target + "?list-type=2&prefix=docs/");
    return Http(caller, name == "GetObject" ? "GET" : "PUT", target, name == "GetObject" ? "" : "text");
  }
  if (action.starts_with("secretsmanager:")) {
    const std::string id = question.resource.substr(question.resource.find(":secret:") + 8);
    return Json(*secrets_, caller, "secretsmanager." + name, {{"SecretId", id}});
  }
  if (action.starts_with("kms:")) {
    const std::size_t key = static_cast<std::size_t>(question.resource[4] - '0');
    bj::object body{{"KeyId", key_arns_[key]}};
    if (name == "Decrypt") body["CiphertextBlob"] = ciphertexts_[key];
    if (name == "GenerateDataKey") body["KeySpec"] = "AES_256";
    return Json(*kms_, caller, "TrentService." + name, body);
  }
  const std::string role = question.resource.substr(question.resource.rfind('/') + 1);
  http::Request request;
  request.method = "POST";
  request.target = "/";
  request.tls = true;
  if (name == "GetRole") {
    request.body = "Action=GetRole&RoleName=" + role;
    return Send(*iam_, caller, std::move(request));
  }
  request.body = "Action=AssumeRole&RoleSessionName=s1&RoleArn=" + PercentEncode(question.resource);
  return Send(*sts_, caller, std::move(request));
}

bool WorldPlane::Allows(const Caller& caller, const WorldQuestion& question, std::string& wrong) {
  const Reply reply = Ask(caller, question);
  const bool denied = reply.error_code.starts_with("AccessDenied");
  if (!reply.ok() && !denied) wrong = question.action + " on " + question.resource + ": " + reply.Outcome();
  return !denied;
}

}  // namespace rolecall::worlds
