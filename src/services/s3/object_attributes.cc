// GetObjectAttributes.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "services/parameters.h"
#include "services/s3/object/checksums.h"
#include "services/s3/object/encryption.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"
#include "services/s3/object_access.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::string_view kAttributesHeader = "x-amz-object-attributes";
constexpr std::string_view kAttributes[] = {"ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"};
constexpr long long kMostParts = 1000;

using Attributes = std::set<std::string, std::less<>>;

// Of one header or of several.
Checked<Attributes> ReadAttributes(const http::Headers& headers) {
  Attributes wanted;
  for (const http::Header& header : headers) {
    if (!EqualsIgnoringAsciiCase(header.name, kAttributesHeader)) continue;
    for (const std::string_view name : Split(header.value, ',')) {
      const std::string_view trimmed = Trim(name);
      if (trimmed.empty()) continue;
      if (std::find(std::begin(kAttributes), std::end(kAttributes), trimmed) == std::end(kAttributes)) {
        return InvalidArgument("Invalid attribute name specified.", kAttributesHeader, header.value);
      }
      wanted.emplace(trimmed);
    }
  }
  if (!wanted.empty()) return wanted;
  return InvalidArgument(
      "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty",
      kAttributesHeader, "null");
}

struct PartPage {
  long long after = 0, most = kMostParts;
};

Checked<PartPage> ReadPartPage(const http::Headers& headers) {
  PartPage page;
  for (const auto& [name, number] :
       {std::pair("x-amz-part-number-marker", &page.after), {"x-amz-max-parts", &page.most}}) {
    const std::string* text = headers.Find(name);
    if (text == nullptr) continue;
    const std::optional<long long> value = ParseInteger(*text);
    if (!value || *value < 0) {
      return InvalidArgument("Provided " + std::string(name).substr(6) + " not an integer or within integer range",
                             name, *text);
    }
    *number = *value;
  }
  page.most = std::min(page.most, kMostParts);
  return page;
}

// Parts are listed one by one only where they have checksums of their own.
void WriteParts(aws::XmlWriter& xml, const ObjectVersion& object, const PartPage& page) {
  xml.Open("ObjectParts").Number("PartsCount", object.part_count);
  const bool listed =
      object.checksum_type == object::kComposite || (!object.parts.empty() && !object.parts[0].checksums.empty());
  if (listed) {
    aws::XmlWriter parts;
    long long shown = 0, last = page.after;
    bool truncated = false;
    for (const storage::ObjectPart& part : object.parts) {
      if (part.number <= page.after) continue;
      truncated = shown == page.most;
      if (truncated) break;
      parts.Open("Part").Number("PartNumber", part.number).Number("Size", static_cast<long long>(part.size));
      object::WriteChecksums(parts, part.checksums, "");
      parts.Close();
      last = part.number;
      ++shown;
    }
    xml.Number("PartNumberMarker", page.after).Number("NextPartNumberMarker", last).Number("MaxParts", page.most);
    xml.Bool("IsTruncated", truncated).Raw(parts.text());
  }
  xml.Close();
}

}  // namespace

Answer GetObjectAttributes(Call& call, const S3Request& request) {
  // Both are needed, as for GetObject itself.
  ROLECALL_TRY([[maybe_unused]] FoundObject readable, OpenObject(call, request, {"GetObject", "GetObjectVersion"}));
  ROLECALL_TRY(FoundObject found, OpenObject(call, request, {"GetObjectAttributes", "GetObjectVersionAttributes"}));
  const ObjectVersion& object = found.object;
  ROLECALL_RETURN_IF_ERROR(object::RefuseCustomerKeys(call.request.headers));
  ROLECALL_TRY(Attributes wanted, ReadAttributes(call.request.headers));
  ROLECALL_TRY(PartPage page, ReadPartPage(call.request.headers));
  // Checksums are those of what was sent: who may not decrypt must not compare it with a guess.
  if (wanted.contains("Checksum") || wanted.contains("ObjectParts")) {
    ROLECALL_RETURN_IF_ERROR(object::OpenDataKey(call, *found.bucket, object));
  }
  aws::XmlWriter xml;
  xml.OpenWith("GetObjectAttributesResponse", "xmlns", aws::kS3Namespace);
  if (wanted.contains("ETag")) xml.Text("ETag", object.etag);
  if (wanted.contains("Checksum") && !object.checksums.empty()) {
    xml.Open("Checksum");
    object::WriteChecksums(xml, object.checksums, object.checksum_type);
    xml.Close();
  }
  if (wanted.contains("ObjectParts") && object.part_count > 0) WriteParts(xml, object, page);
  if (wanted.contains("StorageClass")) xml.Text("StorageClass", object::StorageClassOf(object));
  if (wanted.contains("ObjectSize")) xml.Number("ObjectSize", static_cast<long long>(object.size));
  http::Response answer = XmlAnswer(call, xml.Close().text());
  answer.headers.Set("Last-Modified", FormatHttpDate(object.modified));
  AddVersionHeader(answer, *found.bucket, object);
  return answer;
}

}  // namespace rolecall::services::s3
