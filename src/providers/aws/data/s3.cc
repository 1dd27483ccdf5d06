// data: aws_s3_bucket
#include "partition/partition.h"
#include "providers/aws/data/data_sources.h"
#include "providers/aws/framework/region_names.h"
#include "providers/aws/s3/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema BucketDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"arn", "bucket_domain_name", "bucket_regional_domain_name", "hosted_zone_id",
                           "website_domain", "website_endpoint"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["bucket"] = TextAttribute(Use::kRequired);
  block.attributes["region"] = TextAttribute(behaviour.has_region_argument() ? Use::kOptionalComputed : Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["bucket_region"] = TextAttribute(Use::kComputed);
  return block;
}

class BucketData final : public DataSource {
 public:
  explicit BucketData(const Behaviour& behaviour) : DataSource(BucketDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("bucket");
    auto head = CallS3(call, "HeadBucket", {.method = "HEAD", .bucket = name});
    if (!head.ok()) return Failed("reading S3 Bucket (" + name + ")", head.error());
    std::string region(head->headers.Get("x-amz-bucket-region"));
    if (region.empty()) region = call.region();
    const partition::Partition& partition = partition::OfRegion(region);
    std::string suffix(partition.dns_suffix);
    state.SetText("id", name);
    state.SetText("arn", "arn:" + std::string(partition.name) + ":s3:::" + name);
    state.SetText("bucket_domain_name", name + ".s3." + suffix);
    state.SetText("bucket_regional_domain_name", name + ".s3." + region + "." + suffix);
    state.SetText("hosted_zone_id", S3HostedZone(region));
    if (state.Has("bucket_region")) state.SetText("bucket_region", region);
    if (!state.Has("bucket_region") || !state.IsSet("region")) state.SetText("region", region);
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeS3BucketData(const Behaviour& behaviour) {
  return std::make_unique<BucketData>(behaviour);
}

}  // namespace rolecall::providers::aws
