#include "services/s3/object/conditions.h"

#include "aws/wire/http_date.h"
#include "base/text.h"
#include "services/s3/object/errors.h"

namespace rolecall::services::s3::object {
namespace {

using storage::ObjectVersion;

// Whether one of the comma-separated entity tags is this one.
bool MatchesTag(std::string_view list, const std::string& etag) {
  for (std::string_view tag : Split(list, ',')) {
    tag = Trim(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == etag || tag == "\"" + etag + "\"") return true;
  }
  return false;
}

Time WholeSeconds(Time time) { return std::chrono::floor<std::chrono::seconds>(time); }

// The four conditions of a request, by the names that it gives them.
struct ConditionNames {
  std::string_view match, none_match, modified_since, unmodified_since;
};
constexpr ConditionNames kOfReads{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"};
// As S3 writes them in its errors; header names do not depend on case.
constexpr ConditionNames kOfCopies{"x-amz-copy-source-If-Match", "x-amz-copy-source-If-None-Match",
                                   "x-amz-copy-source-If-Modified-Since", "x-amz-copy-source-If-Unmodified-Since"};

bool IsModifiedAfter(const http::Headers& headers, std::string_view name, const ObjectVersion& object) {
  const std::optional<Time> since = aws::ParseHttpDate(headers.Get(name));
  return since && WholeSeconds(object.modified) > *since;
}

// "If-Match condition evaluates to true, and If-Unmodified-Since condition evaluates to false: S3 returns 200 OK": the
// date does not count where there is a tag.
std::string_view FailedMatch(const http::Headers& headers, const ConditionNames& names, const ObjectVersion& object) {
  if (const std::string* match = headers.Find(names.match)) return MatchesTag(*match, object.etag) ? "" : names.match;
  return IsModifiedAfter(headers, names.unmodified_since, object) ? names.unmodified_since : "";
}

// The same of the other two. A date in the future is none (RFC 9110, 13.1.3).
std::string_view FailedNoneMatch(const http::Headers& headers, const ConditionNames& names, const ObjectVersion& object,
                                 Time now) {
  if (const std::string* none = headers.Find(names.none_match)) {
    return MatchesTag(*none, object.etag) ? names.none_match : "";
  }
  const std::optional<Time> since = aws::ParseHttpDate(headers.Get(names.modified_since));
  const bool counts = since && *since <= now;
  return counts && WholeSeconds(object.modified) <= *since ? names.modified_since : "";
}

aws::ErrorShape Failed(std::string_view condition) { return PreconditionFailed(std::string(condition)); }

aws::ErrorShape ValueNotImplemented(std::string_view header) {
  aws::ErrorShape error = HeaderNotImplemented(header);
  error.more.emplace_back("additionalMessage",
                          "We don't accept the provided value of " + std::string(header) + " header for this API");
  return error;
}

}  // namespace

ReadCondition CheckReadConditions(const http::Headers& headers, const ObjectVersion& object, Time now) {
  if (const std::string_view failed = FailedMatch(headers, kOfReads, object); !failed.empty()) {
    return {false, Failed(failed)};
  }
  return {!FailedNoneMatch(headers, kOfReads, object, now).empty(), std::nullopt};
}

std::optional<aws::ErrorShape> CheckCopyConditions(const http::Headers& headers, const ObjectVersion& source,
                                                   Time now) {
  std::string_view failed = FailedMatch(headers, kOfCopies, source);
  if (failed.empty()) failed = FailedNoneMatch(headers, kOfCopies, source, now);
  if (failed.empty()) return std::nullopt;
  return Failed(failed);
}

std::optional<aws::ErrorShape> CheckWriteConditions(const http::Headers& headers,
                                                    const std::optional<ObjectVersion>& current,
                                                    const std::string& key) {
  for (const std::string_view of_reads : {kOfReads.modified_since, kOfReads.unmodified_since}) {
    if (headers.Find(of_reads) != nullptr) return HeaderNotImplemented(of_reads);
  }
  const std::string* none = headers.Find("If-None-Match");
  const std::string* match = headers.Find("If-Match");
  if (none != nullptr && match != nullptr) {
    aws::ErrorShape error = HeaderNotImplemented("If-Match,If-None-Match");
    error.more.emplace_back("additionalMessage", "Multiple conditional request headers present in the request");
    return error;
  }
  const bool exists = current && !current->delete_marker;
  if (none != nullptr) {
    if (*none != "*") return ValueNotImplemented("If-None-Match");
    if (exists) return PreconditionFailed("If-None-Match");
  }
  if (match != nullptr) {
    if (Trim(*match) == "*") return ValueNotImplemented("If-Match");
    if (!exists) return NoSuchKey(key);
    if (!MatchesTag(*match, current->etag)) return PreconditionFailed("If-Match");
  }
  return std::nullopt;
}

std::optional<aws::ErrorShape> CheckDeleteHeaders(const http::Headers& headers) {
  for (const std::string_view of_directory_buckets : {"x-amz-if-match-last-modified-time", "x-amz-if-match-size"}) {
    if (headers.Find(of_directory_buckets) != nullptr) return HeaderNotImplemented(of_directory_buckets);
  }
  return std::nullopt;
}

std::optional<aws::ErrorShape> CheckDeleteCondition(std::string_view if_match,
                                                    const std::optional<ObjectVersion>& object,
                                                    const std::string& key) {
  if (if_match.empty()) return std::nullopt;
  if (!object || object->delete_marker) return NoSuchKey(key);
  if (!MatchesTag(if_match, object->etag)) return PreconditionFailed("If-Match");
  return std::nullopt;
}

}  // namespace rolecall::services::s3::object
