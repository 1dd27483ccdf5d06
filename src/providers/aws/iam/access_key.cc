// aws_iam_access_key
#include "base/encoding.h"
#include "crypto/hmac.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/pgp_key.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr const char* kSecretName = "IAM Access Key Secret";

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
Secret SmtpPassword(const Secret& secret, const std::string& region) {
  std::string key = "AWS4" + std::string(secret.Reveal());
  for (const std::string& step : {std::string("11111111"), region, std::string("ses"), std::string("aws4_request"),
                                  std::string("SendRawEmail")}) {
    std::string next = crypto::HmacSha256(key, step);
    Wipe(key);
    key = std::move(next);
  }
  return Secret(Base64Encode("\x04" + key));
}

std::string Creating(const Object& state) { return "creating IAM Access Key (" + state.Text("user") + ")"; }

// What nobody is told again: as it is, or for the owner of a PGP key alone.
Result<void> SetSecrets(const std::string& what, const Secret& secret, const std::string& region, const PgpKey& pgp_key,
                        Object& state) {
  const Secret smtp_password = SmtpPassword(secret, region);
  if (!pgp_key) {
    state.SetText("secret", std::string(secret.Reveal()));
    state.SetText("ses_smtp_password_v4", std::string(smtp_password.Reveal()));
    return {};
  }
  ROLECALL_TRY(std::string message, EncryptWith(what, *pgp_key, secret, kSecretName));
  state.SetText("key_fingerprint", pgp_key->fingerprint());
  state.SetText("encrypted_secret", std::move(message));
  ROLECALL_TRY(message, EncryptWith(what, *pgp_key, smtp_password, "SES SMTP password"));
  state.SetText("encrypted_ses_smtp_password_v4", std::move(message));
  return {};
}

class IamAccessKey final : public Resource {
 public:
  explicit IamAccessKey(const Behaviour& behaviour)
      : Resource(AccessKeySchema(),
                 {{"user", ForceNew()}, {"pgp_key", ForceNew()}, {"status", Default(Value::String("Active"))}}),
        has_third_status_(behaviour.major() >= 6) {}

  void Validate(const Object& config, Problems& problems) const override {
    // Since IAM has a third status, of other credentials, the provider takes its name, and IAM refuses it.
    if (has_third_status_) {
      CheckOneOf(config, "status", "status", {"Active", "Inactive", "Expired"}, problems);
    } else {
      CheckOneOf(config, "status", "status", {"Active", "Inactive"}, problems);
    }
  }

  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    return prior == nullptr ? CheckPgpKey(Creating(planned), planned) : Result<void>();
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    const std::string user = state.Text("user"), what = Creating(state);
    ROLECALL_TRY(const PgpKey pgp_key, OpenPgpKey(what, state, kSecretName));
    auto answer = call.Iam("CreateAccessKey", {{"UserName", user}});
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* key = answer->Find("AccessKey");
    if (key == nullptr) return Error{ErrorCode::kUnavailable, what + ": no key in the answer"};
    const Secret secret{std::string(key->Get("SecretAccessKey"))};
    state.SetText("id", std::string(key->Get("AccessKeyId")));
    state.SetText("create_date", std::string(key->Get("CreateDate")));
    ROLECALL_RETURN_IF_ERROR(SetSecrets(what, secret, call.provider.region, pgp_key, state));
    return state.Text("status") == "Inactive" ? SetStatus(call, state, "deactivating") : Result<void>();
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
    return SetStatus(call, state, "updating");
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

  static Result<void> SetStatus(const Call& call, const Object& state, const std::string& doing) {
    auto answer = call.Iam(
        "UpdateAccessKey",
        {{"UserName", state.Text("user")}, {"AccessKeyId", state.Text("id")}, {"Status", state.Text("status")}});
    if (!answer.ok()) return Failed(doing + " IAM Access Key (" + state.Text("id") + ")", answer.error());
    return {};
  }

  bool has_third_status_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamAccessKey(const Behaviour& behaviour) {
  return std::make_unique<IamAccessKey>(behaviour);
}

}  // namespace rolecall::providers::aws
