// Versioning of a bucket.
#include "services/s3/bucket_operations.h"

namespace rolecall::services::s3 {

using directory::Versioning;

Answer GetBucketVersioning(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  aws::XmlWriter xml;
  xml.OpenWith("VersioningConfiguration", "xmlns", aws::kS3Namespace);
  if (bucket->versioning != Versioning::kOff) {
    xml.Text("Status", bucket->versioning == Versioning::kEnabled ? "Enabled" : "Suspended");
  }
  return XmlAnswer(call, xml.Close().text());
}

Answer PutBucketVersioning(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  ROLECALL_TRY(aws::XmlNode xml, ReadXmlBody(call));
  if (xml.name != "VersioningConfiguration") return MalformedXml();
  const aws::XmlNode* status = xml.Find("Status");
  if (xml.Get("MfaDelete") == "Enabled") return NotImplemented("MFA delete is not implemented here.");
  if (status == nullptr) {
    return aws::ErrorShape{400, "IllegalVersioningConfigurationException", "The Versioning element must be specified"};
  }
  if (status->text != "Enabled" && status->text != "Suspended") return MalformedXml();
  const Versioning versioning = status->text == "Enabled" ? Versioning::kEnabled : Versioning::kSuspended;
  return ChangeBucket(call, *bucket, 200, [&](directory::Bucket& changed) -> Checked<bool> {
    if (changed.object_lock && versioning == Versioning::kSuspended) {
      return aws::ErrorShape{
          409, "InvalidBucketState",
          "An Object Lock configuration is present on this bucket, so the versioning state cannot be "
          "changed."};
    }
    changed.versioning = versioning;
    return true;
  });
}

}  // namespace rolecall::services::s3
