// CopyObject.
#include "services/s3/copy_source.h"
#include "services/s3/new_object.h"
#include "services/s3/object/checksums.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"
#include "services/s3/object_access.h"

namespace rolecall::services::s3 {
namespace {

struct Directives {
  bool replace_metadata = false, replace_tags = false;
};

Checked<bool> ReadDirective(const http::Headers& headers, std::string_view name, std::string text) {
  const std::string_view value = headers.Get(name);
  if (value.empty() || value == "COPY") return false;
  if (value == "REPLACE") return true;
  return InvalidArgument(std::move(text), name, value);
}

Checked<Directives> ReadDirectives(const http::Headers& headers) {
  Directives directives;
  ROLECALL_TRY(directives.replace_metadata,
               ReadDirective(headers, "x-amz-metadata-directive", "Unknown metadata directive."));
  ROLECALL_TRY(directives.replace_tags,
               ReadDirective(headers, "x-amz-tagging-directive", "Unknown tagging directive."));
  return directives;
}

// A copy onto itself must change something.
std::optional<aws::ErrorShape> RefuseIdle(const http::Headers& headers, const S3Request& source,
                                          const S3Request& request, const Directives& directives) {
  const bool onto_itself = source.bucket == request.bucket && source.key == request.key && !source.Has("versionId");
  bool changes = directives.replace_metadata;
  for (const char* name : {"x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption"}) {
    changes = changes || headers.Find(name) != nullptr;
  }
  if (!onto_itself || changes) return std::nullopt;
  return InvalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
      "metadata, storage class, website redirect location or encryption attributes.");
}

// "You must have permission for s3:GetObjectTagging on the source and s3:PutObjectTagging on the destination": where
// there are tags to copy.
std::optional<aws::ErrorShape> AuthorizeTagCopy(Call& call, const S3Request& source, const S3Request& request,
                                                const directory::Tags& tags) {
  if (tags.empty()) return std::nullopt;
  const Checked<FoundObject> readable = OpenObject(call, source, {"GetObjectTagging", "GetObjectVersionTagging"});
  if (!readable.ok()) return readable.error();
  return AuthorizeTags(call, request, tags);
}

// The headers of the copy: the source's, but its storage class and redirect, which are the request's.
void CopyHeaders(const ObjectVersion& source, ObjectVersion& copy) {
  for (const auto& [name, value] : source.headers) {
    const bool own = name == "x-amz-storage-class" || name == "x-amz-website-redirect-location";
    if (!own) copy.headers[name] = value;
  }
}

// What the request's headers say of metadata does not count then.
void DropMetadata(ObjectVersion& copy) {
  std::erase_if(copy.headers, [](const auto& header) {
    return header.first != "x-amz-storage-class" && header.first != "x-amz-website-redirect-location";
  });
}

// The algorithm that is asked for, or the source's.
Checked<const object::ChecksumAlgorithm*> ChooseAlgorithm(const http::Headers& headers, const ObjectVersion& source) {
  if (const std::string* name = headers.Find("x-amz-checksum-algorithm")) {
    const object::ChecksumAlgorithm* algorithm = object::FindChecksumAlgorithm(*name);
    if (algorithm != nullptr) return algorithm;
    return InvalidRequest(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, "
        "CRC64NVME, SHA1, SHA256]");
  }
  const object::ChecksumAlgorithm* of_source = object::AlgorithmOf(source.checksums);
  return of_source != nullptr ? of_source : &object::DefaultChecksumAlgorithm();
}

http::Response CopyAnswer(const Call& call, const FoundObject& source, const directory::Bucket& bucket,
                          const ObjectVersion& stored) {
  aws::XmlWriter xml;
  xml.OpenWith("CopyObjectResult", "xmlns", aws::kS3Namespace)
      .Text("LastModified", XmlTime(stored.modified))
      .Text("ETag", Quoted(stored.etag));
  object::WriteChecksums(xml, stored.checksums, stored.checksum_type);
  http::Response answer = XmlAnswer(call, xml.Close().text());
  object::AddEncryptionHeader(stored, answer);
  AddVersionHeader(answer, bucket, stored);
  if (source.bucket->versioning != directory::Versioning::kOff) {
    answer.headers.Set("x-amz-copy-source-version-id", source.object.version_id);
  }
  return answer;
}

Answer Copy(Call& call, const S3Request& request, bool& replaced) {
  const http::Headers& headers = call.request.headers;
  ROLECALL_TRY(S3Request source, ReadCopySource(headers.Get("x-amz-copy-source")));
  ROLECALL_TRY(Directives directives, ReadDirectives(headers));
  http::Headers of_copy = headers;
  if (!directives.replace_tags) of_copy.Remove("x-amz-tagging");
  ROLECALL_TRY(FoundObject from, OpenCopySource(call, source));
  ROLECALL_TRY(NewObject made, PrepareObject(call, request, of_copy, true));
  ROLECALL_RETURN_IF_ERROR(RefuseIdle(headers, source, request, directives));
  ObjectVersion& copy = made.object;
  if (!directives.replace_tags) {
    ROLECALL_RETURN_IF_ERROR(AuthorizeTagCopy(call, source, request, from.object.tags));
    copy.tags = from.object.tags;
  }
  if (!directives.replace_metadata) {
    DropMetadata(copy);
    CopyHeaders(from.object, copy);
  }
  ROLECALL_TRY(std::string body, ReadBytes(call, from, replaced));
  ROLECALL_TRY(const object::ChecksumAlgorithm* algorithm, ChooseAlgorithm(headers, from.object));
  DescribeBody(body, {algorithm, object::ComputeChecksum(*algorithm, body)}, copy);
  copy.modified = call.now;
  ROLECALL_TRY(ObjectVersion stored, StoreObject(call, *made.bucket, copy, body, made.data_key));
  return CopyAnswer(call, from, *made.bucket, stored);
}

}  // namespace

Answer CopyObject(Call& call, const S3Request& request) {
  return WithBytes([&](bool& replaced) { return Copy(call, request, replaced); });
}

}  // namespace rolecall::services::s3
