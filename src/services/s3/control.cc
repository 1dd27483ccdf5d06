#include "services/s3/control.h"

#include <algorithm>

#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "policy/document/arn.h"
#include "services/s3/bucket/tag_set.h"
#include "services/s3/bucket_operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::string_view kPrefix = "/v20180820/";
constexpr std::string_view kTags = "tags/";
constexpr std::string_view kNamespace = "http://awss3control.amazonaws.com/doc/2018-08-20/";

// The header's, or ACCOUNT of a host ACCOUNT.NAME.
std::string AccountOf(const Call& call) {
  if (const std::string* header = call.request.headers.Find("x-amz-account-id")) return *header;
  const std::string_view host = call.request.headers.Get("Host");
  const std::string_view label = host.substr(0, host.find('.'));
  return policy::IsAccountId(label) ? std::string(label) : std::string();
}

// Errors stand inside of <ErrorResponse>, unlike S3's.
http::Response ControlError(const Call& call, const aws::ErrorShape& error) {
  aws::XmlWriter xml;
  xml.OpenWith("ErrorResponse", "xmlns", kNamespace).Open("Error");
  xml.Text("Code", error.code).Text("Message", error.message);
  for (const auto& [name, value] : error.more) xml.Text(name, value);
  xml.Close().Text("RequestId", call.request_id).Close();
  http::Response response = aws::S3XmlResponse(xml.text(), call.request_id);
  response.status = error.status;
  return response;
}

aws::ErrorShape MethodNotAllowed() {
  return {405, "MethodNotAllowed", "The specified method is not allowed against this resource."};
}

// The bucket that arn:aws:s3:::NAME names.
Checked<S3Request> BucketOfArn(std::string_view encoded) {
  const std::optional<std::string> text = PercentDecode(encoded);
  const std::optional<policy::Arn> arn = text ? policy::ParseArn(*text) : std::nullopt;
  if (!arn || arn->service != "s3" || !arn->region.empty() || !arn->account.empty() || arn->resource.empty() ||
      arn->resource.find('/') != std::string_view::npos) {
    return InvalidRequest("Invalid resource ARN");
  }
  S3Request request;
  request.bucket = std::string(arn->resource);
  return request;
}

http::Response ControlAnswer(const Call& call, int status, std::string_view xml) {
  http::Response answer = xml.empty() ? EmptyAnswer(status) : aws::S3XmlResponse(xml, call.request_id);
  answer.status = status;
  return answer;
}

Answer ListTagsForResource(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListTagsForResource"));
  aws::XmlWriter xml;
  xml.OpenWith("ListTagsForResourceResult", "xmlns", kNamespace).Open("Tags");
  for (const auto& [key, value] : bucket->tags) xml.Open("Tag").Text("Key", key).Text("Value", value).Close();
  return ControlAnswer(call, 200, xml.Close().Close().text());
}

// Tags in `added` replace those of their keys. Others stay.
directory::Tags Merged(directory::Tags tags, const directory::Tags& added) {
  for (const auto& tag : added) {
    const auto same = std::find_if(tags.begin(), tags.end(), [&](const auto& each) { return each.first == tag.first; });
    if (same != tags.end()) {
      same->second = tag.second;
    } else {
      tags.push_back(tag);
    }
  }
  return tags;
}

Answer TagResource(Call& call, const S3Request& request) {
  directory::Tags tags;
  Question question{.request_tags = &tags};
  std::optional<aws::ErrorShape> unreadable;
  if (MayReadBeforePermission(call)) {
    const Result<aws::XmlNode> xml = aws::ParseXml(call.request.body);
    Checked<directory::Tags> read =
        xml.ok() ? bucket::ReadBucketTags(xml->List("Tags", "Tag")) : Checked<directory::Tags>(MalformedXml());
    if (read.ok()) tags = *std::move(read);
    if (!read.ok()) unreadable = std::move(read.error());
  } else {
    unreadable = MalformedXml();
  }
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "TagResource", false, question));
  if (unreadable) return *unreadable;
  return ChangeBucket(call, *bucket, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    directory::Tags merged = Merged(changed.tags, tags);
    ROLECALL_RETURN_IF_ERROR(bucket::CheckBucketTags(merged));
    changed.tags = std::move(merged);
    return true;
  });
}

Answer UntagResource(Call& call, const S3Request& request) {
  std::vector<std::string> keys;
  for (const auto& [name, value] : request.parameters) {
    if (name == "tagKeys") keys.push_back(value);
  }
  Question question{.tag_keys = &keys};
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "UntagResource", false, question));
  return ChangeBucket(call, *bucket, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    std::erase_if(changed.tags,
                  [&](const auto& tag) { return std::find(keys.begin(), keys.end(), tag.first) != keys.end(); });
    return true;
  });
}

Answer TagOperation(Call& call, std::string_view arn, const http::QueryParameters& parameters) {
  ROLECALL_TRY(S3Request request, BucketOfArn(arn));
  request.parameters = parameters;
  GoToRegionOf(call, request.bucket);
  const std::string& method = call.request.method;
  call.audit.operation = method == "GET"      ? "ListTagsForResource"
                         : method == "POST"   ? "TagResource"
                         : method == "DELETE" ? "UntagResource"
                                              : "";
  if (method == "GET") return ListTagsForResource(call, request);
  if (method == "POST") return TagResource(call, request);
  if (method == "DELETE") return UntagResource(call, request);
  return MethodNotAllowed();
}

// The account has none, and none can be made: what there is stands at the buckets.
Answer AccountPublicAccessBlock(Call& call) {
  const bool reads = call.request.method == "GET";
  call.audit.operation = reads ? "GetPublicAccessBlock" : "PutPublicAccessBlock";
  ROLECALL_RETURN_IF_ERROR(
      Authorize(call, {.action = reads ? "s3:GetAccountPublicAccessBlock" : "s3:PutAccountPublicAccessBlock"}));
  if (reads) {
    return aws::ErrorShape{404, "NoSuchPublicAccessBlockConfiguration",
                           "The public access block configuration was not found"};
  }
  if (call.request.method == "DELETE") return ControlAnswer(call, 204, "");
  return NotImplemented("A public access block of the whole account is not implemented here.");
}

Answer Control(Call& call) {
  if (call.caller.anonymous()) return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
  if (AccountOf(call) != call.caller.account) return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
  const std::optional<http::QueryParameters> parameters = http::ParseQuery(call.request.query(), 200);
  if (!parameters) return aws::ErrorShape{400, "InvalidURI", "Couldn't parse the specified URI."};
  const std::string_view path = call.request.path().substr(kPrefix.size());
  if (path.starts_with(kTags)) return TagOperation(call, path.substr(kTags.size()), *parameters);
  if (path == "configuration/publicAccessBlock") return AccountPublicAccessBlock(call);
  return MethodNotAllowed();
}

}  // namespace

bool IsControlRequest(const Call& call) { return call.request.path().starts_with(kPrefix) && !AccountOf(call).empty(); }

http::Response HandleControl(Call& call) {
  Answer answer = Control(call);
  if (answer.ok()) {
    answer->headers.Set("x-amz-request-id", call.request_id);
    return std::move(*answer);
  }
  call.audit.Fail(answer.error().code, answer.error().message);
  return ControlError(call, answer.error());
}

}  // namespace rolecall::services::s3
