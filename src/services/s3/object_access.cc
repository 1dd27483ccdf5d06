#include "services/s3/object_access.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "services/s3/object/conditions.h"
#include "services/s3/object/encryption.h"
#include "services/s3/object/errors.h"
#include "services/s3/wire/condition_keys.h"

namespace rolecall::services::s3 {
namespace {

// What the store has for the request: the named version or the current one, which may be a delete marker.
Checked<std::optional<ObjectVersion>> LookUp(Call& call, const S3Request& request) {
  ObjectStore objects = Objects(call);
  if (const std::string* id = request.Find("versionId")) {
    Result<std::optional<ObjectVersion>> found = objects.FindVersion(request.bucket, request.key, *id);
    if (!found.ok()) return ObjectStoreError(call, found.error());
    return *std::move(found);
  }
  Result<ObjectStore::Current> current = objects.FindCurrent(request.bucket, request.key);
  if (!current.ok()) return ObjectStoreError(call, current.error());
  return std::move(current->version);
}

// Who may not list must not learn that there is nothing.
aws::ErrorShape Missing(Call& call, const directory::Bucket& bucket, aws::ErrorShape error) {
  const Checked<BucketPointer> listable = FindBucket(call, S3Request{.bucket = bucket.name}, "ListBucket");
  return listable.ok() ? std::move(error) : listable.error();
}

// The refusal of what was looked up, if it is no object.
std::optional<aws::ErrorShape> RefuseMissing(Call& call, const S3Request& request, const directory::Bucket& bucket,
                                             const std::optional<ObjectVersion>& found) {
  const std::string* id = request.Find("versionId");
  if (id != nullptr) ROLECALL_RETURN_IF_ERROR(CheckVersionId(bucket, *id));
  if (!found)
    return id != nullptr ? object::NoSuchVersion(request.key, *id) : Missing(call, bucket, NoSuchKey(request.key));
  if (!found->delete_marker) return std::nullopt;
  // A delete marker has no tags, no ACL, no retention; that there is no object is what reading it says.
  const bool of_sub_resource = !request.marker.empty() && request.marker != "attributes";
  if (id != nullptr || of_sub_resource) return object::MarkerIsNoObject(*found, call.request.method);
  return Missing(call, bucket, object::NoSuchKeyButMarker(*found, bucket.versioning != directory::Versioning::kOff));
}

}  // namespace

ObjectStore Objects(Call& call) { return {call.directory.store(), call.random}; }

Checked<storage::BucketTarget> TargetNow(Call& call, const directory::Bucket& bucket) {
  const BucketPointer now = call.directory.snapshot()->buckets.Find(bucket.name);
  if (now == nullptr || now->created != bucket.created) return NoSuchBucket(bucket.name);
  return storage::BucketTarget{now->name, now->versioning};
}

aws::ErrorShape ObjectStoreError(Call& call, const Error& error) {
  if (error.code == ErrorCode::kDataLoss) call.damaged.push_back(error.message);
  return StoreError(error);
}

std::optional<aws::ErrorShape> CheckVersionId(const directory::Bucket& bucket, const std::string& version_id) {
  constexpr std::size_t kVersionIdSize = 32;
  if (version_id.empty()) return InvalidArgument("Version id cannot be the empty string", "versionId", "");
  if (version_id == "null") return std::nullopt;
  const bool looks_like_one = version_id.size() == kVersionIdSize && std::ranges::all_of(version_id, [](char c) {
                                return IsAsciiAlphanumeric(c) || c == '.' || c == '_' || c == '-';
                              });
  if (bucket.versioning != directory::Versioning::kOff && looks_like_one) return std::nullopt;
  return InvalidArgument("Invalid version id specified", "versionId", version_id);
}

Checked<FoundObject> OpenObject(Call& call, const S3Request& request, const Permission& permission, Question question) {
  Checked<std::optional<ObjectVersion>> found = LookUp(call, request);
  if (found.ok() && *found) wire::AddExistingTags((*found)->tags, question);
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, permission.of(request), true, std::move(question)));
  if (!found.ok()) return std::move(found.error());
  ROLECALL_RETURN_IF_ERROR(RefuseMissing(call, request, *bucket, *found));
  return FoundObject{std::move(bucket), **std::move(found)};
}

Checked<std::string> ReadBytes(Call& call, const FoundObject& found, bool& replaced) {
  ROLECALL_TRY(const Secret data_key, object::OpenDataKey(call, *found.bucket, found.object));
  Result<std::string> body = Objects(call).ReadBody(found.bucket->name, found.object);
  if (body.ok()) return object::OpenBytes(call, data_key, *std::move(body));
  replaced = body.error().code == ErrorCode::kNotFound;
  return ObjectStoreError(call, body.error());
}

Answer WithBytes(const std::function<Answer(bool& replaced)>& operation) {
  for (int attempt = 1;; ++attempt) {
    bool replaced = false;
    Answer answer = operation(replaced);
    if (!replaced || attempt == kMostAttempts) return answer;
  }
}

Question PutQuestion(const directory::Tags& tags, bool creates_object) {
  Question question;
  wire::AddRequestTags(tags, question);
  wire::AddCreation(creates_object, question);
  return question;
}

std::optional<aws::ErrorShape> AuthorizeAlso(Call& call, const S3Request& request, std::string_view action,
                                             Question question) {
  const Checked<BucketPointer> allowed = FindBucket(call, request, action, true, std::move(question));
  if (!allowed.ok()) return allowed.error();
  return std::nullopt;
}

std::optional<aws::ErrorShape> AuthorizeTags(Call& call, const S3Request& request, const directory::Tags& tags) {
  if (tags.empty()) return std::nullopt;
  Question question;
  wire::AddRequestTags(tags, question);
  return AuthorizeAlso(call, request, "PutObjectTagging", std::move(question));
}

Checked<ObjectVersion> StoreObject(Call& call, const directory::Bucket& bucket, ObjectVersion object,
                                   const std::string& body, const Secret& data_key) {
  constexpr std::size_t kEtagDigits = 32;
  // "Objects encrypted by SSE-KMS have ETags that are not an MD5 digest of their object data": it would tell of them.
  if (!data_key.empty()) object.etag = RandomHex(call.random, kEtagDigits);
  const std::string stored_bytes = object::SealBytes(call, data_key, body);
  ObjectStore objects = Objects(call);
  for (int attempt = 1;; ++attempt) {
    Result<ObjectStore::Current> current = objects.FindCurrent(bucket.name, object.key);
    if (!current.ok()) return ObjectStoreError(call, current.error());
    ROLECALL_RETURN_IF_ERROR(object::CheckWriteConditions(call.request.headers, current->version, object.key));
    ROLECALL_TRY(storage::BucketTarget target, TargetNow(call, bucket));
    Result<ObjectVersion> stored = objects.Put(target, *current, object, stored_bytes);
    if (stored.ok()) return *std::move(stored);
    if (stored.error().code == ErrorCode::kNotFound) return NoSuchBucket(bucket.name);
    if (stored.error().code != ErrorCode::kConflict || attempt == kMostAttempts) {
      return ObjectStoreError(call, stored.error());
    }
  }
}

std::string ObjectUrl(const Call& call, const std::string& bucket, const std::string& key) {
  const std::string_view host = call.request.headers.Get("Host");
  std::string url = (call.request.tls ? "https://" : "http://") + std::string(host) + "/";
  if (!host.starts_with(bucket + ".")) url += bucket + "/";
  return url + PercentEncode(key, "/");
}

void AddVersionHeader(http::Response& answer, const directory::Bucket& bucket, const ObjectVersion& version) {
  if (bucket.versioning != directory::Versioning::kOff) answer.headers.Set("x-amz-version-id", version.version_id);
}

}  // namespace rolecall::services::s3
