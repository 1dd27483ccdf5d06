#include "providers/aws/s3/bucket_blocks.h"

#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

#include "providers/aws/s3/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using engine::BlockSchema;
using engine::Nesting;
using value::Value;

struct DeprecatedBlock {
  const char* name;
  const char* instead;  // the resource that has it now
};
constexpr std::array<DeprecatedBlock, 7> kBlocks = {
    {{"cors_rule", "aws_s3_bucket_cors_configuration"},
     {"grant", "aws_s3_bucket_acl"},
     {"lifecycle_rule", "aws_s3_bucket_lifecycle_configuration"},
     {"logging", "aws_s3_bucket_logging"},
     {"object_lock_configuration", "aws_s3_bucket_object_lock_configuration"},
     {"replication_configuration", "aws_s3_bucket_replication_configuration"},
     {"website", "aws_s3_bucket_website_configuration"}}};

BlockSchema Texts(std::initializer_list<const char*> required, std::initializer_list<const char*> optional) {
  BlockSchema block;
  for (const char* name : required) block.attributes[name] = TextAttribute(Use::kRequired);
  for (const char* name : optional) block.attributes[name] = TextAttribute(Use::kOptional);
  return block;
}

void AddNumbers(BlockSchema& block, std::initializer_list<const char*> names) {
  for (const char* name : names) block.attributes[name] = NumberAttribute(Use::kOptional);
}

engine::NestedBlockSchema One(BlockSchema inner) { return Block(Nesting::kList, std::move(inner), 1); }

BlockSchema CorsRule() {
  BlockSchema block;
  block.attributes["allowed_headers"] = TextListAttribute(Use::kOptional);
  block.attributes["allowed_methods"] = TextListAttribute(Use::kRequired);
  block.attributes["allowed_origins"] = TextListAttribute(Use::kRequired);
  block.attributes["expose_headers"] = TextListAttribute(Use::kOptional);
  AddNumbers(block, {"max_age_seconds"});
  return block;
}

BlockSchema Grant() {
  BlockSchema block = Texts({"type"}, {"id", "uri"});
  block.attributes["permissions"] = TextSetAttribute(Use::kRequired);
  return block;
}

BlockSchema LifecycleRule() {
  BlockSchema expiration = Texts({}, {"date"});
  AddNumbers(expiration, {"days"});
  expiration.attributes["expired_object_delete_marker"] = FlagAttribute(Use::kOptional);
  BlockSchema older;
  AddNumbers(older, {"days"});
  BlockSchema older_transition = Texts({"storage_class"}, {});
  AddNumbers(older_transition, {"days"});
  BlockSchema transition = Texts({"storage_class"}, {"date"});
  AddNumbers(transition, {"days"});
  BlockSchema block = Texts({}, {"prefix"});
  AddNumbers(block, {"abort_incomplete_multipart_upload_days"});
  block.attributes["enabled"] = FlagAttribute(Use::kRequired);
  block.attributes["id"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["tags"] = TextMapAttribute(Use::kOptional);
  block.blocks["expiration"] = One(std::move(expiration));
  block.blocks["noncurrent_version_expiration"] = One(std::move(older));
  block.blocks["noncurrent_version_transition"] = Block(Nesting::kSet, std::move(older_transition));
  block.blocks["transition"] = Block(Nesting::kSet, std::move(transition));
  return block;
}

BlockSchema ObjectLock() {
  BlockSchema retention = Texts({"mode"}, {});
  AddNumbers(retention, {"days", "years"});
  BlockSchema rule;
  rule.blocks["default_retention"] = One(std::move(retention));
  rule.blocks["default_retention"].min_items = 1;
  BlockSchema block = Texts({}, {"object_lock_enabled"});
  block.attributes["object_lock_enabled"].deprecated =
      "object_lock_enabled is deprecated. Use the top-level parameter object_lock_enabled instead.";
  block.blocks["rule"] = One(std::move(rule));
  return block;
}

BlockSchema ReplicationDestination() {
  BlockSchema timed = Texts({}, {"status"});
  AddNumbers(timed, {"minutes"});
  BlockSchema block = Texts({"bucket"}, {"account_id", "replica_kms_key_id", "storage_class"});
  block.blocks["access_control_translation"] = One(Texts({"owner"}, {}));
  block.blocks["metrics"] = One(timed);
  block.blocks["replication_time"] = One(std::move(timed));
  return block;
}

BlockSchema Replication() {
  BlockSchema filter = Texts({}, {"prefix"});
  filter.attributes["tags"] = TextMapAttribute(Use::kOptional);
  BlockSchema encrypted;
  encrypted.attributes["enabled"] = FlagAttribute(Use::kRequired);
  BlockSchema criteria;
  criteria.blocks["sse_kms_encrypted_objects"] = One(std::move(encrypted));
  BlockSchema rules = Texts({"status"}, {"delete_marker_replication_status", "id", "prefix"});
  AddNumbers(rules, {"priority"});
  rules.blocks["destination"] = One(ReplicationDestination());
  rules.blocks["destination"].min_items = 1;
  rules.blocks["filter"] = One(std::move(filter));
  rules.blocks["source_selection_criteria"] = One(std::move(criteria));
  BlockSchema block = Texts({"role"}, {});
  block.blocks["rules"] = Block(Nesting::kSet, std::move(rules));
  block.blocks["rules"].min_items = 1;
  return block;
}

// Who a new bucket belongs to has it alone.
Result<void> FillGrant(const Call& call, const std::string& bucket, Object& state) {
  auto acl = AskS3(call, "GetBucketAcl", {.bucket = bucket, .query = "acl"});
  if (!acl.ok()) return Failed("reading S3 Bucket (" + bucket + ") ACL", acl.error());
  const value::Type& type = state.TypeOf("grant").element();
  std::vector<Value> grants;
  for (const api::XmlNode* given : acl->List("AccessControlList", "Grant")) {
    const api::XmlNode* grantee = given->Find("Grantee");
    if (grantee == nullptr) continue;
    Object grant(type, Value());
    const std::string uri(grantee->Get("URI"));
    grant.SetText("id", std::string(grantee->Get("ID")));
    grant.SetText("type", uri.empty() ? "CanonicalUser" : "Group");
    grant.SetText("uri", uri);
    grant.SetTexts("permissions", {std::string(given->Get("Permission"))});
    grants.push_back(grant.ToValue());
  }
  state.Set("grant", Value::Set(type, std::move(grants)));
  return {};
}

}  // namespace

void AddDeprecatedBlocks(BlockSchema& block) {
  block.blocks["cors_rule"] = Block(Nesting::kList, CorsRule());
  block.blocks["grant"] = Block(Nesting::kSet, Grant());
  block.blocks["lifecycle_rule"] = Block(Nesting::kList, LifecycleRule());
  block.blocks["logging"] = One(Texts({"target_bucket"}, {"target_prefix"}));
  block.blocks["object_lock_configuration"] = One(ObjectLock());
  block.blocks["replication_configuration"] = One(Replication());
  block.blocks["website"] =
      One(Texts({}, {"error_document", "index_document", "redirect_all_requests_to", "routing_rules"}));
  for (const DeprecatedBlock& one : kBlocks) block.blocks[one.name].computed = true;
  for (const char* name : {"website_domain", "website_endpoint"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
    block.attributes[name].deprecated = "Use the aws_s3_bucket_website_configuration resource";
  }
}

void RefuseDeprecatedBlocks(const Object& config, Problems& problems) {
  for (const DeprecatedBlock& one : kBlocks) {
    if (config.IsUnknown(one.name) || config.Blocks(one.name).empty()) continue;
    problems.push_back({one.name, std::string(one.name) +
                                      " inside aws_s3_bucket is deprecated and not supported by rolecall: use the "
                                      "resource " +
                                      one.instead});
  }
}

Result<void> FillDeprecatedBlocks(const Call& call, const std::string& bucket, Object& state) {
  const bool is_new = state.Blocks("grant").empty();
  for (const DeprecatedBlock& one : kBlocks) {
    if (!state.Blocks(one.name).empty()) continue;
    const value::Type& type = state.TypeOf(one.name);
    const bool is_set = type.kind() == value::Type::Kind::kSet;
    state.Set(one.name, is_set ? Value::Set(type.element(), {}) : Value::List(type.element(), {}));
  }
  return is_new ? FillGrant(call, bucket, state) : Result<void>();
}

}  // namespace rolecall::providers::aws
