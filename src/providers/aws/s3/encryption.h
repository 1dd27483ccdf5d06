// The default encryption of a bucket: as a block of aws_s3_bucket and as a resource of its own, which share schema,
// calls and form. Internal to the folder.
//
// Reading: no rules where there is no encryption; else the service's error. Writing: a whole sentence. Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_S3_ENCRYPTION_H_
#define ROLECALL_PROVIDERS_AWS_S3_ENCRYPTION_H_

#include <string>
#include <vector>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

struct EncryptionRule {
  std::string algorithm;  // "AES256", "aws:kms"
  std::string key;        // of KMS
  bool has_bucket_key = false;
  std::vector<std::string> blocked;  // "SSE-C"
};

// rule { apply_server_side_encryption_by_default { … } bucket_key_enabled }, of the resource also with
// blocked_encryption_types, where its version has them.
engine::NestedBlockSchema EncryptionRuleBlock(engine::Nesting nesting, bool has_blocked_types = false);
// The bucket's deprecated block around it.
engine::BlockSchema EncryptionBlock();

api::ServiceResult<std::vector<EncryptionRule>> ReadEncryption(const Call& call, const std::string& bucket);
// From "rule" blocks.
Result<void> WriteEncryption(const Call& call, const std::string& bucket, const std::vector<Object>& rules);

// `attribute` is the rules themselves, or the block around them.
void SetEncryptionRules(const std::vector<EncryptionRule>& rules, const std::string& attribute, Object& state);
void SetEncryptionBlocks(const std::vector<EncryptionRule>& rules, const std::string& attribute, Object& state);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_S3_ENCRYPTION_H_
