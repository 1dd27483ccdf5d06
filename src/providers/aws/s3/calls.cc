#include "providers/aws/s3/calls.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr std::string_view kNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

// Dots in a bucket's name do not fit AWS's certificate; a custom endpoint has no names for buckets.
bool IsByHost(const Call& call, const std::string& bucket) {
  if (call.provider.s3_path_style || bucket.find('.') != std::string::npos) return false;
  auto endpoint = api::ResolveEndpoint(api::kS3, call.region(), call.client().options().endpoints);
  return endpoint.ok() && !endpoint->custom;
}

}  // namespace

api::ServiceResult<http::Response> CallS3(const Call& call, std::string_view operation, const BucketRequest& request) {
  api::RestRequest rest;
  rest.method = request.method;
  rest.query = request.query;
  rest.body = request.body;
  std::string key = "/" + PercentEncode(request.key, "/");
  if (IsByHost(call, request.bucket)) {
    rest.host_prefix = request.bucket + ".";
    rest.path = key;
  } else {
    rest.path = "/" + PercentEncode(request.bucket) + (request.key.empty() ? "" : key);
  }
  if (!request.body.empty()) {
    rest.headers.Set("Content-Type", "application/xml");
    rest.headers.Set("Content-MD5", Base64Encode(crypto::Md5(request.body)));
  }
  return call.client().Rest(api::kS3, operation, rest);
}

api::ServiceResult<api::XmlNode> AskS3(const Call& call, std::string_view operation, const BucketRequest& request) {
  auto answer = CallS3(call, operation, request);
  if (!answer.ok()) return answer.error();
  Result<api::XmlNode> root = api::ParseXml(answer->body, api::kXmlAnswer);
  if (root.ok()) return *std::move(root);
  api::ServiceError error;
  error.operation = "S3: " + std::string(operation);
  error.kind = ErrorCode::kUnavailable;
  error.message = "the answer is not understood: " + root.error().message;
  return error;
}

bool IsBucketGone(const api::ServiceError& error) {
  return error.Is("NoSuchBucket") || (error.status == 404 && (error.code.empty() || error.Is("NotFound")));
}

Result<void> GoneIsFine(const std::string& what, const api::ServiceResult<http::Response>& outcome,
                        std::string_view missing) {
  if (outcome.ok() || IsBucketGone(outcome.error()) || (!missing.empty() && outcome.error().Is(missing))) return {};
  return Failed(what, outcome.error());
}

api::XmlWriter S3Document(std::string_view name) {
  api::XmlWriter xml;
  xml.OpenWith(name, "xmlns", kNamespace);
  return xml;
}

void SetSettingId(Object& state) {
  std::string owner = state.Has("expected_bucket_owner") ? state.Text("expected_bucket_owner") : "";
  state.SetText("id", state.Text("bucket") + (owner.empty() ? "" : "," + owner));
}

Result<void> ImportSetting(const std::string& id, Object& state) {
  std::size_t comma = id.find(',');
  state.SetText("id", id);
  state.SetText("bucket", id.substr(0, comma));
  if (comma == std::string::npos) return {};
  if (!state.Has("expected_bucket_owner") || comma == 0 || comma + 1 == id.size()) {
    return Error{ErrorCode::kInvalidArgument,
                 "unexpected format for ID (" + id + "), expected BUCKET or BUCKET,EXPECTED_BUCKET_OWNER"};
  }
  state.SetText("expected_bucket_owner", id.substr(comma + 1));
  return {};
}

engine::AttributeSchema ExpectedOwner(const Behaviour& behaviour) {
  engine::AttributeSchema owner = TextAttribute(Use::kOptional);
  if (behaviour.major() >= 6) {
    owner.deprecated = "expected_bucket_owner is deprecated. It will be removed in a future version of the provider.";
  }
  return owner;
}

void AddRegion(const Behaviour& behaviour, engine::BlockSchema& block) {
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
}

void FillRegion(const Call& call, Object& state) {
  if (state.Has("region") && !state.IsSet("region")) state.SetText("region", call.region());
}

api::ServiceResult<Tags> ReadBucketTags(const Call& call, const std::string& bucket) {
  auto answer = AskS3(call, "GetBucketTagging", {.bucket = bucket, .query = "tagging"});
  if (!answer.ok() && answer.error().Is("NoSuchTagSet")) return Tags();
  if (!answer.ok()) return answer.error();
  Tags tags;
  for (const api::XmlNode* tag : answer->List("TagSet", "Tag")) {
    tags[std::string(tag->Get("Key"))] = std::string(tag->Get("Value"));
  }
  return tags;
}

Result<void> WriteBucketTags(const Call& call, const std::string& bucket, const Tags& managed) {
  std::string what = "updating tags for S3 Bucket (" + bucket + ")";
  auto present = ReadBucketTags(call, bucket);
  if (!present.ok()) return Failed(what, present.error());
  Tags all = managed;
  Tags ours = call.provider.tags.Managed(*present);
  for (const auto& tag : *present) {
    if (!ours.contains(tag.first) && !tag.first.starts_with("aws:")) all.insert(tag);
  }
  BucketRequest request{.method = all.empty() ? "DELETE" : "PUT", .bucket = bucket, .query = "tagging"};
  if (!all.empty()) {
    api::XmlWriter xml = S3Document("Tagging");
    xml.Open("TagSet");
    for (const auto& tag : all) xml.Open("Tag").Text("Key", tag.first).Text("Value", tag.second).Close();
    request.body = xml.Close().Close().Take();
  }
  auto answer = CallS3(call, all.empty() ? "DeleteBucketTagging" : "PutBucketTagging", request);
  if (!answer.ok()) return Failed(what, answer.error());
  return {};
}

}  // namespace rolecall::providers::aws
