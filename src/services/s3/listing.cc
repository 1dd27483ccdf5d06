// ListObjects (version 1 and 2) and ListObjectVersions.
#include <algorithm>

#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "services/parameters.h"
#include "services/s3/operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMostKeys = 1000;

struct Listing {
  ListOptions options;
  bool encode = false;  // encoding-type=url

  std::string Key(const std::string& key) const { return encode ? PercentEncode(key, "/") : key; }
};

Checked<Listing> ReadListing(const S3Request& request) {
  Listing listing;
  listing.options.prefix = request.Get("prefix");
  listing.options.delimiter = request.Get("delimiter");
  const std::string encoding = request.Get("encoding-type");
  if (!encoding.empty() && encoding != "url") return InvalidArgument("Invalid Encoding Method specified in Request");
  listing.encode = encoding == "url";
  if (const std::string* text = request.Find("max-keys")) {
    const std::optional<long long> most = ParseInteger(*text);
    if (!most || *most < 0) return InvalidArgument("Argument maxKeys must be an integer between 0 and 2147483647");
    listing.options.most = std::min<std::size_t>(static_cast<std::size_t>(*most), kMostKeys);
  }
  return listing;
}

Question ListQuestion(const S3Request& request) {
  Question question;
  question.context.push_back({"s3:prefix", {request.Get("prefix")}});
  question.context.push_back({"s3:max-keys", {request.Get("max-keys", "1000")}});
  if (const std::string* delimiter = request.Find("delimiter")) {
    question.context.push_back({"s3:delimiter", {*delimiter}});
  }
  return question;
}

void WriteObject(aws::XmlWriter& xml, const Listing& listing, const ObjectVersion& object, const std::string& owner) {
  xml.Open("Contents").Text("Key", listing.Key(object.key)).Text("LastModified", XmlTime(object.modified));
  xml.Text("ETag", Quoted(object.etag))
      .Number("Size", static_cast<long long>(object.size))
      .Text("StorageClass", "STANDARD");
  if (!owner.empty()) xml.Open("Owner").Text("ID", owner).Close();
  xml.Close();
}

void WritePrefixes(aws::XmlWriter& xml, const Listing& listing, const ListPage& page) {
  for (const std::string& prefix : page.prefixes) {
    xml.Open("CommonPrefixes").Text("Prefix", listing.Key(prefix)).Close();
  }
}

}  // namespace

Answer ListObjects(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListBucket", false, ListQuestion(request)));
  ROLECALL_TRY(Listing listing, ReadListing(request));
  const bool second = request.Get("list-type") == "2";
  if (second) {
    listing.options.after = request.Get("start-after");
    if (const std::string* token = request.Find("continuation-token")) {
      const std::optional<std::string> after = Base64Decode(*token);
      if (!after || after->empty()) return InvalidArgument("The continuation token provided is incorrect");
      listing.options.after = *after;
    }
  } else {
    listing.options.after = request.Get("marker");
  }
  ObjectStore objects(call.directory.store(), call.random);
  const Result<ListPage> page =
      listing.options.most == 0 ? Result<ListPage>(ListPage{}) : objects.List(bucket->name, listing.options);
  if (!page.ok()) return StoreError(page.error());
  aws::XmlWriter xml;
  xml.OpenWith("ListBucketResult", "xmlns", aws::kS3Namespace)
      .Text("Name", bucket->name)
      .Text("Prefix", listing.Key(listing.options.prefix));
  if (!listing.options.delimiter.empty()) xml.Text("Delimiter", listing.Key(listing.options.delimiter));
  if (listing.encode) xml.Text("EncodingType", "url");
  xml.Text("MaxKeys", request.Get("max-keys", "1000")).Bool("IsTruncated", page->truncated);
  if (second) {
    xml.Number("KeyCount", static_cast<long long>(page->versions.size() + page->prefixes.size()));
    if (request.Has("continuation-token")) xml.Text("ContinuationToken", request.Get("continuation-token"));
    if (page->truncated) xml.Text("NextContinuationToken", Base64Encode(page->next_key));
    if (request.Has("start-after")) xml.Text("StartAfter", listing.Key(request.Get("start-after")));
  } else {
    xml.Text("Marker", listing.Key(listing.options.after));
    if (page->truncated) xml.Text("NextMarker", listing.Key(page->next_key));
  }
  const std::string owner = !second || request.Get("fetch-owner") == "true" ? bucket->account : "";
  for (const ObjectVersion& object : page->versions) WriteObject(xml, listing, object, owner);
  WritePrefixes(xml, listing, *page);
  xml.Close();
  return XmlAnswer(call, xml.text());
}

Answer ListObjectVersions(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListBucketVersions", false, ListQuestion(request)));
  ROLECALL_TRY(Listing listing, ReadListing(request));
  ObjectStore objects(call.directory.store(), call.random);
  listing.options.after = request.Get("key-marker");
  if (const std::string* marker = request.Find("version-id-marker"); marker != nullptr && !marker->empty()) {
    const auto version = objects.FindVersion(bucket->name, listing.options.after, *marker);
    if (!version.ok()) return StoreError(version.error());
    if (!*version) return InvalidArgument("Invalid version id specified");
    listing.options.after_order = (*version)->order;
  }
  const Result<ListPage> page =
      listing.options.most == 0 ? Result<ListPage>(ListPage{}) : objects.ListVersions(bucket->name, listing.options);
  if (!page.ok()) return StoreError(page.error());
  aws::XmlWriter xml;
  xml.OpenWith("ListVersionsResult", "xmlns", aws::kS3Namespace)
      .Text("Name", bucket->name)
      .Text("Prefix", listing.Key(listing.options.prefix));
  xml.Text("KeyMarker", listing.Key(listing.options.after)).Text("VersionIdMarker", request.Get("version-id-marker"));
  if (!listing.options.delimiter.empty()) xml.Text("Delimiter", listing.Key(listing.options.delimiter));
  if (listing.encode) xml.Text("EncodingType", "url");
  xml.Text("MaxKeys", request.Get("max-keys", "1000")).Bool("IsTruncated", page->truncated);
  if (page->truncated) {
    xml.Text("NextKeyMarker", listing.Key(page->next_key)).Text("NextVersionIdMarker", page->next_version_id);
  }
  std::string last_key = listing.options.after_order.empty() ? std::string() : listing.options.after;
  for (const ObjectVersion& version : page->versions) {
    xml.Open(version.delete_marker ? "DeleteMarker" : "Version")
        .Text("Key", listing.Key(version.key))
        .Text("VersionId", version.version_id);
    // Newer versions come first: the first of a key is the latest.
    xml.Bool("IsLatest", version.key != last_key).Text("LastModified", XmlTime(version.modified));
    if (!version.delete_marker) {
      xml.Text("ETag", Quoted(version.etag))
          .Number("Size", static_cast<long long>(version.size))
          .Text("StorageClass", "STANDARD");
    }
    xml.Open("Owner").Text("ID", bucket->account).Close().Close();
    last_key = version.key;
  }
  WritePrefixes(xml, listing, *page);
  xml.Close();
  return XmlAnswer(call, xml.text());
}

}  // namespace rolecall::services::s3
