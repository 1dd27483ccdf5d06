// aws_s3_bucket_server_side_encryption_configuration, and what the bucket shares with it
#include "providers/aws/s3/encryption.h"

#include "providers/aws/framework/text_checks.h"
#include "providers/aws/s3/calls.h"
#include "providers/aws/s3/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

constexpr const char* kMissing = "ServerSideEncryptionConfigurationNotFoundError";
constexpr const char* kBlocked = "blocked_encryption_types";
constexpr const char* kDefault = "apply_server_side_encryption_by_default";

std::vector<std::string> BlockedOf(const Object& rule) {
  return rule.Has(kBlocked) ? rule.Texts(kBlocked) : std::vector<std::string>();
}

Value RuleValue(const EncryptionRule& rule, const Type& type) {
  Object block(type, Value());
  block.SetFlag("bucket_key_enabled", rule.has_bucket_key);
  if (block.Has(kBlocked)) block.SetTexts(kBlocked, rule.blocked);
  if (!rule.algorithm.empty()) {
    Object by_default(type.attributes().at(kDefault).element(), Value());
    by_default.SetText("kms_master_key_id", rule.key);
    by_default.SetText("sse_algorithm", rule.algorithm);
    block.Set(kDefault, Value::List(by_default.ToValue().type(), {by_default.ToValue()}));
  }
  return block.ToValue();
}

Value RulesValue(const std::vector<EncryptionRule>& rules, const Type& type) {
  std::vector<Value> values;
  values.reserve(rules.size());
  for (const EncryptionRule& rule : rules) values.push_back(RuleValue(rule, type.element()));
  return type.kind() == Type::Kind::kSet ? Value::Set(type.element(), std::move(values))
                                         : Value::List(type.element(), std::move(values));
}

engine::BlockSchema EncryptionSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["bucket"] = TextAttribute(Use::kRequired);
  block.attributes["expected_bucket_owner"] = ExpectedOwner(behaviour);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  block.blocks["rule"] = EncryptionRuleBlock(engine::Nesting::kSet, behaviour.has_blocked_encryption_types());
  block.blocks["rule"].min_items = 1;
  return block;
}

class BucketEncryption final : public Resource {
 public:
  explicit BucketEncryption(const Behaviour& behaviour)
      : Resource(EncryptionSchema(behaviour), {{"bucket", ForceNew()}, {"expected_bucket_owner", ForceNew()}}) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckAccountId(config, "expected_bucket_owner", problems);
    for (const Object& rule : config.Blocks("rule")) {
      for (const std::string& one : BlockedOf(rule)) {
        if (one == "NONE" || one == "SSE-C") continue;
        problems.push_back({"rule", "expected blocked_encryption_types to be one of [\"NONE\" \"SSE-C\"], got " + one});
      }
      for (const Object& by_default : rule.Blocks(kDefault)) {
        std::string algorithm = by_default.Text("sse_algorithm");
        if (algorithm.empty() || algorithm == "AES256" || algorithm == "aws:kms" || algorithm == "aws:kms:dsse") {
          continue;
        }
        problems.push_back(
            {"rule",
             "expected sse_algorithm to be one of [\"AES256\" \"aws:kms\" \"aws:kms:dsse\"], got " + algorithm});
      }
    }
  }

  // "", false and null mean the same inside a rule.
  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior == nullptr || planned.IsUnknown("rule")) return {};
    if (Plain(planned) == Plain(*prior)) planned.Set("rule", prior->Get("rule"));
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(WriteEncryption(call, state.Text("bucket"), state.Blocks("rule")));
    SetSettingId(state);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string bucket = state.Text("bucket");
    auto rules = ReadEncryption(call, bucket);
    if (!rules.ok() && IsBucketGone(rules.error())) return false;
    if (!rules.ok()) return Failed("reading S3 Bucket Encryption (" + bucket + ")", rules.error());
    if (rules->empty()) return false;
    SetEncryptionRules(*rules, "rule", state);
    if (!state.IsSet("expected_bucket_owner")) state.SetText("expected_bucket_owner", "");
    if (state.Has("region") && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return WriteEncryption(call, state.Text("bucket"), state.Blocks("rule"));
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string bucket = state.Text("bucket");
    return aws::GoneIsFine(
        "deleting S3 Bucket Encryption (" + bucket + ")",
        CallS3(call, "DeleteBucketEncryption", {.method = "DELETE", .bucket = bucket, .query = "encryption"}),
        kMissing);
  }

  Result<void> Import(const std::string& id, Object& state) const override { return ImportSetting(id, state); }

 private:
  static std::vector<std::string> Plain(const Object& state) {
    std::vector<std::string> texts;
    for (const Object& rule : state.Blocks("rule")) {
      std::string text = rule.Flag("bucket_key_enabled") ? "key" : "";
      for (const Object& by_default : rule.Blocks(kDefault)) {
        text += "," + by_default.Text("sse_algorithm") + "," + by_default.Text("kms_master_key_id");
      }
      for (const std::string& one : BlockedOf(rule)) text += ",blocked " + one;
      texts.push_back(std::move(text));
    }
    return texts;
  }
};

}  // namespace

engine::NestedBlockSchema EncryptionRuleBlock(engine::Nesting nesting, bool has_blocked_types) {
  // Since then the provider fills in what AWS says.
  const Use use = has_blocked_types ? Use::kOptionalComputed : Use::kOptional;
  engine::BlockSchema by_default;
  by_default.attributes["kms_master_key_id"] = TextAttribute(use);
  by_default.attributes["sse_algorithm"] = TextAttribute(Use::kRequired);
  engine::BlockSchema rule;
  rule.attributes["bucket_key_enabled"] = FlagAttribute(use);
  if (has_blocked_types) rule.attributes[kBlocked] = TextListAttribute(use);
  rule.blocks[kDefault] = Block(engine::Nesting::kList, std::move(by_default), 1);
  return Block(nesting, std::move(rule));
}

engine::BlockSchema EncryptionBlock() {
  engine::BlockSchema block;
  engine::BlockSchema rule = *EncryptionRuleBlock(engine::Nesting::kList).block;
  rule.blocks[kDefault].min_items = 1;
  block.blocks["rule"] = Block(engine::Nesting::kList, std::move(rule), 1);
  block.blocks["rule"].min_items = 1;
  return block;
}

api::ServiceResult<std::vector<EncryptionRule>> ReadEncryption(const Call& call, const std::string& bucket) {
  auto answer = AskS3(call, "GetBucketEncryption", {.bucket = bucket, .query = "encryption"});
  if (!answer.ok() && answer.error().Is(kMissing)) return std::vector<EncryptionRule>();
  if (!answer.ok()) return answer.error();
  std::vector<EncryptionRule> rules;
  for (const api::XmlNode* rule : answer->All("Rule")) {
    const api::XmlNode* by_default = rule->Find("ApplyServerSideEncryptionByDefault");
    EncryptionRule one;
    one.has_bucket_key = rule->Get("BucketKeyEnabled") == "true";
    if (by_default != nullptr) {
      one.algorithm = by_default->Get("SSEAlgorithm");
      one.key = by_default->Get("KMSMasterKeyID");
    }
    for (const api::XmlNode* type : rule->List("BlockedEncryptionTypes", "EncryptionType")) {
      one.blocked.emplace_back(type->text);
    }
    rules.push_back(std::move(one));
  }
  return rules;
}

Result<void> WriteEncryption(const Call& call, const std::string& bucket, const std::vector<Object>& rules) {
  api::XmlWriter xml = S3Document("ServerSideEncryptionConfiguration");
  for (const Object& rule : rules) {
    xml.Open("Rule");
    for (const Object& by_default : rule.Blocks(kDefault)) {
      xml.Open("ApplyServerSideEncryptionByDefault").Text("SSEAlgorithm", by_default.Text("sse_algorithm"));
      std::string key = by_default.Text("kms_master_key_id");
      if (!key.empty()) xml.Text("KMSMasterKeyID", key);
      xml.Close();
    }
    const std::vector<std::string> blocked = BlockedOf(rule);
    if (!blocked.empty()) {
      xml.Open("BlockedEncryptionTypes");
      for (const std::string& one : blocked) xml.Text("EncryptionType", one);
      xml.Close();
    }
    if (rule.IsSet("bucket_key_enabled")) xml.Bool("BucketKeyEnabled", rule.Flag("bucket_key_enabled"));
    xml.Close();
  }
  auto answer = RetryWhile<http::Response>(
      call, kBucketPropagation, [](const api::ServiceError& error) { return error.Is("OperationAborted"); },
      [&] {
        return CallS3(
            call, "PutBucketEncryption",
            {.method = "PUT", .bucket = bucket, .query = "encryption", .body = api::XmlWriter(xml).Close().Take()});
      });
  if (!answer.ok()) return Failed("putting S3 Bucket Encryption (" + bucket + ")", answer.error());
  return {};
}

void SetEncryptionRules(const std::vector<EncryptionRule>& rules, const std::string& attribute, Object& state) {
  state.Set(attribute, RulesValue(rules, state.TypeOf(attribute)));
}

void SetEncryptionBlocks(const std::vector<EncryptionRule>& rules, const std::string& attribute, Object& state) {
  const Type& type = state.TypeOf(attribute);
  std::vector<Value> blocks;
  if (!rules.empty()) {
    Object block(type.element(), Value());
    SetEncryptionRules(rules, "rule", block);
    blocks.push_back(block.ToValue());
  }
  state.Set(attribute, Value::List(type.element(), std::move(blocks)));
}

std::unique_ptr<const Resource> MakeS3BucketEncryption(const Behaviour& behaviour) {
  return std::make_unique<BucketEncryption>(behaviour);
}

}  // namespace rolecall::providers::aws
