#include "base/duration.h"
#include "embedded/table.h"
#include "providers/aws/configuration.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using engine::Nesting;

engine::BlockSchema AssumeRoleSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  for (const char* name : {"role_arn", "duration", "external_id", "policy", "session_name", "source_identity"}) {
    block.attributes[name] = TextAttribute(Use::kOptional);
  }
  if (behaviour.major() < 5) block.attributes["duration_seconds"] = NumberAttribute(Use::kOptional);
  block.attributes["policy_arns"] = TextSetAttribute(Use::kOptional);
  block.attributes["transitive_tag_keys"] = TextSetAttribute(Use::kOptional);
  block.attributes["tags"] = TextMapAttribute(Use::kOptional);
  return block;
}

engine::BlockSchema WebIdentitySchema() {
  engine::BlockSchema block;
  for (const char* name :
       {"role_arn", "duration", "policy", "session_name", "web_identity_token", "web_identity_token_file"}) {
    block.attributes[name] = TextAttribute(Use::kOptional);
  }
  block.attributes["web_identity_token"].sensitive = true;
  block.attributes["policy_arns"] = TextSetAttribute(Use::kOptional);
  return block;
}

// Read once: an offline plan makes a provider each time.
const engine::BlockSchema& EndpointsSchema() {
  static const engine::BlockSchema kBlock = [] {
    engine::BlockSchema block;
    for (const embedded::Row& row : embedded::ReadTable("endpoint-services.tsv", {"service"})) {
      block.attributes[std::string(row[0])] = TextAttribute(Use::kOptional);
    }
    return block;
  }();
  return kBlock;
}

engine::BlockSchema TagBlocks(std::initializer_list<const char*> sets, bool has_tags) {
  engine::BlockSchema block;
  for (const char* name : sets) block.attributes[name] = TextSetAttribute(Use::kOptional);
  if (has_tags) block.attributes["tags"] = TextMapAttribute(Use::kOptional);
  return block;
}

void ValidateRole(const Object& role, const char* name, Problems& problems) {
  std::string duration = role.Text("duration");
  if (duration.empty()) return;
  auto seconds = ParseWholeSeconds(duration);
  if (!seconds || *seconds < std::chrono::minutes(15) || *seconds > std::chrono::hours(12)) {
    problems.push_back({std::string(name) + ".duration",
                        "duration must be between 15 minutes (15m) and 12 hours (12h), inclusive, got " + duration});
  }
}

}  // namespace

engine::BlockSchema ConfigurationSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  for (const char* name :
       {"access_key", "secret_key", "token", "profile", "region", "custom_ca_bundle", "ec2_metadata_service_endpoint",
        "ec2_metadata_service_endpoint_mode", "http_proxy", "https_proxy", "no_proxy", "retry_mode",
        "s3_us_east_1_regional_endpoint", "sts_region", "tag_policy_compliance"}) {
    block.attributes[name] = TextAttribute(Use::kOptional);
  }
  for (const char* name :
       {"insecure", "skip_credentials_validation", "skip_region_validation", "skip_requesting_account_id",
        "s3_use_path_style", "use_dualstack_endpoint", "use_fips_endpoint"}) {
    block.attributes[name] = FlagAttribute(Use::kOptional);
  }
  block.attributes["secret_key"].sensitive = true;
  block.attributes["token"].sensitive = true;
  // "true", "false" or "".
  block.attributes["skip_metadata_api_check"] = TextAttribute(Use::kOptional);
  block.attributes["max_retries"] = NumberAttribute(Use::kOptional);
  block.attributes["token_bucket_rate_limiter_capacity"] = NumberAttribute(Use::kOptional);
  block.attributes["shared_config_files"] = TextListAttribute(Use::kOptional);
  block.attributes["shared_credentials_files"] = TextListAttribute(Use::kOptional);
  block.attributes["allowed_account_ids"] = TextSetAttribute(Use::kOptional);
  block.attributes["forbidden_account_ids"] = TextSetAttribute(Use::kOptional);
  if (behaviour.major() < 5) {
    block.attributes["shared_credentials_file"] = TextAttribute(Use::kOptional);
    block.attributes["s3_force_path_style"] = FlagAttribute(Use::kOptional);
    block.attributes["skip_get_ec2_platforms"] = FlagAttribute(Use::kOptional);
  }
  block.blocks["assume_role"] = Block(Nesting::kList, AssumeRoleSchema(behaviour), behaviour.major() < 5 ? 1 : 0);
  block.blocks["assume_role_with_web_identity"] = Block(Nesting::kList, WebIdentitySchema(), 1);
  block.blocks["default_tags"] = Block(Nesting::kList, TagBlocks({}, true), 1);
  block.blocks["ignore_tags"] = Block(Nesting::kList, TagBlocks({"keys", "key_prefixes"}, false), 1);
  block.blocks["endpoints"] = Block(Nesting::kSet, EndpointsSchema());
  return block;
}

void ValidateConfiguration(const Object& config, Problems& problems) {
  for (const Object& role : config.Blocks("assume_role")) ValidateRole(role, "assume_role", problems);
  for (const Object& role : config.Blocks("assume_role_with_web_identity")) {
    ValidateRole(role, "assume_role_with_web_identity", problems);
    if (role.IsSet("web_identity_token") && role.IsSet("web_identity_token_file")) {
      problems.push_back(
          {"assume_role_with_web_identity", "web_identity_token and web_identity_token_file cannot both be given"});
    }
  }
  if (config.IsSet("allowed_account_ids") && config.IsSet("forbidden_account_ids")) {
    problems.push_back({"allowed_account_ids", "\"allowed_account_ids\": conflicts with forbidden_account_ids"});
  }
  std::string compliance = config.Text("tag_policy_compliance");
  if (!compliance.empty() && compliance != "disabled") {
    problems.push_back(
        {"tag_policy_compliance",
         "rolecall does not ask AWS Organizations for tag policies: leave it out or set \"disabled\", got " +
             compliance});
  }
  std::string metadata = config.Text("ec2_metadata_service_endpoint_mode");
  if (!metadata.empty() && metadata != "IPv4" && metadata != "IPv6") {
    problems.push_back({"ec2_metadata_service_endpoint_mode",
                        "expected ec2_metadata_service_endpoint_mode to be one of IPv4, IPv6, got " + metadata});
  }
  std::string mode = config.Text("retry_mode");
  if (!mode.empty() && mode != "standard" && mode != "adaptive") {
    problems.push_back({"retry_mode", "expected retry_mode to be one of standard, adaptive, got " + mode});
  }
}

}  // namespace rolecall::providers::aws
