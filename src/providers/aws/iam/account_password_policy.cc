// aws_iam_account_password_policy
#include <cstdint>
#include <string>
#include <utility>

#include "base/text.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

// An argument, and what IAM calls it.
struct Setting {
  const char *attribute, *parameter;
};
constexpr Setting kFlags[] = {{"allow_users_to_change_password", "AllowUsersToChangePassword"},
                              {"hard_expiry", "HardExpiry"},
                              {"require_lowercase_characters", "RequireLowercaseCharacters"},
                              {"require_numbers", "RequireNumbers"},
                              {"require_symbols", "RequireSymbols"},
                              {"require_uppercase_characters", "RequireUppercaseCharacters"}};
constexpr Setting kNumbers[] = {{"max_password_age", "MaxPasswordAge"},
                                {"minimum_password_length", "MinimumPasswordLength"},
                                {"password_reuse_prevention", "PasswordReusePrevention"}};

engine::BlockSchema PasswordPolicySchema() {
  engine::BlockSchema block;
  AddId(block);
  for (const Setting& flag : kFlags) block.attributes[flag.attribute] = FlagAttribute(Use::kOptionalComputed);
  for (const Setting& number : kNumbers) block.attributes[number.attribute] = NumberAttribute(Use::kOptionalComputed);
  block.attributes["allow_users_to_change_password"] = FlagAttribute(Use::kOptional);
  block.attributes["expire_passwords"] = FlagAttribute(Use::kComputed);
  block.attributes["minimum_password_length"] = NumberAttribute(Use::kOptional);
  return block;
}

Rules PasswordPolicyRules() {
  return {{"allow_users_to_change_password", Default(Value::Bool(true))},
          {"minimum_password_length", Default(Value::Number(6))}};
}

// An account has one or none: making it takes the place of one that is there.
class AccountPasswordPolicy final : public Resource {
 public:
  AccountPasswordPolicy() : Resource(PasswordPolicySchema(), PasswordPolicyRules()) {}

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(Put(call, state));
    state.SetText("id", "iam-account-password-policy");
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string what = "reading IAM Account Password Policy (" + state.Text("id") + ")";
    auto answer = call.Iam("GetAccountPasswordPolicy", {});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    const api::XmlNode* policy = answer->Find("PasswordPolicy");
    if (policy == nullptr) return Error{ErrorCode::kUnavailable, what + ": empty result"};
    for (const Setting& flag : kFlags) state.SetFlag(flag.attribute, policy->Get(flag.parameter) == "true");
    state.SetFlag("expire_passwords", policy->Get("ExpirePasswords") == "true");
    // What IAM leaves out is 0: no age, nothing remembered.
    for (const Setting& number : kNumbers) {
      state.SetInteger(number.attribute, ParseInt<std::int64_t>(policy->Get(number.parameter)).value_or(0));
    }
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return Put(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    return GoneIsFine("deleting IAM Account Password Policy (" + state.Text("id") + ")",
                      call.Iam("DeleteAccountPasswordPolicy", {}));
  }

 private:
  // The whole of it: what is not sent goes back to IAM's own default.
  static Result<void> Put(const Call& call, const Object& state) {
    api::QueryParameters parameters;
    for (const Setting& flag : kFlags) {
      if (state.Flag(flag.attribute)) parameters.emplace_back(flag.parameter, "true");
    }
    for (const Setting& number : kNumbers) {
      const std::int64_t value = state.Integer(number.attribute);
      if (value != 0) parameters.emplace_back(number.parameter, std::to_string(value));
    }
    auto answer = call.Iam("UpdateAccountPasswordPolicy", std::move(parameters));
    if (!answer.ok()) return Failed("updating IAM Account Password Policy", answer.error());
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeIamAccountPasswordPolicy(const Behaviour&) {
  return std::make_unique<AccountPasswordPolicy>();
}

}  // namespace rolecall::providers::aws
