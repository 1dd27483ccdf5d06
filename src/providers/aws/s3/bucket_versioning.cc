// aws_s3_bucket_versioning
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/s3/calls.h"
#include "providers/aws/s3/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

engine::BlockSchema VersioningSchema(const Behaviour& behaviour) {
  engine::BlockSchema configuration;
  configuration.attributes["mfa_delete"] = TextAttribute(Use::kOptionalComputed);
  configuration.attributes["status"] = TextAttribute(Use::kRequired);
  engine::BlockSchema block;
  AddId(block);
  AddRegion(behaviour, block);
  block.attributes["bucket"] = TextAttribute(Use::kRequired);
  block.attributes["expected_bucket_owner"] = ExpectedOwner(behaviour);
  block.attributes["mfa"] = TextAttribute(Use::kOptional);
  block.blocks["versioning_configuration"] = Block(engine::Nesting::kList, std::move(configuration), 1);
  block.blocks["versioning_configuration"].min_items = 1;
  return block;
}

class BucketVersioning final : public Resource {
 public:
  explicit BucketVersioning(const Behaviour& behaviour)
      : Resource(VersioningSchema(behaviour), {{"bucket", ForceNew()}, {"expected_bucket_owner", ForceNew()}}),
        behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckAccountId(config, "expected_bucket_owner", problems);
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
    std::string mfa(answer->Get("MfaDelete"));
    if (mfa.empty() && behaviour_.major() >= 6) mfa = "Disabled";
    block.SetText("mfa_delete", std::move(mfa));
    state.Set("versioning_configuration",
              Value::List(state.TypeOf("versioning_configuration").element(), {block.ToValue()}));
    if (!state.IsSet("expected_bucket_owner")) state.SetText("expected_bucket_owner", "");
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

  static api::ServiceResult<http::Response> Send(const Call& call, const std::string& bucket,
                                                 const std::string& status) {
    return CallS3(call, "PutBucketVersioning",
                  {.method = "PUT",
                   .bucket = bucket,
                   .query = "versioning",
                   .body = S3Document("VersioningConfiguration").Text("Status", status).Close().Take()});
  }

  static Result<void> Put(const Call& call, const std::string& bucket, const std::string& status) {
    // A bucket made a moment ago may not be seen yet.
    auto answer =
        RetryWhile<http::Response>(call, kBucketPropagation, IsBucketGone, [&] { return Send(call, bucket, status); });
    if (!answer.ok()) return Failed("putting S3 Bucket Versioning (" + bucket + ")", answer.error());
    return {};
  }

  const Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeS3BucketVersioning(const Behaviour& behaviour) {
  return std::make_unique<BucketVersioning>(behaviour);
}

}  // namespace rolecall::providers::aws
