// data: aws_secretsmanager_secret, aws_secretsmanager_secret_version, aws_secretsmanager_random_password
#include <optional>
#include <utility>

#include "base/encoding.h"
#include "base/utf8.h"
#include "providers/aws/data/data_sources.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/secretsmanager/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kCurrent = "AWSCURRENT";

// Times are seconds since 1970, with a fraction.
std::string JsonTime(const boost::json::value& object, std::string_view name) {
  const boost::json::value* found = object.as_object().if_contains(name);
  if (found == nullptr || !found->is_number()) return "";
  return FormatIso8601(FromUnixSeconds(static_cast<std::int64_t>(found->to_number<double>())));
}

engine::BlockSchema SecretDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"description", "kms_key_id", "policy"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  if (behaviour.major() >= 5) {
    block.attributes["created_date"] = TextAttribute(Use::kComputed);
    block.attributes["last_changed_date"] = TextAttribute(Use::kComputed);
  }
  block.attributes["arn"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["tags"] = TextMapAttribute(Use::kOptionalComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

class SecretData final : public DataSource {
 public:
  explicit SecretData(const Behaviour& behaviour) : DataSource(SecretDataSchema(behaviour)) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckExactlyOne(config, {"arn", "name"}, problems);
  }

  Result<void> Read(const Call& call, Object& state) const override {
    std::string id = state.Text("arn").empty() ? state.Text("name") : state.Text("arn");
    auto answer = CallSecrets(call, "DescribeSecret", {{"SecretId", id}});
    if (!answer.ok()) return Failed("reading Secrets Manager Secret (" + id + ")", answer.error());
    auto policy = GetSecretPolicy(call, id);
    if (!policy.ok()) return Failed("reading Secrets Manager Secret Policy (" + id + ")", policy.error());
    state.SetText("id", JsonText(*answer, "ARN"));
    state.SetText("arn", JsonText(*answer, "ARN"));
    state.SetText("name", JsonText(*answer, "Name"));
    state.SetText("description", JsonText(*answer, "Description"));
    state.SetText("kms_key_id", JsonText(*answer, "KmsKeyId"));
    state.SetText("policy", JsonText(*policy, "ResourcePolicy"));
    if (state.Has("created_date")) state.SetText("created_date", JsonTime(*answer, "CreatedDate"));
    if (state.Has("last_changed_date")) state.SetText("last_changed_date", JsonTime(*answer, "LastChangedDate"));
    if (state.Has("region")) state.SetText("region", call.region());
    state.SetTextMap("tags", call.provider.tags.Managed(TagsFromJson(*answer)));
    return {};
  }
};

// As the provider has it: the bytes themselves, where the resource has them in Base64.
// Differs from the provider: bytes that are no text stay in Base64; there they come out damaged.
std::string BytesAsText(const std::string& base64) {
  std::optional<std::string> bytes = Base64Decode(base64);
  return bytes.has_value() && IsCleanUtf8(*bytes) ? *std::move(bytes) : base64;
}

engine::BlockSchema VersionDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  if (behaviour.has_secret_arn()) block.attributes["secret_arn"] = TextAttribute(Use::kComputed);
  if (behaviour.major() >= 5) block.attributes["created_date"] = TextAttribute(Use::kComputed);
  for (const char* name : {"secret_binary", "secret_string"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
    block.attributes[name].sensitive = true;
  }
  block.attributes["secret_id"] = TextAttribute(Use::kRequired);
  block.attributes["version_id"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["version_stage"] = TextAttribute(Use::kOptional);
  block.attributes["version_stages"] = TextSetAttribute(Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

class SecretVersionData final : public DataSource {
 public:
  explicit SecretVersionData(const Behaviour& behaviour) : DataSource(VersionDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    std::string secret = state.Text("secret_id");
    boost::json::object input = {{"SecretId", secret}};
    if (!state.Text("version_id").empty()) {
      input["VersionId"] = state.Text("version_id");
    } else {
      if (state.Text("version_stage").empty()) state.SetText("version_stage", kCurrent);
      input["VersionStage"] = state.Text("version_stage");
    }
    auto answer = CallSecrets(call, "GetSecretValue", input);
    if (!answer.ok()) return Failed("reading Secrets Manager Secret Version (" + secret + ")", answer.error());
    state.SetText("version_id", JsonText(*answer, "VersionId"));
    state.SetText("id", secret + "|" + state.Text("version_id"));
    state.SetText("arn", JsonText(*answer, "ARN"));
    if (state.Has("secret_arn")) state.SetText("secret_arn", JsonText(*answer, "ARN"));
    state.SetText("secret_string", JsonText(*answer, "SecretString"));
    state.SetText("secret_binary", BytesAsText(JsonText(*answer, "SecretBinary")));
    state.SetTexts("version_stages", JsonTexts(*answer, "VersionStages"));
    if (state.Has("created_date")) state.SetText("created_date", JsonTime(*answer, "CreatedDate"));
    if (state.Has("region")) state.SetText("region", call.region());
    return {};
  }
};

// Arguments of GetRandomPassword that say yes or no.
struct PasswordSwitch {
  const char* attribute;
  const char* member;
};
constexpr PasswordSwitch kPasswordSwitches[] = {{"exclude_lowercase", "ExcludeLowercase"},
                                                {"exclude_numbers", "ExcludeNumbers"},
                                                {"exclude_punctuation", "ExcludePunctuation"},
                                                {"exclude_uppercase", "ExcludeUppercase"},
                                                {"include_space", "IncludeSpace"},
                                                {"require_each_included_type", "RequireEachIncludedType"}};

engine::BlockSchema RandomPasswordSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const PasswordSwitch& one : kPasswordSwitches) block.attributes[one.attribute] = FlagAttribute(Use::kOptional);
  block.attributes["exclude_characters"] = TextAttribute(Use::kOptional);
  block.attributes["password_length"] = NumberAttribute(Use::kOptional);
  block.attributes["random_password"] = TextAttribute(Use::kComputed);
  block.attributes["random_password"].sensitive = true;
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

// Another one at each read: for a value that stays there is random_password of hashicorp/random.
class RandomPasswordData final : public DataSource {
 public:
  explicit RandomPasswordData(const Behaviour& behaviour) : DataSource(RandomPasswordSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    boost::json::object input;
    for (const PasswordSwitch& one : kPasswordSwitches) {
      if (state.IsSet(one.attribute)) input[one.member] = state.Flag(one.attribute);
    }
    if (state.IsSet("exclude_characters")) input["ExcludeCharacters"] = state.Text("exclude_characters");
    if (state.IsSet("password_length")) input["PasswordLength"] = state.Integer("password_length");
    auto answer = CallSecrets(call, "GetRandomPassword", input);
    if (!answer.ok()) return Failed("reading Secrets Manager Get Random Password", answer.error());
    state.SetText("random_password", JsonText(*answer, "RandomPassword"));
    if (state.Has("region")) state.SetText("region", call.region());
    // Differs from the AWS provider: there the password itself is the id, which every plan would show.
    state.SetText("id", "-");
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeSecretRandomPasswordData(const Behaviour& behaviour) {
  return std::make_unique<RandomPasswordData>(behaviour);
}
std::unique_ptr<const DataSource> MakeSecretData(const Behaviour& behaviour) {
  return std::make_unique<SecretData>(behaviour);
}
std::unique_ptr<const DataSource> MakeSecretVersionData(const Behaviour& behaviour) {
  return std::make_unique<SecretVersionData>(behaviour);
}

}  // namespace rolecall::providers::aws
