// aws_iam_user_login_profile
#include <string_view>

#include "base/text.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/pgp_key.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz", kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                           kDigits = "0123456789", kSymbols = "!@#$%^&*()_+-=[]{}|'";
constexpr std::int64_t kShortest = 5, kLongest = 128, kUsual = 20;

engine::BlockSchema LoginProfileSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"encrypted_password", "key_fingerprint", "password"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["password"].sensitive = behaviour.has_sensitive_passwords();
  block.attributes["password_length"] = NumberAttribute(Use::kOptional);
  block.attributes["password_reset_required"] = FlagAttribute(Use::kOptionalComputed);
  block.attributes["pgp_key"] = TextAttribute(Use::kOptional);
  block.attributes["user"] = TextAttribute(Use::kRequired);
  return block;
}

Rules LoginProfileRules() {
  return {{"password_length", Default(Value::Number(kUsual), true)},
          {"password_reset_required", ForceNew()},
          {"pgp_key", ForceNew()},
          {"user", ForceNew()}};
}

bool HasAnyOf(std::string_view text, std::string_view characters) {
  return text.find_first_of(characters) != std::string_view::npos;
}

// Of all four kinds of characters, as the strictest password policy wants it; all such texts are equally likely.
std::string NewPassword(Random& random, std::size_t length) {
  static const std::string alphabet = std::string(kLower).append(kUpper).append(kDigits).append(kSymbols);
  for (;;) {
    std::string password;
    password.reserve(length);
    while (password.size() < length) password += alphabet[random.Below(alphabet.size())];
    const bool has_all = HasAnyOf(password, kLower) && HasAnyOf(password, kUpper) && HasAnyOf(password, kDigits) &&
                         HasAnyOf(password, kSymbols);
    if (has_all) return password;
    Wipe(password);
  }
}

std::string Creating(const Object& state) {
  return "creating IAM User Login Profile for \"" + state.Text("user") + "\"";
}

class UserLoginProfile final : public Resource {
 public:
  explicit UserLoginProfile(const Behaviour& behaviour)
      : Resource(LoginProfileSchema(behaviour), LoginProfileRules()), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (!config.IsSet("password_length")) return;
    const std::int64_t length = config.Integer("password_length");
    if (length >= kShortest && length <= kLongest) return;
    problems.push_back({"password_length", "expected password_length to be in the range (" + std::to_string(kShortest) +
                                               " - " + std::to_string(kLongest) + "), got " + std::to_string(length)});
  }

  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    return prior == nullptr ? CheckPgpKey(Creating(planned), planned) : Result<void>();
  }

  // What a profile has no password of (an import) is empty, not null.
  Result<void> Import(const std::string& id, Object& state) const override {
    state.SetText("id", id);
    state.SetText("encrypted_password", "");
    state.SetText("key_fingerprint", "");
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    const std::string what = Creating(state);
    ROLECALL_TRY(const PgpKey key, OpenPgpKey(what, state, "Password"));
    const Secret password(
        NewPassword(call.provider.random, static_cast<std::size_t>(state.Integer("password_length", kUsual))));
    if (key) {
      ROLECALL_TRY(std::string message, EncryptWith(what, *key, password, "Password"));
      state.SetText("encrypted_password", std::move(message));
      state.SetText("key_fingerprint", key->fingerprint());
    } else {
      state.SetText("password", std::string(password.Reveal()));
    }
    auto answer = call.Iam("CreateLoginProfile",
                           {{"UserName", state.Text("user")},
                            {"Password", std::string(password.Reveal())},
                            {"PasswordResetRequired", state.Flag("password_reset_required") ? "true" : "false"}});
    if (!answer.ok()) return Failed(what, answer.error());
    state.SetText("id", state.Text("user"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string what = "reading IAM User Login Profile (" + state.Text("id") + ")";
    auto answer = call.Iam("GetLoginProfile", {{"UserName", state.Text("id")}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* profile = answer->Find("LoginProfile");
    if (profile == nullptr) return Error{ErrorCode::kUnavailable, what + ": empty response"};
    state.SetText("user", std::string(profile->Get("UserName")));
    if (behaviour_.reads_password_resets()) {
      state.SetFlag("password_reset_required", profile->Get("PasswordResetRequired") == "true");
    }
    return true;
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    const auto is_passing = [](const api::ServiceError& error) { return error.Is("EntityTemporarilyUnmodifiable"); };
    const auto attempt = [&] { return call.Iam("DeleteLoginProfile", {{"UserName", state.Text("id")}}); };
    return GoneIsFine("deleting IAM User Login Profile (" + state.Text("id") + ")",
                      RetryWhile<api::XmlNode>(call, kPropagationTimeout, is_passing, attempt));
  }

 private:
  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamUserLoginProfile(const Behaviour& behaviour) {
  return std::make_unique<UserLoginProfile>(behaviour);
}

}  // namespace rolecall::providers::aws
