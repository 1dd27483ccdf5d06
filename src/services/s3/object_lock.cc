#include "services/s3/object_lock.h"

#include "base/text.h"
#include "services/s3/bucket/object_lock.h"
#include "services/s3/bucket_operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr char kBypassHeader[] = "x-amz-bypass-governance-retention";
constexpr int kMostLockAttempts = 5;  // against others who write the same version at the same time

bool AsksToBypass(const Call& call) { return EqualsIgnoringAsciiCase(call.request.headers.Get(kBypassHeader), "true"); }

Question ObjectQuestion(const S3Request& request, const directory::Bucket& bucket, const char* action) {
  Question question{.action = action,
                    .resource = bucket.arn() + "/" + request.key,
                    .resource_account = bucket.account,
                    .resource_policy = bucket.policy.compiled.get()};
  for (const auto& [key, value] : bucket.tags) question.context.push_back({"s3:BucketTag/" + key, {value}});
  return question;
}

bool MayBypass(Call& call, const S3Request& request, const directory::Bucket& bucket) {
  if (!AsksToBypass(call)) return false;
  Question question = ObjectQuestion(request, bucket, "s3:BypassGovernanceRetention");
  return !AuthorizeS3(call, request, question).has_value();
}

std::optional<aws::ErrorShape> CheckProtection(bucket::Protection protection, Call& call, const S3Request& request,
                                               const directory::Bucket& bucket) {
  if (protection == bucket::Protection::kNone) return std::nullopt;
  const bool gives_way = protection == bucket::Protection::kBypassable && MayBypass(call, request, bucket);
  if (gives_way) return std::nullopt;
  return bucket::ProtectedByObjectLock();
}

aws::ErrorShape NoLockConfiguration(const S3Request& request) {
  return {404,
          "NoSuchObjectLockConfiguration",
          "The specified object does not have a ObjectLock configuration",
          {{"Key", request.key}}};
}

// Writes what `change` makes of the version's lock, as it is then.
Answer ChangeLock(Call& call, const S3Request& request, const directory::Bucket& bucket,
                  const std::function<std::optional<aws::ErrorShape>(bucket::ObjectLock&)>& change) {
  ObjectStore objects(call.directory.store(), call.random);
  for (int attempt = 1;; ++attempt) {
    Result<ObjectStore::Current> current = objects.FindCurrent(bucket.name, request.key);
    if (!current.ok()) return StoreError(current.error());
    ROLECALL_TRY(ObjectVersion version, FindObjectVersion(call, request, bucket.name));
    ROLECALL_RETURN_IF_ERROR(change(version.lock));
    const Result<void> done = objects.Replace(bucket.name, *current, version);
    if (done.ok()) return EmptyAnswer(200);
    if (done.error().code != ErrorCode::kConflict || attempt == kMostLockAttempts) return StoreError(done.error());
  }
}

// The condition keys of a retention that stands in the body.
void AddRetentionKeys(const Call& call, const bucket::Retention& retention, Question& question) {
  if (retention.mode.empty()) return;
  const auto days = std::chrono::ceil<std::chrono::days>(retention.until - call.now).count();
  question.context.push_back({"s3:object-lock-mode", {retention.mode}});
  question.context.push_back({"s3:object-lock-retain-until-date", {FormatIso8601(retention.until)}});
  question.context.push_back({"s3:object-lock-remaining-retention-days", {std::to_string(days)}});
}

// What stands in the body, if it may be read before the permission is known.
template <typename T, typename F>
Checked<T> ReadEarly(const Call& call, F read) {
  if (!MayReadBeforePermission(call)) return MalformedXml();
  ROLECALL_TRY(aws::XmlNode xml, ReadXmlBody(call));
  return read(xml);
}

}  // namespace

std::optional<aws::ErrorShape> LockNewObject(Call& call, const S3Request& request, const directory::Bucket& bucket,
                                             ObjectVersion& object) {
  const http::Headers& headers = call.request.headers;
  const bool retains = headers.Find("x-amz-object-lock-mode") != nullptr ||
                       headers.Find("x-amz-object-lock-retain-until-date") != nullptr;
  if (retains) {
    Question question = ObjectQuestion(request, bucket, "s3:PutObjectRetention");
    ROLECALL_RETURN_IF_ERROR(AuthorizeS3(call, request, question));
  }
  if (headers.Find("x-amz-object-lock-legal-hold") != nullptr) {
    Question question = ObjectQuestion(request, bucket, "s3:PutObjectLegalHold");
    ROLECALL_RETURN_IF_ERROR(AuthorizeS3(call, request, question));
  }
  Checked<bucket::ObjectLock> lock = bucket::ReadLockHeaders(headers, bucket, call.now);
  if (!lock.ok()) return lock.error();
  object.lock = *std::move(lock);
  return std::nullopt;
}

std::optional<aws::ErrorShape> CheckBypassHeader(const Call& call, const directory::Bucket& bucket) {
  if (bucket.object_lock || call.request.headers.Find(kBypassHeader) == nullptr) return std::nullopt;
  return InvalidArgument("x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.");
}

std::optional<aws::ErrorShape> CheckMayDelete(Call& call, const S3Request& request, const directory::Bucket& bucket,
                                              const ObjectVersion& version) {
  return CheckProtection(bucket::DeletionProtection(version.lock, call.now), call, request, bucket);
}

void AddLockHeaders(Call& call, const S3Request& request, const directory::Bucket& bucket, const ObjectVersion& object,
                    http::Response& answer) {
  const bucket::Retention& retention = object.lock.retention;
  const auto may = [&](const char* action) {
    Question question = ObjectQuestion(request, bucket, action);
    return Decide(call, question).allowed();
  };
  if (!retention.mode.empty() && may("s3:GetObjectRetention")) {
    answer.headers.Set("x-amz-object-lock-mode", retention.mode);
    answer.headers.Set("x-amz-object-lock-retain-until-date", FormatIso8601Millis(retention.until));
  }
  if (!object.lock.legal_hold.empty() && may("s3:GetObjectLegalHold")) {
    answer.headers.Set("x-amz-object-lock-legal-hold", object.lock.legal_hold);
  }
}

Checked<ObjectVersion> FindObjectVersion(Call& call, const S3Request& request, const std::string& bucket) {
  ObjectStore objects(call.directory.store(), call.random);
  const std::string* id = request.Find("versionId");
  std::optional<ObjectVersion> version;
  if (id != nullptr) {
    Result<std::optional<ObjectVersion>> found = objects.FindVersion(bucket, request.key, *id);
    if (!found.ok()) return StoreError(found.error());
    if (!*found) {
      return aws::ErrorShape{
          404, "NoSuchVersion", "The specified version does not exist.", {{"Key", request.key}, {"VersionId", *id}}};
    }
    version = *std::move(found);
  } else {
    Result<ObjectStore::Current> current = objects.FindCurrent(bucket, request.key);
    if (!current.ok()) return StoreError(current.error());
    if (!current->version) return NoSuchKey(request.key);
    version = std::move(current->version);
  }
  if (version->delete_marker) {
    return aws::ErrorShape{405,
                           "MethodNotAllowed",
                           "The specified method is not allowed against this resource.",
                           {{"Method", call.request.method}, {"ResourceType", "DeleteMarker"}},
                           {{"x-amz-delete-marker", "true"}, {"Allow", "DELETE"}}};
  }
  return *std::move(version);
}

Answer GetObjectRetention(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action, true));
  if (!bucket->object_lock) return bucket::MissingObjectLock();
  ROLECALL_TRY(ObjectVersion version, FindObjectVersion(call, request, bucket->name));
  if (version.lock.retention.mode.empty()) return NoLockConfiguration(request);
  return XmlAnswer(call, bucket::ShowRetention(version.lock.retention));
}

Answer PutObjectRetention(Call& call, const S3Request& request) {
  const Checked<bucket::Retention> next =
      ReadEarly<bucket::Retention>(call, [&](const aws::XmlNode& xml) { return bucket::ReadRetention(xml, call.now); });
  Question question;
  if (next.ok()) AddRetentionKeys(call, *next, question);
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action, true, question));
  if (!bucket->object_lock) return bucket::MissingObjectLock();
  if (!next.ok()) return next.error();
  return ChangeLock(call, request, *bucket, [&](bucket::ObjectLock& lock) -> std::optional<aws::ErrorShape> {
    const bucket::Protection protection = bucket::ChangeProtection(lock.retention, *next, call.now);
    ROLECALL_RETURN_IF_ERROR(CheckProtection(protection, call, request, *bucket));
    lock.retention = *next;
    return std::nullopt;
  });
}

Answer GetObjectLegalHold(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action, true));
  if (!bucket->object_lock) return bucket::MissingObjectLock();
  ROLECALL_TRY(ObjectVersion version, FindObjectVersion(call, request, bucket->name));
  if (version.lock.legal_hold.empty()) return NoLockConfiguration(request);
  return XmlAnswer(call, bucket::ShowLegalHold(version.lock.legal_hold));
}

Answer PutObjectLegalHold(Call& call, const S3Request& request) {
  const Checked<std::string> status = ReadEarly<std::string>(call, bucket::ReadLegalHold);
  Question question;
  if (status.ok()) question.context.push_back({"s3:object-lock-legal-hold", {*status}});
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action, true, question));
  if (!bucket->object_lock) return bucket::MissingObjectLock();
  if (!status.ok()) return status.error();
  return ChangeLock(call, request, *bucket, [&](bucket::ObjectLock& lock) -> std::optional<aws::ErrorShape> {
    lock.legal_hold = *status;
    return std::nullopt;
  });
}

}  // namespace rolecall::services::s3
