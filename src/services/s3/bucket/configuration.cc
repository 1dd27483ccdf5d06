#include "services/s3/bucket/configuration.h"

#include <algorithm>

#include "base/check.h"
#include "services/s3/bucket/cors.h"
#include "services/s3/bucket/encryption.h"
#include "services/s3/bucket/errors.h"
#include "services/s3/bucket/object_lock.h"
#include "services/s3/bucket/ownership.h"
#include "services/s3/bucket/public_access.h"
#include "services/unique_names.h"

namespace rolecall::services::s3::bucket {
namespace {

using directory::Bucket;

Checked<std::string> Encryption(const aws::XmlNode& root, const Bucket&) { return ReadEncryption(root); }
Checked<std::string> Cors(const aws::XmlNode& root, const Bucket&) { return ReadCors(root); }

Checked<std::string> PublicAccess(const aws::XmlNode& root, const Bucket&) {
  ROLECALL_TRY(PublicAccessBlock block, ReadPublicAccessBlock(root));
  return ShowPublicAccessBlock(block);
}

Checked<std::string> OwnershipControls(const aws::XmlNode& root, const Bucket&) {
  ROLECALL_TRY(Ownership ownership, ReadOwnershipControls(root));
  return ShowOwnershipControls(ownership);
}

// "Object Lock works only in buckets that have S3 Versioning enabled."
Checked<std::string> LockConfiguration(const aws::XmlNode& root, const Bucket& bucket) {
  ROLECALL_TRY(std::string text, ReadObjectLockConfiguration(root));
  if (bucket.versioning != directory::Versioning::kEnabled) {
    return aws::ErrorShape{409, "InvalidBucketState",
                           "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"};
  }
  return text;
}

// Differs from AWS: nothing is faster by acceleration here, so it cannot be enabled.
Checked<std::string> Acceleration(const aws::XmlNode& root, const Bucket& bucket) {
  const std::string_view status = root.Get("Status");
  if (root.name != "AccelerateConfiguration" || (status != "Enabled" && status != "Suspended")) return MalformedXml();
  if (bucket.name.find('.') != std::string::npos) {
    return InvalidRequest("S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
  }
  if (status == "Enabled") return NotImplemented("S3 Transfer Acceleration is not implemented here.");
  aws::XmlWriter xml;
  return xml.OpenWith(root.name, "xmlns", aws::kS3Namespace).Text("Status", status).Close().Take();
}

// Differs from AWS: requests cost nobody anything here, so nobody else can be made to pay.
Checked<std::string> RequestPayment(const aws::XmlNode& root, const Bucket&) {
  const std::string_view payer = root.Get("Payer");
  if (root.name != "RequestPaymentConfiguration" || (payer != "BucketOwner" && payer != "Requester")) {
    return MalformedXml();
  }
  if (payer == "Requester") return NotImplemented("Requester Pays is not implemented here.");
  return std::string();
}

Checked<std::string> Logging(const aws::XmlNode& root, const Bucket&) {
  if (root.name != "BucketLoggingStatus") return MalformedXml();
  if (!root.children.empty()) {
    return NotImplemented("Server access logging is not implemented here: the audit log has every request.");
  }
  return std::string();
}

Checked<std::string> Notification(const aws::XmlNode& root, const Bucket&) {
  if (root.name != "NotificationConfiguration") return MalformedXml();
  if (!root.children.empty()) return NotImplemented("Event notifications are not implemented here.");
  return std::string();
}

constexpr Configuration kConfigurations[] = {
    {"encryption", "ServerSideEncryptionConfigurationNotFoundError",
     "The server side encryption configuration was not found", "", "", Encryption},
    {"publicAccessBlock", "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found",
     "", "", PublicAccess},
    {"ownershipControls", "OwnershipControlsNotFoundError", "The bucket ownership controls were not found", "", "",
     OwnershipControls},
    {"object-lock", "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket",
     "", "", LockConfiguration},
    {"cors", "NoSuchCORSConfiguration", "The CORS configuration does not exist", "", "", Cors},
    {"accelerate", "", "", "AccelerateConfiguration", "", Acceleration},
    {"requestPayment", "", "", "RequestPaymentConfiguration", "<Payer>BucketOwner</Payer>", RequestPayment},
    {"logging", "", "", "BucketLoggingStatus", "", Logging},
    {"notification", "", "", "NotificationConfiguration", "", Notification},
};

static_assert(HaveUniqueNames(kConfigurations, &Configuration::name));

}  // namespace

const Configuration& FindConfiguration(std::string_view name) {
  const auto found = std::find_if(std::begin(kConfigurations), std::end(kConfigurations),
                                  [name](const Configuration& each) { return each.name == name; });
  ROLECALL_CHECK(found != std::end(kConfigurations));
  return *found;
}

// "Starting in April 2023, all new S3 buckets have all four Block Public Access settings enabled and ACLs disabled."
void SetDefaults(Bucket& bucket) {
  bucket.configurations["encryption"] = DefaultEncryption();
  bucket.configurations["publicAccessBlock"] = ShowPublicAccessBlock({true, true, true, true});
  bucket.configurations["ownershipControls"] = ShowOwnershipControls(Ownership::kBucketOwnerEnforced);
}

}  // namespace rolecall::services::s3::bucket
