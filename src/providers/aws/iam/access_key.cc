// aws_iam_access_key
#include "base/encoding.h"
#include "crypto/hmac.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

engine::BlockSchema AccessKeySchema() {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"create_date", "encrypted_secret", "encrypted_ses_smtp_password_v4", "key_fingerprint",
                           "secret", "ses_smtp_password_v4"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["secret"].sensitive = true;
  block.attributes["ses_smtp_password_v4"].sensitive = true;
  block.attributes["pgp_key"] = TextAttribute(Use::kOptional);
  block.attributes["status"] = TextAttribute(Use::kOptional);
  block.attributes["user"] = TextAttribute(Use::kRequired);
  return block;
}

// SES derives its SMTP password from the secret key: SigV4's key for a fixed day, and a version byte.
std::string SmtpPassword(const std::string& secret, const std::string& region) {
  std::string key = "AWS4" + secret;
  for (const std::string& step : {std::string("11111111"), region, std::string("ses"), std::string("aws4_request"),
                                  std::string("SendRawEmail")}) {
    std::string next = crypto::HmacSha256(key, step);
    Wipe(key);
    key = std::move(next);
  }
  return Base64Encode("\x04" + key);
}

class IamAccessKey final : public Resource {
 public:
  IamAccessKey()
      : Resource(AccessKeySchema(),
                 {{"user", ForceNew()}, {"pgp_key", ForceNew()}, {"status", Default(Value::String("Active"))}}) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (!config.Text("pgp_key").empty()) {  // modules give "" for none
      problems.push_back({"pgp_key", "encryption with PGP is not supported by rolecall"});
    }
    std::string status = config.Text("status");
    if (!status.empty() && status != "Active" && status != "Inactive") {
      problems.push_back({"status", "expected status to be one of [\"Active\" \"Inactive\"], got " + status});
    }
  }

  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior != nullptr) return {};
    for (const char* name : {"encrypted_secret", "encrypted_ses_smtp_password_v4", "key_fingerprint"}) {
      planned.SetUnknown(name);
    }
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    std::string user = state.Text("user");
    auto answer = call.Iam("CreateAccessKey", {{"UserName", user}});
    if (!answer.ok()) return Failed("creating IAM Access Key (" + user + ")", answer.error());
    const api::XmlNode* key = answer->Find("AccessKey");
    if (key == nullptr) {
      return Error{ErrorCode::kUnavailable, "creating IAM Access Key (" + user + "): no key in the answer"};
    }
    std::string secret(key->Get("SecretAccessKey"));
    state.SetText("id", std::string(key->Get("AccessKeyId")));
    state.SetText("ses_smtp_password_v4", SmtpPassword(secret, call.provider.region));
    state.SetText("secret", std::move(secret));
    state.SetText("create_date", std::string(key->Get("CreateDate")));
    return state.Text("status") == "Inactive" ? SetStatus(call, state) : Result<void>();
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string user = state.Text("user");
    if (user.empty()) {
      ROLECALL_TRY(user, FindUser(call, state.Text("id")));
      if (user.empty()) return false;
      state.SetText("user", user);
    }
    auto keys = AllPages(call, "ListAccessKeys", {{"UserName", user}}, "AccessKeyMetadata");
    if (!keys.ok() && keys.error().Is(kNoSuchEntity)) return false;
    if (!keys.ok()) return Failed("reading IAM Access Key (" + state.Text("id") + ")", keys.error());
    for (const api::XmlNode& key : *keys) {
      if (key.Get("AccessKeyId") != state.Text("id")) continue;
      state.SetText("create_date", std::string(key.Get("CreateDate")));
      state.SetText("status", std::string(key.Get("Status")));
      return true;
    }
    return false;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return SetStatus(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    auto answer = call.Iam("DeleteAccessKey", {{"UserName", state.Text("user")}, {"AccessKeyId", state.Text("id")}});
    return GoneIsFine("deleting IAM Access Key (" + state.Text("id") + ")", answer);
  }

 private:
  // An imported key: whose it is. Its secret is known to nobody any more.
  static Result<std::string> FindUser(const Call& call, const std::string& id) {
    auto answer = call.Iam("GetAccessKeyLastUsed", {{"AccessKeyId", id}});
    if (answer.ok()) return std::string(answer->Get("UserName"));
    // A key that does not exist is not told from one of another account.
    if (answer.error().Is(kNoSuchEntity) || answer.error().Is("AccessDenied")) return std::string();
    return Failed("reading IAM Access Key (" + id + ")", answer.error());
  }

  static Result<void> SetStatus(const Call& call, const Object& state) {
    auto answer = call.Iam(
        "UpdateAccessKey",
        {{"UserName", state.Text("user")}, {"AccessKeyId", state.Text("id")}, {"Status", state.Text("status")}});
    if (!answer.ok()) return Failed("updating IAM Access Key (" + state.Text("id") + ")", answer.error());
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeIamAccessKey(const Behaviour&) { return std::make_unique<IamAccessKey>(); }

}  // namespace rolecall::providers::aws
