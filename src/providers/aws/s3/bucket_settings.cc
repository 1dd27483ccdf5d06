// aws_s3_bucket_public_access_block, aws_s3_bucket_policy, aws_s3_bucket_ownership_controls
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/s3/calls.h"
#include "providers/aws/s3/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

// A setting that is put, read and deleted as one document, and has the bucket's name for its id. What differs is the
// document, and which errors of a new bucket pass by themselves.
class BucketSetting : public Resource {
 public:
  // Create and Update are one call: PUT replaces the whole document.
  Result<void> Create(const Call& call, const Object&, Object& state) const final {
    ROLECALL_RETURN_IF_ERROR(Put(call, state));
    state.SetText("id", state.Text("bucket"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const final {
    std::string bucket = state.Text("id");
    auto answer = Fetch(call, "Get" + words_.operation, {.bucket = bucket, .query = words_.query}, state);
    if (!answer.ok() && (IsBucketGone(answer.error()) || answer.error().Is(words_.missing))) return false;
    if (!answer.ok()) return Failed(What("reading", bucket), answer.error());
    state.SetText("bucket", bucket);
    FillRegion(call, state);
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const final {
    return Put(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string bucket = state.Text("id");
    return GoneIsFine(
        What("deleting", bucket),
        CallS3(call, "Delete" + words_.operation, {.method = "DELETE", .bucket = bucket, .query = words_.query}),
        words_.missing);
  }

 protected:
  struct Words {
    std::string name;       // "S3 Bucket Policy", in errors
    std::string operation;  // "BucketPolicy": PutBucketPolicy, GetBucketPolicy, DeleteBucketPolicy
    std::string query;      // "policy"
    std::string missing;    // S3's code where the bucket has no such setting
  };

  BucketSetting(engine::BlockSchema schema, Rules rules, Words words)
      : Resource(std::move(schema), std::move(rules)), words_(std::move(words)) {}

  // The document to put.
  virtual std::string Body(const Object& state) const = 0;
  // Asks for the document, and puts it into the state.
  virtual api::ServiceResult<api::Done> Fetch(const Call& call, const std::string& operation,
                                              const BucketRequest& request, Object& state) const = 0;
  // An error of PUT that passes, for a bucket or a principal that was made a moment ago.
  virtual bool IsPassing(const api::ServiceError&) const { return false; }

 private:
  std::string What(const char* doing, const std::string& bucket) const {
    return std::string(doing) + " " + words_.name + " (" + bucket + ")";
  }

  Result<void> Put(const Call& call, const Object& state) const {
    std::string bucket = state.Text("bucket");
    std::string body = Body(state);
    auto answer = RetryWhile<http::Response>(
        call, kBucketPropagation, [this](const api::ServiceError& error) { return IsPassing(error); },
        [&] {
          return CallS3(call, "Put" + words_.operation,
                        {.method = "PUT", .bucket = bucket, .query = words_.query, .body = body});
        });
    if (!answer.ok()) return Failed(What("putting", bucket), answer.error());
    return {};
  }

  const Words words_;
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

class PublicAccessBlock final : public BucketSetting {
 public:
  explicit PublicAccessBlock(const Behaviour& behaviour)
      : BucketSetting(PublicAccessSchema(behaviour), PublicAccessRules(),
                      {"S3 Bucket Public Access Block", "PublicAccessBlock", "publicAccessBlock",
                       "NoSuchPublicAccessBlockConfiguration"}) {}

  Result<void> Delete(const Call& call, const Object& state) const override {
    if (state.Has("skip_destroy") && state.Flag("skip_destroy")) return {};
    return BucketSetting::Delete(call, state);
  }

 private:
  std::string Body(const Object& state) const override {
    api::XmlWriter xml = S3Document("PublicAccessBlockConfiguration");
    for (const AccessSwitch& one : kSwitches) xml.Bool(one.element, state.Flag(one.attribute));
    return xml.Close().Take();
  }

  api::ServiceResult<api::Done> Fetch(const Call& call, const std::string& operation, const BucketRequest& request,
                                      Object& state) const override {
    auto answer = AskS3(call, operation, request);
    if (!answer.ok()) return answer.error();
    for (const AccessSwitch& one : kSwitches) state.SetFlag(one.attribute, answer->Get(one.element) == "true");
    return api::Done{};
  }

  bool IsPassing(const api::ServiceError& error) const override {
    return IsBucketGone(error) || error.Is("OperationAborted");
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

class BucketPolicy final : public BucketSetting {
 public:
  explicit BucketPolicy(const Behaviour& behaviour)
      : BucketSetting(BucketPolicySchema(behaviour), {{"bucket", ForceNew()}, {"policy", PolicyRule()}},
                      {"S3 Bucket Policy", "BucketPolicy", "policy", "NoSuchBucketPolicy"}) {}

  void Validate(const Object& config, Problems& problems) const override { ValidatePolicy(config, "policy", problems); }

 private:
  std::string Body(const Object& state) const override { return NormalizeJsonOrKeep(state.Text("policy")); }

  api::ServiceResult<api::Done> Fetch(const Call& call, const std::string& operation, const BucketRequest& request,
                                      Object& state) const override {
    auto answer = CallS3(call, operation, request);
    if (!answer.ok()) return answer.error();
    state.SetText("policy", PolicyToKeep(state.Text("policy"), answer->body));
    return api::Done{};
  }

  // A principal that was made a moment ago may not be known yet.
  bool IsPassing(const api::ServiceError& error) const override {
    return IsBucketGone(error) || (error.Is("MalformedPolicy") && error.message.find("principal") != std::string::npos);
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

class OwnershipControls final : public BucketSetting {
 public:
  explicit OwnershipControls(const Behaviour& behaviour)
      : BucketSetting(OwnershipSchema(behaviour), {{"bucket", ForceNew()}},
                      {"S3 Bucket Ownership Controls", "BucketOwnershipControls", "ownershipControls",
                       "OwnershipControlsNotFoundError"}) {}

  void Validate(const Object& config, Problems& problems) const override {
    for (const Object& rule : config.Blocks("rule")) {
      CheckOneOf(rule, "object_ownership", "rule", {"BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"},
                 problems);
    }
  }

 private:
  std::string Body(const Object& state) const override {
    api::XmlWriter xml = S3Document("OwnershipControls");
    for (const Object& rule : state.Blocks("rule")) {
      xml.Open("Rule").Text("ObjectOwnership", rule.Text("object_ownership")).Close();
    }
    return xml.Close().Take();
  }

  api::ServiceResult<api::Done> Fetch(const Call& call, const std::string& operation, const BucketRequest& request,
                                      Object& state) const override {
    auto answer = AskS3(call, operation, request);
    if (!answer.ok()) return answer.error();
    std::vector<Value> rules;
    for (const api::XmlNode* rule : answer->All("Rule")) {
      rules.push_back(Value::Object({{"object_ownership", Value::String(std::string(rule->Get("ObjectOwnership")))}}));
    }
    state.Set("rule", Value::List(state.TypeOf("rule").element(), std::move(rules)));
    return api::Done{};
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
