#include "aws/client/s3_client.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "aws/wire/url.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace rolecall::aws {
namespace {

// A bucket's name that can stand before the host, also with a certificate for *.s3.…: no dots.
bool IsHostLabel(const std::string& bucket) {
  if (bucket.size() < 3 || bucket.size() > 63 || bucket.front() == '-' || bucket.back() == '-') return false;
  return std::all_of(bucket.begin(), bucket.end(),
                     [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void AddHeaders(RestRequest& request, const http::Headers& more) {
  for (const http::Header& header : more) request.headers.Set(header.name, header.value);
}

S3Object ObjectOf(http::Response response) {
  S3Object object;
  object.etag = response.headers.Get("etag");
  object.version_id = response.headers.Get("x-amz-version-id");
  object.content_length = std::strtoull(std::string(response.headers.Get("content-length")).c_str(), nullptr, 10);
  object.headers = std::move(response.headers);
  object.body = std::move(response.body);
  return object;
}

ServiceResult<S3Object> ToObject(ServiceResult<http::Response> response) {
  if (!response.ok()) return response.error();
  return ObjectOf(std::move(*response));
}

ServiceResult<Done> ToDone(const ServiceResult<http::Response>& response) {
  if (!response.ok()) return response.error();
  return Done{};
}

}  // namespace

RestRequest S3Client::Address(const std::string& bucket, const std::string& key) const {
  RestRequest request;
  Result<Endpoint> endpoint = ResolveEndpoint(kS3, client_.region(), client_.options().endpoints);
  // Differs from AWS's SDKs: a custom endpoint is always addressed by path, since few of them have names for buckets.
  bool by_host = !options_.path_style && IsHostLabel(bucket) && endpoint.ok() && !endpoint->custom;
  if (by_host) {
    request.host_prefix = bucket + ".";
  } else {
    request.path = "/" + PercentEncode(bucket);
  }
  if (!key.empty()) {
    if (by_host) request.path.clear();
    request.path += "/" + PercentEncode(key, "/");
  }
  return request;
}

ServiceResult<S3Object> S3Client::GetObject(const std::string& bucket, const std::string& key,
                                            const http::Headers& more, const std::string& version) {
  RestRequest request = Address(bucket, key);
  if (!version.empty()) request.query = "versionId=" + PercentEncode(version);
  AddHeaders(request, more);
  return ToObject(client_.Rest(kS3, "GetObject", request));
}

ServiceResult<S3Object> S3Client::PutObject(const std::string& bucket, const std::string& key, std::string body,
                                            const http::Headers& more, bool checksum) {
  RestRequest request = Address(bucket, key);
  request.method = "PUT";
  request.body = std::move(body);
  if (checksum) {
    request.headers.Set("x-amz-checksum-sha256", Base64Encode(crypto::Sha256(request.body)));
  }
  AddHeaders(request, more);
  return ToObject(client_.Rest(kS3, "PutObject", request));
}

ServiceResult<Done> S3Client::DeleteObject(const std::string& bucket, const std::string& key,
                                           const http::Headers& more) {
  RestRequest request = Address(bucket, key);
  request.method = "DELETE";
  AddHeaders(request, more);
  return ToDone(client_.Rest(kS3, "DeleteObject", request));
}

ServiceResult<S3Listing> S3Client::ListObjectsV2(const std::string& bucket, const std::string& prefix,
                                                 const std::string& delimiter, std::size_t max_objects) {
  S3Listing listing;
  std::string token;
  do {
    RestRequest request = Address(bucket, "");
    request.query = "list-type=2";
    if (!delimiter.empty()) request.query += "&delimiter=" + PercentEncode(delimiter);
    if (!prefix.empty()) request.query += "&prefix=" + PercentEncode(prefix);
    if (!token.empty()) request.query += "&continuation-token=" + PercentEncode(token);
    ServiceResult<http::Response> response = client_.Rest(kS3, "ListObjectsV2", request);
    if (!response.ok()) return response.error();
    Result<XmlNode> root = ParseXml(response->body, kXmlAnswer);
    if (!root.ok()) {
      ServiceError error;
      error.operation = "S3: ListObjectsV2";
      error.message = "the answer is not understood: " + root.error().message;
      return error;
    }
    for (const XmlNode* one : root->All("Contents")) {
      listing.objects.push_back({std::string(one->Get("Key")), std::string(one->Get("ETag")),
                                 std::strtoull(std::string(one->Get("Size")).c_str(), nullptr, 10)});
    }
    for (const XmlNode* one : root->All("CommonPrefixes")) listing.common_prefixes.emplace_back(one->Get("Prefix"));
    token = root->Get("IsTruncated") == "true" ? std::string(root->Get("NextContinuationToken")) : "";
  } while (!token.empty() && listing.objects.size() + listing.common_prefixes.size() < max_objects);
  return listing;
}

ServiceResult<Done> S3Client::HeadBucket(const std::string& bucket) {
  RestRequest request = Address(bucket, "");
  request.method = "HEAD";
  return ToDone(client_.Rest(kS3, "HeadBucket", request));
}

ServiceResult<Done> S3Client::CreateBucket(const std::string& bucket) {
  RestRequest request = Address(bucket, "");
  request.method = "PUT";
  if (client_.region() != "us-east-1") {
    XmlWriter xml;
    xml.OpenWith("CreateBucketConfiguration", "xmlns", "http://s3.amazonaws.com/doc/2006-03-01/");
    request.body = xml.Text("LocationConstraint", client_.region()).Close().Take();
    request.headers.Set("Content-Type", "application/xml");
  }
  return ToDone(client_.Rest(kS3, "CreateBucket", request));
}

ServiceResult<Done> S3Client::DeleteBucket(const std::string& bucket) {
  RestRequest request = Address(bucket, "");
  request.method = "DELETE";
  return ToDone(client_.Rest(kS3, "DeleteBucket", request));
}

}  // namespace rolecall::aws
