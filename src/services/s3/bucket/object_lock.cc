#include "services/s3/bucket/object_lock.h"

#include "base/text.h"
#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {
namespace {

constexpr int kMostDays = 36500, kMostYears = 100;  // "The maximum retention period is 100 years."
constexpr int kDaysOfYear = 365;
constexpr char kModeHeader[] = "x-amz-object-lock-mode";
constexpr char kUntilHeader[] = "x-amz-object-lock-retain-until-date";
constexpr char kHoldHeader[] = "x-amz-object-lock-legal-hold";

bool IsMode(std::string_view mode) { return mode == "GOVERNANCE" || mode == "COMPLIANCE"; }

struct Period {
  std::string mode;
  int days = 0, years = 0;
};

// "The DefaultRetention settings require both a mode and a period. The DefaultRetention period can be either Days or
// Years but you must select one. You cannot specify Days and Years at the same time."
Checked<Period> ReadPeriod(const aws::XmlNode& rule) {
  const aws::XmlNode* retention = rule.Find("DefaultRetention");
  if (retention == nullptr) return MalformedXml();
  const aws::XmlNode* days = retention->Find("Days");
  const aws::XmlNode* years = retention->Find("Years");
  Period period{.mode = std::string(retention->Get("Mode"))};
  if (!IsMode(period.mode) || (days == nullptr) == (years == nullptr)) return MalformedXml();
  const std::optional<int> number = ParseInt<int>(days != nullptr ? days->text : years->text);
  if (!number) return MalformedXml();
  if (*number <= 0) return InvalidArgument("Default retention period must be a positive integer value.");
  if (*number > (days != nullptr ? kMostDays : kMostYears)) {
    return InvalidArgument("Default retention period too large.");
  }
  (days != nullptr ? period.days : period.years) = *number;
  return period;
}

std::string ShowConfiguration(const Period* period) {
  aws::XmlWriter xml;
  xml.OpenWith("ObjectLockConfiguration", "xmlns", aws::kS3Namespace).Text("ObjectLockEnabled", "Enabled");
  if (period != nullptr) {
    xml.Open("Rule").Open("DefaultRetention").Text("Mode", period->mode);
    if (period->days > 0) xml.Number("Days", period->days);
    if (period->years > 0) xml.Number("Years", period->years);
    xml.Close().Close();
  }
  return xml.Close().Take();
}

// Checks a date that somebody sent.
Checked<Time> ReadUntil(std::string_view text, Time now) {
  const std::optional<Time> until = ParseRfc3339(text);
  if (!until) return InvalidArgument("The retain until date must be provided in ISO 8601 format");
  if (*until <= now) return InvalidArgument("The retain until date must be in the future!");
  return *until;
}

Checked<Retention> ReadRetentionHeaders(const http::Headers& headers, const directory::Bucket& bucket, Time now) {
  const std::string* mode = headers.Find(kModeHeader);
  const std::string* until = headers.Find(kUntilHeader);
  if (mode == nullptr && until == nullptr) return DefaultRetention(bucket, now);
  if (mode == nullptr || until == nullptr) {
    return InvalidArgument("x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
                           mode == nullptr ? kModeHeader : kUntilHeader, "null");
  }
  if (!IsMode(*mode)) return InvalidArgument("Unknown wormMode directive.", kModeHeader, *mode);
  ROLECALL_TRY(Time time, ReadUntil(*until, now));
  return Retention{*mode, time};
}

}  // namespace

Checked<std::string> ReadObjectLockConfiguration(const aws::XmlNode& root) {
  if (root.name != "ObjectLockConfiguration" || root.Get("ObjectLockEnabled") != "Enabled") return MalformedXml();
  const std::vector<const aws::XmlNode*> rules = root.All("Rule");
  if (rules.size() > 1) return MalformedXml();
  if (rules.empty()) return ShowConfiguration(nullptr);
  ROLECALL_TRY(Period period, ReadPeriod(*rules.front()));
  return ShowConfiguration(&period);
}

std::string PlainObjectLockConfiguration() { return ShowConfiguration(nullptr); }

Retention DefaultRetention(const directory::Bucket& bucket, Time now) {
  const auto kept = bucket.configurations.find("object-lock");
  if (!bucket.object_lock || kept == bucket.configurations.end()) return {};
  const Result<aws::XmlNode> xml = aws::ParseXml(kept->second);
  const aws::XmlNode* rule = xml.ok() ? xml->Find("Rule") : nullptr;
  if (rule == nullptr) return {};
  const Checked<Period> period = ReadPeriod(*rule);
  if (!period.ok()) return {};
  return {period->mode, now + std::chrono::days(period->days + period->years * kDaysOfYear)};
}

bool HasLockHeaders(const http::Headers& headers) {
  return headers.Find(kModeHeader) != nullptr || headers.Find(kUntilHeader) != nullptr ||
         headers.Find(kHoldHeader) != nullptr;
}

Checked<ObjectLock> ReadLockHeaders(const http::Headers& headers, const directory::Bucket& bucket, Time now) {
  if (!bucket.object_lock) {
    if (HasLockHeaders(headers)) return MissingObjectLock();
    return ObjectLock{};
  }
  ObjectLock lock;
  ROLECALL_TRY(lock.retention, ReadRetentionHeaders(headers, bucket, now));
  if (const std::string* hold = headers.Find(kHoldHeader)) {
    if (*hold != "ON" && *hold != "OFF") {
      return InvalidArgument("Legal Hold must be either of 'ON' or 'OFF'", kHoldHeader, *hold);
    }
    lock.legal_hold = *hold;
  }
  return lock;
}

Checked<Retention> ReadRetention(const aws::XmlNode& root, Time now) {
  if (root.name != "Retention") return MalformedXml();
  const aws::XmlNode* mode = root.Find("Mode");
  const aws::XmlNode* until = root.Find("RetainUntilDate");
  if (mode == nullptr && until == nullptr) return Retention{};
  if (mode == nullptr || until == nullptr || !IsMode(mode->text)) return MalformedXml();
  if (!ParseRfc3339(until->text)) return MalformedXml();
  ROLECALL_TRY(Time time, ReadUntil(until->text, now));
  return Retention{mode->text, time};
}

Checked<std::string> ReadLegalHold(const aws::XmlNode& root) {
  const std::string_view status = root.Get("Status");
  if (root.name != "LegalHold" || (status != "ON" && status != "OFF")) return MalformedXml();
  return std::string(status);
}

std::string ShowRetention(const Retention& retention) {
  aws::XmlWriter xml;
  return xml.OpenWith("Retention", "xmlns", aws::kS3Namespace)
      .Text("Mode", retention.mode)
      .Text("RetainUntilDate", FormatIso8601Millis(retention.until))
      .Close()
      .Take();
}

std::string ShowLegalHold(const std::string& status) {
  aws::XmlWriter xml;
  return xml.OpenWith("LegalHold", "xmlns", aws::kS3Namespace).Text("Status", status).Close().Take();
}

aws::ErrorShape MissingObjectLock() { return InvalidRequest("Bucket is missing Object Lock Configuration"); }

aws::ErrorShape ProtectedByObjectLock() {
  return {403, "AccessDenied", "Access Denied because object protected by object lock."};
}

// "In compliance mode, a protected object version can't be overwritten or deleted by any user, including the root user
// in your AWS account." "Legal holds are independent from retention periods."
Protection DeletionProtection(const ObjectLock& lock, Time now) {
  if (lock.legal_hold == "ON") return Protection::kAbsolute;
  if (lock.retention.mode.empty() || lock.retention.until <= now) return Protection::kNone;
  return lock.retention.mode == "GOVERNANCE" ? Protection::kBypassable : Protection::kAbsolute;
}

// "When an object is locked in compliance mode, its retention mode can't be changed, and its retention period can't be
// shortened."
Protection ChangeProtection(const Retention& current, const Retention& next, Time now) {
  if (current.mode.empty() || current.until <= now) return Protection::kNone;
  const bool longer = next.until >= current.until;
  if (longer && (next.mode == current.mode || next.mode == "COMPLIANCE")) return Protection::kNone;
  return current.mode == "GOVERNANCE" ? Protection::kBypassable : Protection::kAbsolute;
}

}  // namespace rolecall::services::s3::bucket
