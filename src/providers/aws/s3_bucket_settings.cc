// aws_s3_bucket_versioning, aws_s3_bucket_public_access_block, aws_s3_bucket_policy, aws_s3_bucket_ownership_controls
#include "providers/aws/iam_calls.h"
#include "providers/aws/resources.h"
#include "providers/aws/s3_calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

void AddRegion(const Behaviour& behaviour, engine::BlockSchema& block) {
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
}

void FillRegion(const Call& call, Object& state) {
  if (state.Has("region") && !state.IsSet("region")) state.SetText("region", call.region());
}

engine::BlockSchema VersioningSchema(const Behaviour& behaviour) {
  engine::BlockSchema configuration;
  configuration.attributes["mfa_delete"] = TextAttribute(Use::kOptionalComputed);
  configuration.attributes["status"] = TextAttribute(Use::kRequired);
  engine::BlockSchema block;
  AddId(block);
  AddRegion(behaviour, block);
  block.attributes["bucket"] = TextAttribute(Use::kRequired);
  block.attributes["expected_bucket_owner"] = TextAttribute(Use::kOptional);
  block.attributes["mfa"] = TextAttribute(Use::kOptional);
  block.blocks["versioning_configuration"] = Block(engine::Nesting::kList, std::move(configuration), 1);
  block.blocks["versioning_configuration"].min_items = 1;
  return block;
}

class BucketVersioning final : public Resource {
 public:
  explicit BucketVersioning(const Behaviour& behaviour)
      : Resource(VersioningSchema(behaviour), {{"bucket", ForceNew()}, {"expected_bucket_owner", ForceNew()}}) {}

  void Validate(const Object& config, Problems& problems) const override {
    for (const Object& block : config.Blocks("versioning_configuration")) {
      std::string status = block.Text("status");
      if (!status.empty() && status != "Enabled" && status != "Suspended" && status != "Disabled") {
        problems.push_back({"versioning_configuration",
                            "expected status to be one of [\"Enabled\" \"Suspended\" \"Disabled\"], got " + status});
      }
      if (block.Text("mfa_delete") == "Enabled") {
        problems.push_back({"versioning_configuration", "mfa_delete is not supported by rolecall"});
      }
    }
  }

  // mfa_delete is AWS's word where it is not configured.
  Result<void> Plan(const Session&, const Object* prior, const Object& config, Object& planned) const override {
    std::vector<Value> blocks;
    for (Object block : config.Blocks("versioning_configuration")) {
      std::vector<Object> before;
      if (prior != nullptr) before = prior->Blocks("versioning_configuration");
      if (block.Get("mfa_delete").IsNull()) {
        block.Set("mfa_delete", before.empty() ? Value::Unknown(value::Type::String()) : before[0].Get("mfa_delete"));
      }
      blocks.push_back(block.ToValue());
    }
    if (!blocks.empty()) {
      planned.Set("versioning_configuration",
                  Value::List(planned.TypeOf("versioning_configuration").element(), std::move(blocks)));
    }
    return {};
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    // A new bucket is not versioned: "Disabled" is what it is, and can never be set.
    if (Status(config) != "Disabled") ROLECALL_RETURN_IF_ERROR(Put(call, state.Text("bucket"), Status(config)));
    SetSettingId(state);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string bucket = state.Text("bucket");
    auto answer = AskS3(call, "GetBucketVersioning", {.bucket = bucket, .query = "versioning"});
    if (!answer.ok() && IsBucketGone(answer.error())) return false;
    if (!answer.ok()) return Failed("reading S3 Bucket Versioning (" + bucket + ")", answer.error());
    Object block(state.TypeOf("versioning_configuration").element(), Value());
    std::string status(answer->Get("Status"));
    block.SetText("status", status.empty() ? "Disabled" : status);
    block.SetText("mfa_delete", std::string(answer->Get("MfaDelete")));
    state.Set("versioning_configuration",
              Value::List(state.TypeOf("versioning_configuration").element(), {block.ToValue()}));
    FillRegion(call, state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object& config, Object& state) const override {
    std::string bucket = state.Text("bucket");
    if (Status(config) == Status(prior)) return {};
    if (Status(config) == "Disabled") {
      return Error{ErrorCode::kInvalidArgument, "updating S3 Bucket Versioning (" + bucket +
                                                    "): versioning_configuration.status cannot be updated from '" +
                                                    Status(prior) + "' to 'Disabled': use 'Suspended'"};
    }
    return Put(call, bucket, Status(config));
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    if (Status(state) != "Enabled") return {};
    std::string bucket = state.Text("bucket");
    return aws::GoneIsFine("deleting S3 Bucket Versioning (" + bucket + ")", Send(call, bucket, "Suspended"));
  }

  Result<void> Import(const std::string& id, Object& state) const override { return ImportSetting(id, state); }

 private:
  static std::string Status(const Object& object) {
    std::vector<Object> blocks = object.Blocks("versioning_configuration");
    return blocks.empty() ? "" : blocks[0].Text("status");
  }

  static api::Outcome<http::Response> Send(const Call& call, const std::string& bucket, const std::string& status) {
    return CallS3(call, "PutBucketVersioning",
                  {.method = "PUT",
                   .bucket = bucket,
                   .query = "versioning",
                   .body = S3Document("VersioningConfiguration").Text("Status", status).Close().Take()});
  }

  static Result<void> Put(const Call& call, const std::string& bucket, const std::string& status) {
    // A bucket made a moment ago may not be seen yet.
    auto answer =
        RetryWhile<http::Response>(call, kPropagationTimeout, IsBucketGone, [&] { return Send(call, bucket, status); });
    if (!answer.ok()) return Failed("putting S3 Bucket Versioning (" + bucket + ")", answer.error());
    return {};
  }
};

struct AccessSwitch {
  const char* attribute;
  const char* element;
};
constexpr AccessSwitch kSwitches[] = {{"block_public_acls", "BlockPublicAcls"},
                                      {"ignore_public_acls", "IgnorePublicAcls"},
                                      {"block_public_policy", "BlockPublicPolicy"},
                                      {"restrict_public_buckets", "RestrictPublicBuckets"}};

engine::BlockSchema PublicAccessSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddRegion(behaviour, block);
  block.attributes["bucket"] = TextAttribute(Use::kRequired);
  for (const AccessSwitch& one : kSwitches) block.attributes[one.attribute] = FlagAttribute(Use::kOptional);
  if (behaviour.has_region_argument()) block.attributes["skip_destroy"] = FlagAttribute(Use::kOptional);
  return block;
}

Rules PublicAccessRules() {
  Rules rules = {{"bucket", ForceNew()}};
  for (const AccessSwitch& one : kSwitches) rules.emplace(one.attribute, Default(Value::Bool(false)));
  return rules;
}

class PublicAccessBlock final : public Resource {
 public:
  explicit PublicAccessBlock(const Behaviour& behaviour)
      : Resource(PublicAccessSchema(behaviour), PublicAccessRules()) {}

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(Put(call, state));
    state.SetText("id", state.Text("bucket"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string bucket = state.Text("id");
    auto answer = AskS3(call, "GetPublicAccessBlock", {.bucket = bucket, .query = "publicAccessBlock"});
    bool is_gone = !answer.ok() && (IsBucketGone(answer.error()) || answer.error().Is(kMissing));
    if (is_gone) return false;
    if (!answer.ok()) return Failed("reading S3 Bucket Public Access Block (" + bucket + ")", answer.error());
    state.SetText("bucket", bucket);
    for (const AccessSwitch& one : kSwitches) state.SetFlag(one.attribute, answer->Get(one.element) == "true");
    FillRegion(call, state);
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return Put(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    if (state.Has("skip_destroy") && state.Flag("skip_destroy")) return {};
    std::string bucket = state.Text("id");
    return aws::GoneIsFine(
        "deleting S3 Bucket Public Access Block (" + bucket + ")",
        CallS3(call, "DeletePublicAccessBlock", {.method = "DELETE", .bucket = bucket, .query = "publicAccessBlock"}),
        kMissing);
  }

 private:
  static constexpr std::string_view kMissing = "NoSuchPublicAccessBlockConfiguration";

  static Result<void> Put(const Call& call, const Object& state) {
    std::string bucket = state.Text("bucket");
    api::XmlWriter xml = S3Document("PublicAccessBlockConfiguration");
    for (const AccessSwitch& one : kSwitches) xml.Bool(one.element, state.Flag(one.attribute));
    std::string body = xml.Close().Take();
    auto answer = RetryWhile<http::Response>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) { return IsBucketGone(error) || error.Is("OperationAborted"); },
        [&] {
          return CallS3(call, "PutPublicAccessBlock",
                        {.method = "PUT", .bucket = bucket, .query = "publicAccessBlock", .body = body});
        });
    if (!answer.ok()) return Failed("putting S3 Bucket Public Access Block (" + bucket + ")", answer.error());
    return {};
  }
};

engine::BlockSchema BucketPolicySchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddRegion(behaviour, block);
  block.attributes["bucket"] = TextAttribute(Use::kRequired);
  block.attributes["policy"] = TextAttribute(Use::kRequired);
  return block;
}

class BucketPolicy final : public Resource {
 public:
  explicit BucketPolicy(const Behaviour& behaviour)
      : Resource(BucketPolicySchema(behaviour), {{"bucket", ForceNew()}, {"policy", PolicyRule()}}) {}

  void Validate(const Object& config, Problems& problems) const override { ValidatePolicy(config, "policy", problems); }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(Put(call, state));
    state.SetText("id", state.Text("bucket"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string bucket = state.Text("id");
    auto answer = CallS3(call, "GetBucketPolicy", {.bucket = bucket, .query = "policy"});
    if (!answer.ok() && (IsBucketGone(answer.error()) || answer.error().Is(kMissing))) return false;
    if (!answer.ok()) return Failed("reading S3 Bucket Policy (" + bucket + ")", answer.error());
    state.SetText("bucket", bucket);
    state.SetText("policy", PolicyToKeep(state.Text("policy"), answer->body));
    FillRegion(call, state);
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return Put(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string bucket = state.Text("id");
    return aws::GoneIsFine(
        "deleting S3 Bucket Policy (" + bucket + ")",
        CallS3(call, "DeleteBucketPolicy", {.method = "DELETE", .bucket = bucket, .query = "policy"}), kMissing);
  }

 private:
  static constexpr std::string_view kMissing = "NoSuchBucketPolicy";

  static Result<void> Put(const Call& call, const Object& state) {
    std::string bucket = state.Text("bucket");
    // A principal that was made a moment ago may not be known yet.
    auto answer = RetryWhile<http::Response>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) { return IsBucketGone(error) || error.Is("MalformedPolicy"); },
        [&] {
          return CallS3(call, "PutBucketPolicy",
                        {.method = "PUT",
                         .bucket = bucket,
                         .query = "policy",
                         .body = NormalizeJsonOrKeep(state.Text("policy"))});
        });
    if (!answer.ok()) return Failed("putting S3 Bucket Policy (" + bucket + ")", answer.error());
    return {};
  }
};

engine::BlockSchema OwnershipSchema(const Behaviour& behaviour) {
  engine::BlockSchema rule;
  rule.attributes["object_ownership"] = TextAttribute(Use::kRequired);
  engine::BlockSchema block;
  AddId(block);
  AddRegion(behaviour, block);
  block.attributes["bucket"] = TextAttribute(Use::kRequired);
  block.blocks["rule"] = Block(engine::Nesting::kList, std::move(rule), 1);
  block.blocks["rule"].min_items = 1;
  return block;
}

class OwnershipControls final : public Resource {
 public:
  explicit OwnershipControls(const Behaviour& behaviour)
      : Resource(OwnershipSchema(behaviour), {{"bucket", ForceNew()}}) {}

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(Put(call, state));
    state.SetText("id", state.Text("bucket"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string bucket = state.Text("id");
    auto answer = AskS3(call, "GetBucketOwnershipControls", {.bucket = bucket, .query = "ownershipControls"});
    if (!answer.ok() && (IsBucketGone(answer.error()) || answer.error().Is(kMissing))) return false;
    if (!answer.ok()) return Failed("reading S3 Bucket Ownership Controls (" + bucket + ")", answer.error());
    std::vector<Value> rules;
    for (const api::XmlNode* rule : answer->All("Rule")) {
      rules.push_back(Value::Object({{"object_ownership", Value::String(std::string(rule->Get("ObjectOwnership")))}}));
    }
    state.SetText("bucket", bucket);
    state.Set("rule", Value::List(state.TypeOf("rule").element(), std::move(rules)));
    FillRegion(call, state);
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return Put(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string bucket = state.Text("id");
    return aws::GoneIsFine("deleting S3 Bucket Ownership Controls (" + bucket + ")",
                           CallS3(call, "DeleteBucketOwnershipControls",
                                  {.method = "DELETE", .bucket = bucket, .query = "ownershipControls"}),
                           kMissing);
  }

 private:
  static constexpr std::string_view kMissing = "OwnershipControlsNotFoundError";

  static Result<void> Put(const Call& call, const Object& state) {
    std::string bucket = state.Text("bucket");
    api::XmlWriter xml = S3Document("OwnershipControls");
    for (const Object& rule : state.Blocks("rule")) {
      xml.Open("Rule").Text("ObjectOwnership", rule.Text("object_ownership")).Close();
    }
    auto answer = CallS3(call, "PutBucketOwnershipControls",
                         {.method = "PUT", .bucket = bucket, .query = "ownershipControls", .body = xml.Close().Take()});
    if (!answer.ok()) return Failed("putting S3 Bucket Ownership Controls (" + bucket + ")", answer.error());
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeS3BucketVersioning(const Behaviour& behaviour) {
  return std::make_unique<BucketVersioning>(behaviour);
}
std::unique_ptr<const Resource> MakeS3BucketPublicAccessBlock(const Behaviour& behaviour) {
  return std::make_unique<PublicAccessBlock>(behaviour);
}
std::unique_ptr<const Resource> MakeS3BucketPolicy(const Behaviour& behaviour) {
  return std::make_unique<BucketPolicy>(behaviour);
}
std::unique_ptr<const Resource> MakeS3BucketOwnershipControls(const Behaviour& behaviour) {
  return std::make_unique<OwnershipControls>(behaviour);
}

}  // namespace rolecall::providers::aws
