// ListParts and ListMultipartUploads.
#include "services/parameters.h"
#include "services/s3/multipart.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"
#include "services/s3/wire/list_request.h"

namespace rolecall::services::s3 {
namespace {

using storage::MultipartPart;
using storage::MultipartUpload;

void WriteChecksumKind(aws::XmlWriter& xml, const MultipartUpload& upload) {
  if (upload.checksum_algorithm.empty()) return;
  xml.Text("ChecksumAlgorithm", upload.checksum_algorithm).Text("ChecksumType", upload.checksum_type);
}

void WritePeople(aws::XmlWriter& xml, const MultipartUpload& upload, const directory::Bucket& bucket) {
  const std::string& initiator = upload.initiator.empty() ? bucket.account : upload.initiator;
  xml.Open("Initiator").Text("ID", initiator).Text("DisplayName", initiator).Close();
  xml.Open("Owner").Text("ID", bucket.account).Close();
  xml.Text("StorageClass", object::StorageClassOf(upload.object));
}

void WritePart(aws::XmlWriter& xml, const MultipartPart& part) {
  xml.Open("Part").Number("PartNumber", part.number).Text("LastModified", XmlTime(part.modified));
  xml.Text("ETag", Quoted(part.etag)).Number("Size", static_cast<long long>(part.size));
  object::WriteChecksums(xml, part.checksums, "");
  xml.Close();
}

}  // namespace

Answer ListParts(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListMultipartUploadParts", true));
  ROLECALL_TRY(long long after, wire::ReadListNumber(request, "part-number-marker", 0));
  ROLECALL_TRY(long long most, wire::ReadListNumber(request, "max-parts", wire::kMostListed));
  ROLECALL_TRY(MultipartUpload upload, FindUpload(call, request, bucket->name));
  most = std::min(most, wire::kMostListed);
  const int from = static_cast<int>(std::min<long long>(after, kMostParts));
  Result<std::vector<MultipartPart>> parts =
      Objects(call).ListParts(bucket->name, upload.id, from, static_cast<std::size_t>(most) + 1);
  if (!parts.ok()) return ObjectStoreError(call, parts.error());
  const bool truncated = most > 0 && parts->size() > static_cast<std::size_t>(most);
  if (parts->size() > static_cast<std::size_t>(most)) parts->resize(static_cast<std::size_t>(most));
  aws::XmlWriter xml;
  xml.OpenWith("ListPartsResult", "xmlns", aws::kS3Namespace)
      .Text("Bucket", bucket->name)
      .Text("Key", request.key)
      .Text("UploadId", upload.id);
  xml.Number("PartNumberMarker", after)
      .Number("NextPartNumberMarker", parts->empty() ? 0 : parts->back().number)
      .Number("MaxParts", most)
      .Bool("IsTruncated", truncated);
  WriteChecksumKind(xml, upload);
  for (const MultipartPart& part : *parts) WritePart(xml, part);
  WritePeople(xml, upload, *bucket);
  return XmlAnswer(call, xml.Close().text());
}

Answer ListMultipartUploads(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListBucketMultipartUploads"));
  ROLECALL_TRY(wire::ListRequest list, wire::ReadListRequest(request, "max-uploads"));
  list.options.after = request.Get("key-marker");
  // "If key-marker is not specified, the upload-id-marker parameter is ignored."
  if (!list.options.after.empty()) list.options.after_order = request.Get("upload-id-marker");
  const Result<storage::UploadPage> page = Objects(call).ListUploads(bucket->name, list.options);
  if (!page.ok()) return ObjectStoreError(call, page.error());
  wire::NoteDamaged(call, page->damaged);
  aws::XmlWriter xml;
  xml.OpenWith("ListMultipartUploadsResult", "xmlns", aws::kS3Namespace).Text("Bucket", bucket->name);
  list.Write(xml, "KeyMarker", list.options.after).Text("UploadIdMarker", list.options.after_order);
  if (page->end.truncated) {
    list.Write(xml, "NextKeyMarker", page->end.next_key).Text("NextUploadIdMarker", page->end.next_order);
  }
  wire::WriteListHead(xml, list, "MaxUploads", page->end.truncated);
  for (const MultipartUpload& upload : page->uploads) {
    list.Write(xml.Open("Upload"), "Key", upload.key).Text("UploadId", upload.id);
    WriteChecksumKind(xml, upload);
    WritePeople(xml, upload, *bucket);
    xml.Text("Initiated", XmlTime(upload.started)).Close();
  }
  wire::WritePrefixes(xml, list, page->end.prefixes);
  return XmlAnswer(call, xml.Close().text());
}

}  // namespace rolecall::services::s3
