// What the AWS provider still keeps inside aws_s3_bucket of what has resources of its own since version 4: deprecated
// blocks, and the website's names. A state that both programs read has them.
//
//   AddDeprecatedBlocks(block);                     // schema
//   RefuseDeprecatedBlocks(config, problems);       // validate
//   ROLECALL_RETURN_IF_ERROR(FillDeprecatedBlocks(call, name, state));   // read
//
// Differs from the AWS provider: they are not written, and what configures them is refused; and but for a new bucket's
// grant they are not read, so that a plan asks nine times less: they stay what the state has. Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_S3_BUCKET_BLOCKS_H_
#define ROLECALL_PROVIDERS_AWS_S3_BUCKET_BLOCKS_H_

#include <string>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

void AddDeprecatedBlocks(engine::BlockSchema& block);
void RefuseDeprecatedBlocks(const Object& config, Problems& problems);
Result<void> FillDeprecatedBlocks(const Call& call, const std::string& bucket, Object& state);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_S3_BUCKET_BLOCKS_H_
