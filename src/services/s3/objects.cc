// Objects: put, get, head, delete, copy, tags.
#include <algorithm>

#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/parameters.h"
#include "services/s3/checksums.h"
#include "services/s3/conditions.h"
#include "services/s3/object_headers.h"
#include "services/s3/object_lock.h"
#include "services/s3/operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr int kMostAttempts = 5;  // against others who write the same key at the same time

ObjectStore Objects(Call& call) { return {call.directory.store(), call.random}; }

// The version that a request means: the named one or the current one. A delete marker or nothing is refused.
Checked<ObjectVersion> FindObject(Call& call, const S3Request& request, const std::string& bucket) {
  ObjectStore objects = Objects(call);
  std::optional<ObjectVersion> version;
  if (const std::string* id = request.Find("versionId")) {
    Result<std::optional<ObjectVersion>> found = objects.FindVersion(bucket, request.key, *id);
    if (!found.ok()) return StoreError(found.error());
    if (!*found) {
      return aws::ErrorShape{
          404, "NoSuchVersion", "The specified version does not exist.", {{"Key", request.key}, {"VersionId", *id}}};
    }
    version = *std::move(found);
    if (version->delete_marker) {
      return aws::ErrorShape{405, "MethodNotAllowed", "The specified method is not allowed against this resource."};
    }
    return *std::move(version);
  }
  Result<ObjectStore::Current> current = objects.FindCurrent(bucket, request.key);
  if (!current.ok()) return StoreError(current.error());
  if (!current->version || current->version->delete_marker) return NoSuchKey(request.key);
  return *std::move(current->version);
}

Question PutQuestion(const Call& call, const directory::Tags& tags) {
  Question question;
  for (const char* header : {"x-amz-acl", "x-amz-server-side-encryption", "x-amz-storage-class", "x-amz-copy-source"}) {
    if (const std::string* value = call.request.headers.Find(header)) {
      question.context.push_back({"s3:" + std::string(header), {*value}});
    }
  }
  for (const char* header : {"If-None-Match", "If-Match"}) {
    if (const std::string* value = call.request.headers.Find(header)) {
      question.context.push_back({std::string(header) == "If-Match" ? "s3:if-match" : "s3:if-none-match", {*value}});
    }
  }
  ContextKey keys{"s3:RequestObjectTagKeys", {}, true};
  for (const auto& [key, value] : tags) {
    question.context.push_back({"s3:RequestObjectTag/" + key, {value}});
    keys.values.push_back(key);
  }
  if (!tags.empty()) question.context.push_back(std::move(keys));
  return question;
}

// Stores `object` as the current version, after the conditions were looked at; again if somebody was faster.
Checked<ObjectVersion> Store(Call& call, const directory::Bucket& bucket, const ObjectVersion& object,
                             const std::string& body) {
  ObjectStore objects = Objects(call);
  for (int attempt = 1;; ++attempt) {
    Result<ObjectStore::Current> current = objects.FindCurrent(bucket.name, object.key);
    if (!current.ok()) return StoreError(current.error());
    ROLECALL_RETURN_IF_ERROR(CheckWriteConditions(call.request.headers, current->version, object.key));
    Result<ObjectVersion> stored = objects.Put(bucket.name, bucket.versioning, *current, object, body);
    if (stored.ok()) return *std::move(stored);
    if (stored.error().code != ErrorCode::kConflict || attempt == kMostAttempts) return StoreError(stored.error());
  }
}

void AddVersionHeader(http::Response& answer, const directory::Bucket& bucket, const ObjectVersion& version) {
  if (bucket.versioning != directory::Versioning::kOff) answer.headers.Set("x-amz-version-id", version.version_id);
}

}  // namespace

Answer PutObject(Call& call, const S3Request& request) {
  ObjectVersion object;
  object.key = request.key;
  ROLECALL_TRY(object.tags, TagsFromHeader(call.request.headers));
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true, PutQuestion(call, object.tags)));
  ROLECALL_RETURN_IF_ERROR(CheckBody(call.request, call.request.body, object.checksums));
  ROLECALL_RETURN_IF_ERROR(ReadObjectHeaders(call.request.headers, object));
  ROLECALL_RETURN_IF_ERROR(LockNewObject(call, request, *bucket, object));
  ROLECALL_RETURN_IF_ERROR(CheckNewObjectAcl(call, *bucket));
  object.etag = crypto::Md5Hex(call.request.body);
  object.size = call.request.body.size();
  object.modified = call.now;
  ROLECALL_TRY(ObjectVersion stored, Store(call, *bucket, object, call.request.body));
  http::Response answer = EmptyAnswer(200);
  answer.headers.Set("ETag", Quoted(stored.etag));
  for (const auto& [name, checksum] : stored.checksums) answer.headers.Set(name, checksum);
  AddEncryptionHeader(stored, answer);
  AddVersionHeader(answer, *bucket, stored);
  return answer;
}

Answer GetObject(Call& call, const S3Request& request) {
  const bool head = call.request.method == "HEAD";
  const std::string_view action = request.Has("versionId") ? "GetObjectVersion" : "GetObject";
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, action, true));
  Checked<ObjectVersion> found = FindObject(call, request, bucket->name);
  if (!found.ok()) {
    // Who may not list must not learn that there is nothing.
    const bool may_list = Decide(call, {.action = "s3:ListBucket",
                                        .resource = bucket->arn(),
                                        .resource_account = bucket->account,
                                        .resource_policy = bucket->policy.compiled.get()})
                              .allowed();
    if (found.error().code == "NoSuchKey" && !may_list) return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
    return std::move(found.error());
  }
  const ObjectVersion& object = *found;
  const std::optional<int> shortcut = CheckReadConditions(call.request.headers, object);
  if (shortcut == 412) return PreconditionFailed("If-Match");
  http::Response answer = EmptyAnswer(shortcut.value_or(200));
  WriteObjectHeaders(object, answer);
  AddVersionHeader(answer, *bucket, object);
  AddLockHeaders(call, request, *bucket, object, answer);
  for (const auto& [parameter, header] : kResponseOverrides) {
    if (const std::string* value = request.Find(parameter)) answer.headers.Set(header, *value);
  }
  if (shortcut) return answer;
  Result<std::string> body = Objects(call).ReadBody(bucket->name, object);
  if (!body.ok()) return StoreError(body.error());
  ROLECALL_RETURN_IF_ERROR(ApplyRange(call.request.headers, *body, answer));
  answer.head_only = head;
  return answer;
}

namespace {

// What became of a delete: the version or marker that it made or took away.
struct Deleted {
  bool marker = false;
  std::string version_id;
};

Checked<Deleted> DeleteOne(Call& call, const S3Request& request, const directory::Bucket& bucket) {
  const std::string& key = request.key;
  const std::string* version_id = request.Find("versionId");
  ROLECALL_RETURN_IF_ERROR(CheckBypassHeader(call, bucket));
  ObjectStore objects = Objects(call);
  for (int attempt = 1;; ++attempt) {
    Result<ObjectStore::Current> current = objects.FindCurrent(bucket.name, key);
    if (!current.ok()) return StoreError(current.error());
    Deleted deleted;
    Result<void> done;
    if (version_id != nullptr) {
      Result<std::optional<ObjectVersion>> version = objects.FindVersion(bucket.name, key, *version_id);
      if (!version.ok()) return StoreError(version.error());
      if (!*version) return Deleted{false, *version_id};
      ROLECALL_RETURN_IF_ERROR(CheckMayDelete(call, request, bucket, **version));
      deleted = {(*version)->delete_marker, *version_id};
      done = objects.DeleteVersion(bucket.name, *current, **version);
    } else if (bucket.versioning == directory::Versioning::kOff) {
      if (!current->version) return deleted;
      done = objects.DeleteVersion(bucket.name, *current, *current->version);
    } else {
      ObjectVersion marker;
      marker.key = key;
      marker.delete_marker = true;
      marker.modified = call.now;
      Result<ObjectVersion> made = objects.Put(bucket.name, bucket.versioning, *current, marker, "");
      if (made.ok()) return Deleted{true, made->version_id};
      done = made.error();
    }
    if (done.ok()) return deleted;
    if (done.error().code != ErrorCode::kConflict || attempt == kMostAttempts) return StoreError(done.error());
  }
}

}  // namespace

Answer DeleteObject(Call& call, const S3Request& request) {
  const std::string* version_id = request.Find("versionId");
  ROLECALL_TRY(BucketPointer bucket,
               FindBucket(call, request, version_id != nullptr ? "DeleteObjectVersion" : "DeleteObject", true));
  ROLECALL_TRY(Deleted deleted, DeleteOne(call, request, *bucket));
  http::Response answer = EmptyAnswer(204);
  if (deleted.marker) answer.headers.Set("x-amz-delete-marker", "true");
  if (!deleted.version_id.empty()) answer.headers.Set("x-amz-version-id", deleted.version_id);
  return answer;
}

Answer DeleteObjects(Call& call, const S3Request& request) {
  constexpr std::size_t kMost = 1000;
  const Result<aws::XmlNode> list = aws::ParseXml(call.request.body);
  if (!list.ok() || list->All("Object").empty() || list->All("Object").size() > kMost) return MalformedXml();
  if (call.snapshot->buckets.Find(request.bucket) == nullptr) return NoSuchBucket(request.bucket);
  const bool quiet = list->Get("Quiet") == "true";
  aws::XmlWriter xml;
  xml.OpenWith("DeleteResult", "xmlns", aws::kS3Namespace);
  for (const aws::XmlNode* object : list->All("Object")) {
    S3Request one;
    one.bucket = request.bucket;
    one.key = std::string(object->Get("Key"));
    const std::string version(object->Get("VersionId"));
    if (!version.empty()) one.parameters.emplace_back("versionId", version);
    Checked<BucketPointer> bucket =
        FindBucket(call, one, version.empty() ? "DeleteObject" : "DeleteObjectVersion", true);
    Checked<Deleted> deleted =
        bucket.ok() ? DeleteOne(call, one, **bucket) : Checked<Deleted>(std::move(bucket.error()));
    if (!deleted.ok()) {
      xml.Open("Error")
          .Text("Key", one.key)
          .Text("Code", deleted.error().code)
          .Text("Message", deleted.error().message)
          .Close();
    } else if (!quiet) {
      xml.Open("Deleted").Text("Key", one.key);
      if (!version.empty()) xml.Text("VersionId", version);
      if (deleted->marker) xml.Bool("DeleteMarker", true).Text("DeleteMarkerVersionId", deleted->version_id);
      xml.Close();
    }
  }
  xml.Close();
  return XmlAnswer(call, xml.text());
}

Answer CopyObject(Call& call, const S3Request& request) {
  std::string_view source = call.request.headers.Get("x-amz-copy-source");
  S3Request from;
  const std::size_t question = source.find("?versionId=");
  if (question != std::string_view::npos) {
    from.parameters.emplace_back("versionId", std::string(source.substr(question + 11)));
    source = source.substr(0, question);
  }
  const std::optional<std::string> path = PercentDecode(source.starts_with('/') ? source.substr(1) : source);
  const std::size_t slash = path ? path->find('/') : std::string::npos;
  if (slash == std::string::npos) {
    return InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  }
  from.bucket = path->substr(0, slash);
  from.key = path->substr(slash + 1);
  ROLECALL_TRY(BucketPointer source_bucket,
               FindBucket(call, from, from.Has("versionId") ? "GetObjectVersion" : "GetObject", true));
  ROLECALL_TRY(directory::Tags tags, TagsFromHeader(call.request.headers));
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true, PutQuestion(call, tags)));
  ROLECALL_TRY(ObjectVersion original, FindObject(call, from, source_bucket->name));
  Result<std::string> body = Objects(call).ReadBody(source_bucket->name, original);
  if (!body.ok()) return StoreError(body.error());
  ObjectVersion copy = original;
  copy.key = request.key;
  copy.parts = 0;
  copy.modified = call.now;
  copy.etag = crypto::Md5Hex(*body);
  if (call.request.headers.Get("x-amz-metadata-directive") == "REPLACE") {
    copy.headers.clear();
    ROLECALL_RETURN_IF_ERROR(ReadObjectHeaders(call.request.headers, copy));
  }
  if (call.request.headers.Get("x-amz-tagging-directive") == "REPLACE") copy.tags = tags;
  ROLECALL_RETURN_IF_ERROR(LockNewObject(call, request, *bucket, copy));
  ROLECALL_RETURN_IF_ERROR(CheckNewObjectAcl(call, *bucket));
  ROLECALL_TRY(ObjectVersion stored, Store(call, *bucket, copy, *body));
  aws::XmlWriter xml;
  xml.OpenWith("CopyObjectResult", "xmlns", aws::kS3Namespace)
      .Text("LastModified", XmlTime(stored.modified))
      .Text("ETag", Quoted(stored.etag))
      .Close();
  http::Response answer = XmlAnswer(call, xml.text());
  AddVersionHeader(answer, *bucket, stored);
  return answer;
}

Answer ObjectTagging(Call& call, const S3Request& request) {
  const std::string verb = call.request.method == "GET" ? "Get" : call.request.method == "PUT" ? "Put" : "Delete";
  ROLECALL_TRY(
      BucketPointer bucket,
      FindBucket(call, request, verb + (request.Has("versionId") ? "ObjectVersionTagging" : "ObjectTagging"), true));
  ROLECALL_TRY(ObjectVersion object, FindObject(call, request, bucket->name));
  if (verb == "Get") {
    aws::XmlWriter xml;
    xml.OpenWith("Tagging", "xmlns", aws::kS3Namespace).Open("TagSet");
    for (const auto& [key, value] : object.tags) xml.Open("Tag").Text("Key", key).Text("Value", value).Close();
    xml.Close().Close();
    return XmlAnswer(call, xml.text());
  }
  object.tags.clear();
  if (verb == "Put") {
    const Result<aws::XmlNode> xml = aws::ParseXml(call.request.body);
    if (!xml.ok()) return MalformedXml();
    for (const aws::XmlNode* tag : xml->List("TagSet", "Tag")) {
      object.tags.emplace_back(tag->Get("Key"), tag->Get("Value"));
    }
    ROLECALL_RETURN_IF_ERROR(CheckObjectTags(object.tags));
  }
  ObjectStore objects = Objects(call);
  Result<ObjectStore::Current> current = objects.FindCurrent(bucket->name, request.key);
  if (!current.ok()) return StoreError(current.error());
  const Result<void> done = objects.Replace(bucket->name, *current, object);
  if (!done.ok()) return StoreError(done.error());
  return EmptyAnswer(verb == "Put" ? 200 : 204);
}

}  // namespace rolecall::services::s3
