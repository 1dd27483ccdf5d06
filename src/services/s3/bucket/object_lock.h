// Object Lock: retention and legal hold of object versions, and the bucket's default retention. The rules; who may use
// them is the operations' question.
//
// Source: S3 User Guide, "Locking objects with Object Lock". Times are to the millisecond, in UTC.
#ifndef ROLECALL_SERVICES_S3_BUCKET_OBJECT_LOCK_H_
#define ROLECALL_SERVICES_S3_BUCKET_OBJECT_LOCK_H_

#include <optional>
#include <string>

#include "aws/wire/xml.h"
#include "base/clock.h"
#include "directory/bucket_records.h"
#include "http/message.h"
#include "services/checked.h"

namespace rolecall::services::s3::bucket {

// Until when a version is kept, and how strictly.
struct Retention {
  std::string mode;  // "GOVERNANCE" (bypassed by who may), "COMPLIANCE" (by nobody), "": there is none
  Time until;
};

// What is kept with a version.
struct ObjectLock {
  Retention retention;
  std::string legal_hold;  // "ON", "OFF", "": was never set
};

// <ObjectLockConfiguration>, as it is kept and answered. MalformedXML; InvalidArgument for a period that is none.
Checked<std::string> ReadObjectLockConfiguration(const aws::XmlNode& root);
// The configuration of a bucket that was made with Object Lock, without default retention.
std::string PlainObjectLockConfiguration();
// The retention that the bucket gives to a new version which brings none of its own.
Retention DefaultRetention(const directory::Bucket& bucket, Time now);

// The headers x-amz-object-lock-mode, -retain-until-date and -legal-hold of a new object. Errors: InvalidRequest (the
// bucket has no Object Lock), InvalidArgument.
Checked<ObjectLock> ReadLockHeaders(const http::Headers& headers, const directory::Bucket& bucket, Time now);
bool HasLockHeaders(const http::Headers& headers);

// <Retention> and <LegalHold>. An empty <Retention/> takes a retention away. MalformedXML, InvalidArgument.
Checked<Retention> ReadRetention(const aws::XmlNode& root, Time now);
Checked<std::string> ReadLegalHold(const aws::XmlNode& root);
std::string ShowRetention(const Retention& retention);
std::string ShowLegalHold(const std::string& status);

// InvalidRequest: "Bucket is missing Object Lock Configuration".
aws::ErrorShape MissingObjectLock();
// AccessDenied: "Access Denied because object protected by object lock."
aws::ErrorShape ProtectedByObjectLock();

enum class Protection { kNone, kBypassable, kAbsolute };
// Whether the version may be deleted: kBypassable by who may bypass governance retention and asks for it.
Protection DeletionProtection(const ObjectLock& lock, Time now);
// Whether the retention may be changed to `next`: longer ones always (of the same or a stricter mode).
Protection ChangeProtection(const Retention& current, const Retention& next, Time now);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_OBJECT_LOCK_H_
