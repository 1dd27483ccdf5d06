// ListObjects (version 1 and 2) and ListObjectVersions.
#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/s3/object/checksums.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"
#include "services/s3/object_access.h"
#include "services/s3/wire/list_request.h"

namespace rolecall::services::s3 {
namespace {

// Continuation tokens are opaque: the place after which the page begins, with a checksum that tells whose they are.
std::string TokenSeal(const std::string& bucket, std::string_view place) {
  return crypto::ChecksumBytes(crypto::Crc32c("token\n" + bucket + "\n" + std::string(place)));
}

std::string MakeToken(const std::string& bucket, const std::string& place) {
  return Base64Encode(TokenSeal(bucket, place) + place);
}

Checked<std::string> ReadToken(const std::string& bucket, const std::string& token) {
  constexpr std::size_t kSealBytes = 4;
  const std::optional<std::string> bytes = Base64Decode(token);
  if (bytes && bytes->size() > kSealBytes && bytes->size() <= kSealBytes + kMaxKeyBytes) {
    std::string place = bytes->substr(kSealBytes);
    if (bytes->substr(0, kSealBytes) == TokenSeal(bucket, place)) return place;
  }
  return InvalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}

void WriteFacts(aws::XmlWriter& xml, const ObjectVersion& object) {
  xml.Text("ETag", Quoted(object.etag));
  if (const object::ChecksumAlgorithm* algorithm = object::AlgorithmOf(object.checksums)) {
    xml.Text("ChecksumAlgorithm", algorithm->name).Text("ChecksumType", object.checksum_type);
  }
  xml.Number("Size", static_cast<long long>(object.size)).Text("StorageClass", object::StorageClassOf(object));
}

void WriteOwner(aws::XmlWriter& xml, const directory::Bucket& bucket) {
  xml.Open("Owner").Text("ID", bucket.account).Close();
}

void WriteObjects(aws::XmlWriter& xml, const wire::ListRequest& list, const storage::ListPage& page,
                  const directory::Bucket& bucket, bool with_owner) {
  for (const ObjectVersion& object : page.versions) {
    list.Write(xml.Open("Contents"), "Key", object.key).Text("LastModified", XmlTime(object.modified));
    WriteFacts(xml, object);
    if (with_owner) WriteOwner(xml, bucket);
    xml.Close();
  }
  wire::WritePrefixes(xml, list, page.end.prefixes);
}

Answer ListFirst(Call& call, const S3Request& request, const directory::Bucket& bucket, wire::ListRequest list) {
  list.options.after = request.Get("marker");
  const Result<storage::ListPage> page = Objects(call).List(bucket.name, list.options);
  if (!page.ok()) return ObjectStoreError(call, page.error());
  wire::NoteDamaged(call, page->damaged);
  aws::XmlWriter xml;
  xml.OpenWith("ListBucketResult", "xmlns", aws::kS3Namespace).Text("Name", bucket.name);
  list.Write(xml, "Marker", list.options.after);
  // "This element is returned only if you have the delimiter request parameter specified."
  if (page->end.truncated && !list.options.delimiter.empty()) list.Write(xml, "NextMarker", page->end.next_key);
  wire::WriteListHead(xml, list, "MaxKeys", page->end.truncated);
  WriteObjects(xml, list, *page, bucket, true);
  return XmlAnswer(call, xml.Close().text());
}

Answer ListSecond(Call& call, const S3Request& request, const directory::Bucket& bucket, wire::ListRequest list) {
  list.options.after = request.Get("start-after");
  const std::string* token = request.Find("continuation-token");
  if (token != nullptr) {
    ROLECALL_TRY(list.options.after, ReadToken(bucket.name, *token));
  }
  const Result<storage::ListPage> page = Objects(call).List(bucket.name, list.options);
  if (!page.ok()) return ObjectStoreError(call, page.error());
  wire::NoteDamaged(call, page->damaged);
  aws::XmlWriter xml;
  xml.OpenWith("ListBucketResult", "xmlns", aws::kS3Namespace).Text("Name", bucket.name);
  wire::WriteListHead(xml, list, "MaxKeys", page->end.truncated);
  xml.Number("KeyCount", static_cast<long long>(page->versions.size() + page->end.prefixes.size()));
  if (token != nullptr) xml.Text("ContinuationToken", *token);
  if (page->end.truncated) xml.Text("NextContinuationToken", MakeToken(bucket.name, page->end.next_key));
  if (request.Has("start-after")) list.Write(xml, "StartAfter", request.Get("start-after"));
  WriteObjects(xml, list, *page, bucket, request.Get("fetch-owner") == "true");
  return XmlAnswer(call, xml.Close().text());
}

// The order of the version that a page of versions begins after; "" for the whole key.
Checked<std::string> ReadVersionMarker(Call& call, const S3Request& request, const directory::Bucket& bucket) {
  const std::string* marker = request.Find("version-id-marker");
  if (marker == nullptr) return std::string();
  if (request.Get("key-marker").empty()) {
    if (marker->empty() && !request.Has("key-marker")) return std::string();
    return InvalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker",
                           *marker);
  }
  if (marker->empty()) {
    return InvalidArgument("A version-id marker cannot be empty.", "version-id-marker", *marker);
  }
  // The marker's version may be gone: its id tells the place.
  if (const std::string_view order = storage::OrderOfVersionId(*marker); !order.empty()) return std::string(order);
  const auto version = Objects(call).FindVersion(bucket.name, request.Get("key-marker"), *marker);
  if (!version.ok()) return ObjectStoreError(call, version.error());
  if (*version) return (*version)->order;
  // "null" and ids of older stores tell no place: the key is listed from its beginning, that nothing is left out.
  if (*marker == "null" || marker->size() == 32) return std::string(1, '\0');
  return InvalidArgument("Invalid version id specified", "version-id-marker", *marker);
}

// Whether the first version of the page is its key's newest: if the page begins within a key, it may not be.
Checked<bool> BeginsWithLatest(Call& call, const directory::Bucket& bucket, const storage::ListOptions& options,
                               const storage::ListPage& page) {
  if (page.versions.empty() || page.versions.front().key != options.after) return true;
  const Result<ObjectStore::Current> current = Objects(call).FindCurrent(bucket.name, options.after);
  if (!current.ok()) return ObjectStoreError(call, current.error());
  return current->version && current->version->order == page.versions.front().order;
}

void WriteVersion(aws::XmlWriter& xml, const wire::ListRequest& list, const directory::Bucket& bucket,
                  const ObjectVersion& version, bool latest) {
  xml.Open(version.delete_marker ? "DeleteMarker" : "Version");
  if (!version.delete_marker) WriteFacts(xml, version);
  list.Write(xml, "Key", version.key).Text("VersionId", version.version_id).Bool("IsLatest", latest);
  xml.Text("LastModified", XmlTime(version.modified));
  WriteOwner(xml, bucket);
  xml.Close();
}

}  // namespace

Answer ListObjects(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListBucket"));
  ROLECALL_TRY(wire::ListRequest list, wire::ReadListRequest(request, "max-keys"));
  if (request.Get("list-type") == "2") return ListSecond(call, request, *bucket, std::move(list));
  return ListFirst(call, request, *bucket, std::move(list));
}

Answer ListObjectVersions(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListBucketVersions"));
  ROLECALL_TRY(wire::ListRequest list, wire::ReadListRequest(request, "max-keys"));
  list.options.after = request.Get("key-marker");
  ROLECALL_TRY(list.options.after_order, ReadVersionMarker(call, request, *bucket));
  const Result<storage::ListPage> page = Objects(call).ListVersions(bucket->name, list.options);
  if (!page.ok()) return ObjectStoreError(call, page.error());
  wire::NoteDamaged(call, page->damaged);
  ROLECALL_TRY(bool latest, BeginsWithLatest(call, *bucket, list.options, *page));
  aws::XmlWriter xml;
  xml.OpenWith("ListVersionsResult", "xmlns", aws::kS3Namespace).Text("Name", bucket->name);
  list.Write(xml, "KeyMarker", list.options.after).Text("VersionIdMarker", request.Get("version-id-marker"));
  if (page->end.truncated) {
    list.Write(xml, "NextKeyMarker", page->end.next_key);
    if (!page->end.next_order.empty()) xml.Text("NextVersionIdMarker", page->versions.back().version_id);
  }
  wire::WriteListHead(xml, list, "MaxKeys", page->end.truncated);
  for (const ObjectVersion& version : page->versions) {
    WriteVersion(xml, list, *bucket, version, latest);
    // Newer versions come first: the first of a key is the latest.
    latest = &version != &page->versions.back() && (&version)[1].key != version.key;
  }
  wire::WritePrefixes(xml, list, page->end.prefixes);
  return XmlAnswer(call, xml.Close().text());
}

}  // namespace rolecall::services::s3
