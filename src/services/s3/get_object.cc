// GetObject and HeadObject.
#include "base/text.h"
#include "services/parameters.h"
#include "services/s3/object/byte_range.h"
#include "services/s3/object/conditions.h"
#include "services/s3/object/encryption.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"
#include "services/s3/object_access.h"
#include "services/s3/object_lock.h"

namespace rolecall::services::s3 {
namespace {

constexpr long long kMostPartNumber = 10000;

// Query parameters that override headers of an answer.
constexpr std::pair<std::string_view, std::string_view> kResponseOverrides[] = {
    {"response-content-type", "Content-Type"},
    {"response-content-language", "Content-Language"},
    {"response-expires", "Expires"},
    {"response-cache-control", "Cache-Control"},
    {"response-content-disposition", "Content-Disposition"},
    {"response-content-encoding", "Content-Encoding"}};

// The bytes that are answered, and what is said of them.
struct Selection {
  object::ByteRange range;
  bool whole = true;                          // 200 without Content-Range
  int parts = 0;                              // x-amz-mp-parts-count; 0: not said
  const storage::ObjectPart* part = nullptr;  // of a multipart object
};

aws::ErrorShape PartNotSatisfiable(long long number, int parts) {
  return {416,
          "InvalidPartNumber",
          "The requested partnumber is not satisfiable",
          {{"ActualPartCount", std::to_string(parts)}, {"PartNumberRequested", std::to_string(number)}}};
}

Checked<Selection> SelectPart(std::string_view text, const ObjectVersion& object) {
  const std::optional<long long> number = ParseInteger(text);
  if (!number || *number < 1 || *number > kMostPartNumber) {
    return InvalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text);
  }
  Selection selection{.whole = false};
  if (object.parts.empty()) {
    // What was not uploaded in parts is its own first part.
    if (*number > 1) return PartNotSatisfiable(*number, 1);
    selection.range = {0, object.size == 0 ? 0 : object.size - 1};
    return selection;
  }
  if (*number > static_cast<long long>(object.parts.size())) {
    return PartNotSatisfiable(*number, static_cast<int>(object.parts.size()));
  }
  selection.parts = static_cast<int>(object.parts.size());
  selection.part = &object.parts[static_cast<std::size_t>(*number) - 1];
  for (const storage::ObjectPart& before : object.parts) {
    if (&before == selection.part) break;
    selection.range.first += before.size;
  }
  selection.range.last = selection.range.first + selection.part->size - 1;
  return selection;
}

Checked<Selection> SelectBytes(const Call& call, const S3Request& request, const ObjectVersion& object) {
  const std::string_view range = call.request.headers.Get("Range");
  if (const std::string* number = request.Find("partNumber")) {
    if (!range.empty()) return InvalidRequest("Cannot specify both Range header and partNumber query parameter");
    return SelectPart(*number, object);
  }
  ROLECALL_TRY(std::optional<object::ByteRange> bytes, object::ReadRange(range, object.size));
  if (bytes) return Selection{.range = *bytes, .whole = false};
  return Selection{};
}

// A checksum is told if it is asked for and is that of the bytes which are answered.
void AddChecksums(const ObjectVersion& object, const Selection& selection, http::Response& answer) {
  const bool all_bytes = selection.whole || (selection.part == nullptr && selection.range.size() == object.size);
  if (all_bytes) {
    object::WriteChecksumHeaders(object.checksums, object.checksum_type, answer);
  } else if (selection.part != nullptr && object.checksum_type == "COMPOSITE") {
    object::WriteChecksumHeaders(selection.part->checksums, object.checksum_type, answer);
  }
}

// Differs from AWS: nothing can be restored here. Archived objects are kept as they were sent, and not given out.
std::optional<aws::ErrorShape> RefuseArchived(const ObjectVersion& object) {
  if (!object::IsArchived(object)) return std::nullopt;
  return aws::ErrorShape{403,
                         "InvalidObjectState",
                         "The operation is not valid for the object's storage class",
                         {{"StorageClass", std::string(object::StorageClassOf(object))}}};
}

std::optional<aws::ErrorShape> Override(const Call& call, const S3Request& request, http::Response& answer) {
  for (const auto& [parameter, header] : kResponseOverrides) {
    const std::string* value = request.Find(parameter);
    if (value == nullptr) continue;
    if (call.caller.anonymous()) {
      return InvalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
    }
    answer.headers.Set(header, *value);
  }
  return std::nullopt;
}

http::Response NotModified(const directory::Bucket& bucket, const ObjectVersion& object) {
  http::Response answer = EmptyAnswer(304);
  answer.headers.Set("ETag", Quoted(object.etag));
  answer.headers.Set("Last-Modified", FormatHttpDate(object.modified));
  AddVersionHeader(answer, bucket, object);
  return answer;
}

Answer Read(Call& call, const S3Request& request, bool& replaced) {
  const bool head = call.request.method == "HEAD";
  ROLECALL_TRY(FoundObject found, OpenObject(call, request, {"GetObject", "GetObjectVersion"}));
  const ObjectVersion& object = found.object;
  ROLECALL_RETURN_IF_ERROR(object::RefuseCustomerKeys(call.request.headers));
  object::ReadCondition condition = object::CheckReadConditions(call.request.headers, object, call.now);
  if (condition.failed) return *std::move(condition.failed);
  if (condition.not_modified) return NotModified(*found.bucket, object);
  if (!head) ROLECALL_RETURN_IF_ERROR(RefuseArchived(object));
  ROLECALL_TRY(Selection selection, SelectBytes(call, request, object));
  http::Response answer = EmptyAnswer(selection.whole ? 200 : 206);
  object::WriteObjectHeaders(object, answer);
  if (EqualsIgnoringAsciiCase(call.request.headers.Get("x-amz-checksum-mode"), "ENABLED")) {
    // "… and the object is encrypted with AWS KMS, you must have permission to use the kms:Decrypt action".
    if (head) ROLECALL_RETURN_IF_ERROR(object::OpenDataKey(call, *found.bucket, object));
    AddChecksums(object, selection, answer);
  }
  AddVersionHeader(answer, *found.bucket, object);
  AddLockHeaders(call, request, *found.bucket, object, answer);
  if (selection.parts > 0) answer.headers.Set("x-amz-mp-parts-count", std::to_string(selection.parts));
  const bool has_range = !selection.whole && object.size > 0;
  if (has_range) answer.headers.Set("Content-Range", selection.range.ContentRange(object.size));
  ROLECALL_RETURN_IF_ERROR(Override(call, request, answer));
  if (head) {
    answer.head_only = true;
    answer.headers.Set("Content-Length", std::to_string(has_range ? selection.range.size() : object.size));
    return answer;
  }
  ROLECALL_TRY(std::string body, ReadBytes(call, found, replaced));
  answer.body = has_range ? body.substr(selection.range.first, selection.range.size()) : std::move(body);
  return answer;
}

}  // namespace

Answer GetObject(Call& call, const S3Request& request) {
  return WithBytes([&](bool& replaced) { return Read(call, request, replaced); });
}

}  // namespace rolecall::services::s3
