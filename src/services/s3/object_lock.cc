#include "services/s3/object_lock.h"

#include "base/text.h"
#include "services/s3/bucket/object_lock.h"
#include "services/s3/bucket_operations.h"
#include "services/s3/object_access.h"

namespace rolecall::services::s3 {
namespace {

constexpr char kBypassHeader[] = "x-amz-bypass-governance-retention";

bool AsksToBypass(const Call& call) { return EqualsIgnoringAsciiCase(call.request.headers.Get(kBypassHeader), "true"); }

Question ObjectQuestion(const S3Request& request, const directory::Bucket& bucket, const char* action) {
  Question question{.action = action,
                    .resource = bucket.arn() + "/" + request.key,
                    .resource_account = bucket.account,
                    .resource_policy = bucket.policy.compiled().get()};
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
using LockChange = std::function<std::optional<aws::ErrorShape>(const directory::Bucket&, bucket::ObjectLock&)>;

Answer ChangeLock(Call& call, const S3Request& request, const Permission& permission, const Question& question,
                  const LockChange& change) {
  for (int attempt = 1;; ++attempt) {
    ObjectStore objects = Objects(call);
    const Result<ObjectStore::Current> current = objects.FindCurrent(request.bucket, request.key);
    ROLECALL_TRY(FoundObject found, OpenObject(call, request, permission, question));
    if (!current.ok()) return ObjectStoreError(call, current.error());
    if (!found.bucket->object_lock) return bucket::MissingObjectLock();
    ROLECALL_RETURN_IF_ERROR(change(*found.bucket, found.object.lock));
    const Result<void> done = objects.Replace(found.bucket->name, *current, found.object);
    if (done.ok()) return EmptyAnswer(200);
    if (done.error().code != ErrorCode::kConflict || attempt == kMostAttempts) {
      return ObjectStoreError(call, done.error());
    }
  }
}

// The version whose lock is asked for.
Checked<FoundObject> OpenLocked(Call& call, const S3Request& request) {
  ROLECALL_TRY(FoundObject found, OpenObject(call, request, {request.action, request.action}));
  if (!found.bucket->object_lock) return bucket::MissingObjectLock();
  return found;
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

std::optional<aws::ErrorShape> LockNewObject(Call& call, const S3Request& request, const http::Headers& headers,
                                             const directory::Bucket& bucket, ObjectVersion& object) {
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

Answer GetObjectRetention(Call& call, const S3Request& request) {
  ROLECALL_TRY(FoundObject found, OpenLocked(call, request));
  const bucket::Retention& retention = found.object.lock.retention;
  if (retention.mode.empty()) return NoLockConfiguration(request);
  return XmlAnswer(call, bucket::ShowRetention(retention));
}

Answer PutObjectRetention(Call& call, const S3Request& request) {
  const Checked<bucket::Retention> next =
      ReadEarly<bucket::Retention>(call, [&](const aws::XmlNode& xml) { return bucket::ReadRetention(xml, call.now); });
  Question question;
  if (next.ok()) AddRetentionKeys(call, *next, question);
  return ChangeLock(call, request, {request.action, request.action}, question,
                    [&](const directory::Bucket& bucket, bucket::ObjectLock& lock) -> std::optional<aws::ErrorShape> {
                      if (!next.ok()) return next.error();
                      const bucket::Protection protection = bucket::ChangeProtection(lock.retention, *next, call.now);
                      ROLECALL_RETURN_IF_ERROR(CheckProtection(protection, call, request, bucket));
                      lock.retention = *next;
                      return std::nullopt;
                    });
}

Answer GetObjectLegalHold(Call& call, const S3Request& request) {
  ROLECALL_TRY(FoundObject found, OpenLocked(call, request));
  if (found.object.lock.legal_hold.empty()) return NoLockConfiguration(request);
  return XmlAnswer(call, bucket::ShowLegalHold(found.object.lock.legal_hold));
}

Answer PutObjectLegalHold(Call& call, const S3Request& request) {
  const Checked<std::string> status = ReadEarly<std::string>(call, bucket::ReadLegalHold);
  Question question;
  if (status.ok()) question.context.push_back({"s3:object-lock-legal-hold", {*status}});
  return ChangeLock(call, request, {request.action, request.action}, question,
                    [&](const directory::Bucket&, bucket::ObjectLock& lock) -> std::optional<aws::ErrorShape> {
                      if (!status.ok()) return status.error();
                      lock.legal_hold = *status;
                      return std::nullopt;
                    });
}

}  // namespace rolecall::services::s3
