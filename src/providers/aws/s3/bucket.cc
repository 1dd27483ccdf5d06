// aws_s3_bucket
#include <algorithm>

#include "base/encoding.h"
#include "partition/partition.h"
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/framework/region_names.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/s3/bucket_blocks.h"
#include "providers/aws/s3/calls.h"
#include "providers/aws/s3/encryption.h"
#include "providers/aws/s3/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr const char* kGlobalNamespace = "global";

engine::BlockSchema VersioningBlock() {
  engine::BlockSchema block;
  block.attributes["enabled"] = FlagAttribute(Use::kOptional);
  block.attributes["mfa_delete"] = FlagAttribute(Use::kOptional);
  return block;
}

// Differs from the AWS provider: of the deprecated blocks inside a bucket only versioning and
// server_side_encryption_configuration can be configured (bucket_blocks.h).
// And the resource that has what they say, since version 4: aws_s3_bucket_….
constexpr std::pair<const char*, const char*> kDeprecated[] = {{"acceleration_status", "accelerate_configuration"},
                                                               {"acl", "acl"},
                                                               {"policy", "policy"},
                                                               {"request_payer", "request_payment_configuration"}};

engine::BlockSchema BucketSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  for (const char* name : {"arn", "bucket_domain_name", "bucket_regional_domain_name", "hosted_zone_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  for (const char* name : {"acceleration_status", "acl", "bucket", "bucket_prefix", "policy", "request_payer"}) {
    block.attributes[name] = TextAttribute(Use::kOptionalComputed);
  }
  for (const auto& [name, instead] : kDeprecated) {
    block.attributes[name].deprecated =
        std::string(name) + " is deprecated. Use the aws_s3_bucket_" + instead + " resource instead.";
  }
  block.attributes["force_destroy"] = FlagAttribute(Use::kOptional);
  block.attributes["object_lock_enabled"] = FlagAttribute(Use::kOptionalComputed);
  block.attributes["region"] = TextAttribute(behaviour.has_region_argument() ? Use::kOptionalComputed : Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["bucket_region"] = TextAttribute(Use::kComputed);
  block.blocks["server_side_encryption_configuration"] = Block(engine::Nesting::kList, EncryptionBlock(), 1);
  block.blocks["server_side_encryption_configuration"].computed = true;
  block.blocks["versioning"] = Block(engine::Nesting::kList, VersioningBlock(), 1);
  block.blocks["versioning"].computed = true;
  AddDeprecatedBlocks(block);
  engine::BlockSchema timeouts;
  for (const char* name : {"create", "delete", "read", "update"}) {
    timeouts.attributes[name] = TextAttribute(Use::kOptional);
  }
  block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  if (behaviour.has_bucket_namespaces()) block.attributes["bucket_namespace"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

Rules BucketRules(const Behaviour& behaviour) {
  Rules rules = {{"bucket", ForceNew()},
                 {"bucket_prefix", ForceNew()},
                 {"force_destroy", Default(Value::Bool(false))},
                 {"object_lock_enabled", ForceNew()},
                 {"policy", PolicyRule()}};
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  if (behaviour.has_bucket_namespaces()) rules.emplace("bucket_namespace", ForceNew());
  return rules;
}

bool IsBucketCharacter(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-'; }

void ValidateBucketName(const Object& config, const char* attribute, std::size_t max, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  std::string name = config.Text(attribute);
  bool is_prefix = max < 63;
  bool good =
      name.size() <= max && (is_prefix || name.size() >= 3) && std::all_of(name.begin(), name.end(), IsBucketCharacter);
  if (good && name != "") return;
  problems.push_back({attribute,
                      "a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens, a prefix at "
                      "most 37, got \"" +
                          name + "\""});
}

class S3Bucket final : public Resource {
 public:
  explicit S3Bucket(const Behaviour& behaviour)
      : Resource(BucketSchema(behaviour), BucketRules(behaviour)), behaviour_(behaviour) {}

  Timeouts timeouts() const override {
    using std::chrono::minutes;
    return {{"create", minutes(20)}, {"delete", minutes(60)}, {"read", minutes(20)}, {"update", minutes(20)}};
  }

  void Validate(const Object& config, Problems& problems) const override {
    ValidateBucketName(config, "bucket", 63, problems);
    ValidateBucketName(config, "bucket_prefix", 37, problems);
    CheckConflict(config, "bucket", "bucket_prefix", problems);
    ValidatePolicy(config, "policy", problems);
    RefuseDeprecatedBlocks(config, problems);
    const std::string space = behaviour_.has_bucket_namespaces() ? config.Text("bucket_namespace") : "";
    if (!space.empty() && space != kGlobalNamespace) {
      problems.push_back({"bucket_namespace", "only \"global\" is supported by rolecall, got " + space});
    }
    std::string acl = config.Text("acl");
    if (!acl.empty() && acl != "private") {
      problems.push_back({"acl",
                          "access control lists are not supported by rolecall: give access by a bucket policy "
                          "(aws_s3_bucket_policy). Only \"private\" is taken, got " +
                              acl});
    }
    for (const char* name : {"acceleration_status", "request_payer"}) {
      std::string text = config.Text(name);
      if (text.empty() || text == "Suspended" || text == "BucketOwner") continue;
      problems.push_back({name, std::string(name) + " is not supported by rolecall, got " + text});
    }
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string name = config.Text("bucket");
    std::string prefix = config.Text("bucket_prefix");
    if (name.empty()) name = UniqueName(call.provider, prefix.empty() ? "terraform-" : prefix);
    BucketRequest request{.method = "PUT", .bucket = name};
    if (call.region() != "us-east-1") {
      request.body = S3Document("CreateBucketConfiguration").Text("LocationConstraint", call.region()).Close().Take();
    }
    auto answer = CallS3(call, "CreateBucket", request);
    if (!answer.ok()) return Failed("creating S3 Bucket (" + name + ")", answer.error());
    state.SetText("id", name);
    state.SetText("bucket", name);
    // The attributes inside: what the state says now is nothing.
    Object nothing(type(), Value::Null(type()));
    ROLECALL_RETURN_IF_ERROR(WriteSettings(call, nothing, config, state));
    Tags tags = state.TextMap("tags_all");
    return tags.empty() ? Result<void>() : WriteBucketTags(call, name, tags);
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("id");
    std::string what = "reading S3 Bucket (" + name + ")";
    auto head = CallS3(call, "HeadBucket", {.method = "HEAD", .bucket = name});
    if (!head.ok() && IsBucketGone(head.error())) return false;
    if (!head.ok()) return Failed(what, head.error());
    std::string region(head->headers.Get("x-amz-bucket-region"));
    SetNames(call, name, region.empty() ? call.region() : region, state);
    ROLECALL_RETURN_IF_ERROR(ReadPolicy(call, name, what, state));
    ROLECALL_RETURN_IF_ERROR(ReadVersioning(call, name, what, state));
    auto encryption = ReadEncryption(call, name);
    if (!encryption.ok()) return Failed(what + " encryption", encryption.error());
    SetEncryptionBlocks(*encryption, "server_side_encryption_configuration", state);
    ROLECALL_RETURN_IF_ERROR(FillDeprecatedBlocks(call, name, state));
    auto tags = ReadBucketTags(call, name);
    if (!tags.ok()) return Failed(what + " tags", tags.error());
    ReadTags(call.provider.tags, behaviour_, *tags, state);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object& config, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(WriteSettings(call, prior, config, state));
    const TagSettings& settings = call.provider.tags;
    Tags before = settings.Managed(prior.TextMap("tags_all"));
    Tags after = settings.Managed(state.TextMap("tags_all"));
    return before == after ? Result<void>() : WriteBucketTags(call, state.Text("id"), after);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string name = state.Text("id");
    std::string what = "deleting S3 Bucket (" + name + ")";
    if (state.Flag("force_destroy")) ROLECALL_RETURN_IF_ERROR(Empty(call, name, what));
    auto answer = CallS3(call, "DeleteBucket", {.method = "DELETE", .bucket = name});
    if (!answer.ok() && answer.error().Is("BucketNotEmpty") && !state.Flag("force_destroy")) {
      return Error{ErrorCode::kConflict, what +
                                             ": the bucket is not empty. Delete its objects, or set force_destroy = "
                                             "true and apply that first."};
    }
    return aws::GoneIsFine(what, answer);
  }

 private:
  static void SetNames(const Call& call, const std::string& name, const std::string& region, Object& state) {
    const partition::Partition& partition = partition::OfRegion(region);
    std::string suffix(partition.dns_suffix);
    state.SetText("bucket", name);
    state.SetText("arn", "arn:" + std::string(partition.name) + ":s3:::" + name);
    state.SetText("bucket_domain_name", name + ".s3." + suffix);
    state.SetText("bucket_regional_domain_name", name + ".s3." + region + "." + suffix);
    state.SetText("bucket_prefix", PrefixOfUniqueName(name));
    state.SetText("hosted_zone_id", S3HostedZone(region));
    if (state.Has("bucket_namespace")) state.SetText("bucket_namespace", kGlobalNamespace);
    if (state.Has("bucket_region")) state.SetText("bucket_region", region);
    if (!state.Has("bucket_region")) state.SetText("region", region);
    if (!state.IsSet("region")) state.SetText("region", call.region());
    if (!state.IsSet("acceleration_status")) state.SetText("acceleration_status", "");
    if (!state.IsSet("request_payer")) state.SetText("request_payer", "BucketOwner");
    if (!state.IsSet("object_lock_enabled")) state.SetFlag("object_lock_enabled", false);
  }

  static Result<void> ReadPolicy(const Call& call, const std::string& name, const std::string& what, Object& state) {
    auto policy = CallS3(call, "GetBucketPolicy", {.bucket = name, .query = "policy"});
    if (!policy.ok() && !policy.error().Is("NoSuchBucketPolicy")) return Failed(what + " policy", policy.error());
    state.SetText("policy", policy.ok() ? PolicyToKeep(state.Text("policy"), policy->body) : "");
    return {};
  }

  static Result<void> ReadVersioning(const Call& call, const std::string& name, const std::string& what,
                                     Object& state) {
    auto versioning = AskS3(call, "GetBucketVersioning", {.bucket = name, .query = "versioning"});
    if (!versioning.ok()) return Failed(what + " versioning", versioning.error());
    Object block(state.TypeOf("versioning").element(), Value());
    block.SetFlag("enabled", versioning->Get("Status") == "Enabled");
    block.SetFlag("mfa_delete", versioning->Get("MfaDelete") == "Enabled");
    state.Set("versioning", Value::List(state.TypeOf("versioning").element(), {block.ToValue()}));
    return {};
  }

  // The settings that the configuration has inside the bucket's own block.
  static Result<void> WriteSettings(const Call& call, const Object& prior, const Object& config, const Object& state) {
    std::string name = state.Text("id");
    std::string what = "updating S3 Bucket (" + name + ")";
    if (config.IsSet("policy") && prior.Text("policy") != state.Text("policy")) {
      bool is_none = state.Text("policy").empty();
      auto answer = CallS3(call, is_none ? "DeleteBucketPolicy" : "PutBucketPolicy",
                           {.method = is_none ? "DELETE" : "PUT",
                            .bucket = name,
                            .query = "policy",
                            .body = NormalizeJsonOrKeep(state.Text("policy"))});
      if (!answer.ok()) return Failed(what + " policy", answer.error());
    }
    for (const Object& versioning : config.Blocks("versioning")) {
      bool was_enabled = false;
      for (const Object& before : prior.Blocks("versioning")) was_enabled = before.Flag("enabled");
      if (was_enabled == versioning.Flag("enabled")) continue;
      auto answer = CallS3(call, "PutBucketVersioning",
                           {.method = "PUT",
                            .bucket = name,
                            .query = "versioning",
                            .body = S3Document("VersioningConfiguration")
                                        .Text("Status", versioning.Flag("enabled") ? "Enabled" : "Suspended")
                                        .Close()
                                        .Take()});
      if (!answer.ok()) return Failed(what + " versioning", answer.error());
    }
    for (const Object& encryption : config.Blocks("server_side_encryption_configuration")) {
      ROLECALL_RETURN_IF_ERROR(WriteEncryption(call, name, encryption.Blocks("rule")));
    }
    return {};
  }

  // Every version and delete marker.
  static Result<void> Empty(const Call& call, const std::string& name, const std::string& what) {
    constexpr int kMaxPages = 100000;
    for (int page = 0; page < kMaxPages; ++page) {
      auto versions = AskS3(call, "ListObjectVersions", {.bucket = name, .query = "versions="});
      if (!versions.ok() && IsBucketGone(versions.error())) return {};
      if (!versions.ok()) return Failed(what, versions.error());
      std::vector<const api::XmlNode*> all = versions->All("Version");
      for (const api::XmlNode* marker : versions->All("DeleteMarker")) all.push_back(marker);
      if (all.empty()) return {};
      for (const api::XmlNode* version : all) {
        BucketRequest request{.method = "DELETE", .bucket = name, .key = std::string(version->Get("Key"))};
        request.query = "versionId=" + PercentEncode(version->Get("VersionId"));
        auto answer = CallS3(call, "DeleteObject", request);
        if (!answer.ok()) return Failed(what + ": object " + request.key, answer.error());
      }
      if (call.cancellation != nullptr && call.cancellation->IsCancelled()) {
        return Error{ErrorCode::kCancelled, what + ": interrupted while its objects were deleted"};
      }
    }
    return {};
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeS3Bucket(const Behaviour& behaviour) {
  return std::make_unique<S3Bucket>(behaviour);
}

}  // namespace rolecall::providers::aws
