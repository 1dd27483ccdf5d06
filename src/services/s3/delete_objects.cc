// DeleteObject and DeleteObjects.
#include "base/text.h"
#include "services/s3/object/checksums.h"
#include "services/s3/object/conditions.h"
#include "services/s3/object/errors.h"
#include "services/s3/object_access.h"
#include "services/s3/object_lock.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMostKeys = 1000;

// What is to be deleted.
struct Deletion {
  std::string key;
  std::optional<std::string> version_id;
  std::string if_match;  // "": whatever is there
};

// What became of it: the version or marker that it made or took away.
struct Deleted {
  bool marker = false;
  std::string version_id;
  bool found = true;  // false: there was no such version
};

// Takes the named version away, or the current one where there are no versions, or puts a delete marker on top.
Result<Deleted> DeleteOnce(ObjectStore& objects, const storage::BucketTarget& bucket, const Deletion& deletion,
                           const ObjectStore::Current& current, const std::optional<ObjectVersion>& version, Time now) {
  if (deletion.version_id || bucket.versioning == directory::Versioning::kOff) {
    const Deleted deleted{version && version->delete_marker, deletion.version_id.value_or(""), version.has_value()};
    if (version) ROLECALL_RETURN_IF_ERROR(objects.DeleteVersion(bucket.name, current, *version));
    return deleted;
  }
  ObjectVersion marker;
  marker.key = deletion.key;
  marker.delete_marker = true;
  marker.modified = now;
  ROLECALL_TRY(ObjectVersion made, objects.Put(bucket, current, std::move(marker), ""));
  return Deleted{true, made.version_id};
}

// Again while others change the same key, on conditions that are looked at each time.
Checked<Deleted> DeleteOne(Call& call, const S3Request& request, const directory::Bucket& bucket,
                           const Deletion& deletion) {
  ObjectStore objects = Objects(call);
  ROLECALL_RETURN_IF_ERROR(CheckBypassHeader(call, bucket));
  if (deletion.version_id) ROLECALL_RETURN_IF_ERROR(CheckVersionId(bucket, *deletion.version_id));
  for (int attempt = 1;; ++attempt) {
    const Result<ObjectStore::Current> current = objects.FindCurrent(bucket.name, deletion.key);
    if (!current.ok()) return ObjectStoreError(call, current.error());
    Result<std::optional<ObjectVersion>> version = current->version;
    if (deletion.version_id) version = objects.FindVersion(bucket.name, deletion.key, *deletion.version_id);
    if (!version.ok()) return ObjectStoreError(call, version.error());
    ROLECALL_RETURN_IF_ERROR(object::CheckDeleteCondition(deletion.if_match, *version, deletion.key));
    if (deletion.version_id && *version) {
      ROLECALL_RETURN_IF_ERROR(CheckMayDelete(call, request, bucket, **version));
    }
    ROLECALL_TRY(storage::BucketTarget target, TargetNow(call, bucket));
    const Result<Deleted> done = DeleteOnce(objects, target, deletion, *current, *version, call.now);
    if (done.ok()) return *done;
    if (done.error().code == ErrorCode::kNotFound) return NoSuchBucket(bucket.name);
    if (done.error().code != ErrorCode::kConflict || attempt == kMostAttempts) {
      return ObjectStoreError(call, done.error());
    }
  }
}

// Each key is asked for by itself. `request` is the whole call's, whose other parameters are not the key's.
Checked<Deleted> DeleteListed(Call& call, const S3Request& request, const aws::XmlNode& listed) {
  for (const char* of_directory_buckets : {"LastModifiedTime", "Size"}) {
    if (listed.Find(of_directory_buckets) != nullptr) return object::HeaderNotImplemented(of_directory_buckets);
  }
  Deletion deletion{.key = std::string(listed.Get("Key")), .if_match = std::string(listed.Get("ETag"))};
  S3Request one;
  one.bucket = request.bucket;
  one.key = deletion.key;
  if (listed.Find("VersionId") != nullptr) {
    deletion.version_id = std::string(listed.Get("VersionId"));
    one.parameters.emplace_back("versionId", *deletion.version_id);
  }
  Question question;
  if (!deletion.if_match.empty()) question.context.push_back({"s3:if-match", {deletion.if_match}});
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, one, deletion.version_id ? "DeleteObjectVersion" : "DeleteObject",
                                                true, std::move(question)));
  Checked<Deleted> deleted = DeleteOne(call, one, *bucket, deletion);
  // Here, and not where one version is deleted by itself, S3 says that there is none.
  const bool no_version = deleted.ok() ? !deleted->found : deleted.error().code == "InvalidArgument";
  if (deletion.version_id && no_version) return object::NoSuchVersion(deletion.key, *deletion.version_id);
  return deleted;
}

void WriteDeleted(aws::XmlWriter& xml, const aws::XmlNode& listed, const Deleted& deleted) {
  xml.Open("Deleted").Text("Key", listed.Get("Key"));
  const bool named = listed.Find("VersionId") != nullptr;
  if (named) xml.Text("VersionId", listed.Get("VersionId"));
  if (deleted.marker) xml.Bool("DeleteMarker", true).Text("DeleteMarkerVersionId", deleted.version_id);
  xml.Close();
}

void WriteError(aws::XmlWriter& xml, const aws::XmlNode& listed, const aws::ErrorShape& error) {
  xml.Open("Error").Text("Key", listed.Get("Key"));
  if (listed.Find("VersionId") != nullptr) xml.Text("VersionId", listed.Get("VersionId"));
  xml.Text("Code", error.code).Text("Message", error.message).Close();
}

// The list, if it is one. MalformedXML: none, or more than 1000 keys.
Checked<std::vector<const aws::XmlNode*>> ReadList(const aws::XmlNode& root) {
  std::vector<const aws::XmlNode*> listed = root.All("Object");
  if (root.name != "Delete" || listed.empty() || listed.size() > kMostKeys) return MalformedXml();
  for (const aws::XmlNode* object : listed) {
    const std::string_view key = object->Get("Key");
    if (key.empty()) return MalformedXml();
    if (key.size() > kMaxKeyBytes) return aws::ErrorShape{400, "KeyTooLongError", "Your key is too long"};
  }
  return listed;
}

// MFA Delete does not exist here: a device's code is refused, not passed over.
std::optional<aws::ErrorShape> RefuseMfa(const http::Headers& headers) {
  if (headers.Find("x-amz-mfa") != nullptr) return object::HeaderNotImplemented("x-amz-mfa");
  return std::nullopt;
}

}  // namespace

Answer DeleteObject(Call& call, const S3Request& request) {
  const std::string* version_id = request.Find("versionId");
  ROLECALL_TRY(BucketPointer bucket,
               FindBucket(call, request, version_id != nullptr ? "DeleteObjectVersion" : "DeleteObject", true));
  ROLECALL_RETURN_IF_ERROR(RefuseMfa(call.request.headers));
  ROLECALL_RETURN_IF_ERROR(object::CheckDeleteHeaders(call.request.headers));
  Deletion deletion{.key = request.key, .if_match = std::string(call.request.headers.Get("If-Match"))};
  if (version_id != nullptr) deletion.version_id = *version_id;
  ROLECALL_TRY(Deleted deleted, DeleteOne(call, request, *bucket, deletion));
  http::Response answer = EmptyAnswer(204);
  if (deleted.marker) answer.headers.Set("x-amz-delete-marker", "true");
  if (!deleted.version_id.empty()) answer.headers.Set("x-amz-version-id", deleted.version_id);
  return answer;
}

Answer DeleteObjects(Call& call, const S3Request& request) {
  ROLECALL_RETURN_IF_ERROR(RefuseMfa(call.request.headers));
  ROLECALL_RETURN_IF_ERROR(object::CheckBody(call.request.headers, call.request.body));
  const Result<aws::XmlNode> root = aws::ParseXml(call.request.body);
  if (!root.ok()) return MalformedXml();
  ROLECALL_TRY(std::vector<const aws::XmlNode*> listed, ReadList(*root));
  if (call.snapshot->buckets.Find(request.bucket) == nullptr) return NoSuchBucket(request.bucket);
  const bool quiet = EqualsIgnoringAsciiCase(root->Get("Quiet"), "true");
  aws::XmlWriter xml;
  xml.OpenWith("DeleteResult", "xmlns", aws::kS3Namespace);
  for (const aws::XmlNode* object : listed) {
    const Checked<Deleted> deleted = DeleteListed(call, request, *object);
    if (!deleted.ok()) {
      WriteError(xml, *object, deleted.error());
    } else if (!quiet) {
      WriteDeleted(xml, *object, *deleted);
    }
  }
  xml.Close();
  return XmlAnswer(call, xml.text());
}

}  // namespace rolecall::services::s3
