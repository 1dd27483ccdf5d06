// aws_s3_bucket_public_access_block, aws_s3_bucket_policy, aws_s3_bucket_ownership_controls
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/s3/calls.h"
#include "providers/aws/s3/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

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
        call, kBucketPropagation,
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
        call, kBucketPropagation,
        [](const api::ServiceError& error) {
          bool is_unknown_principal =
              error.Is("MalformedPolicy") && error.message.find("principal") != std::string::npos;
          return IsBucketGone(error) || is_unknown_principal;
        },
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
