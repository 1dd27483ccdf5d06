// Object Ownership and access control lists.
//
// A bucket whose owner owns all objects (BucketOwnerEnforced, the default of new buckets) has no ACLs. The two other
// settings allow them; of ACLs there are then those that grant nothing to anybody but the owner.
// Differs from AWS: other grants are refused (NotImplemented); access is given by policies.
//
// Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
#ifndef ROLECALL_SERVICES_S3_BUCKET_OWNERSHIP_H_
#define ROLECALL_SERVICES_S3_BUCKET_OWNERSHIP_H_

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/xml.h"
#include "directory/bucket_records.h"
#include "http/message.h"
#include "services/checked.h"

namespace rolecall::services::s3::bucket {

enum class Ownership { kBucketOwnerEnforced, kBucketOwnerPreferred, kObjectWriter };

// "BucketOwnerEnforced" …; nothing for other texts.
std::optional<Ownership> ParseOwnership(std::string_view text);
// <OwnershipControls> with one rule. MalformedXML.
Checked<Ownership> ReadOwnershipControls(const aws::XmlNode& root);
std::string ShowOwnershipControls(Ownership ownership);
// As the bucket keeps it. A bucket without the setting has ACLs, as on AWS (ObjectWriter).
Ownership OwnershipOf(const directory::Bucket& bucket);

enum class AclTarget { kNewBucket, kBucket, kObject };

// What the headers x-amz-acl and x-amz-grant-… of a request ask for. Nothing: no more than the owner has anyway, so the
// request goes on and there is nothing to keep. The refusals are AWS's for this kind of bucket:
//   InvalidBucketAclWithObjectOwnership, AccessControlListNotSupported   its owner owns all objects
//   AccessDenied                                                          a public ACL where these are blocked
//   InvalidArgument, InvalidRequest                                       no such canned ACL; two kinds at once
//   NotImplemented                                                        other grants
std::optional<aws::ErrorShape> CheckAclHeaders(const http::Headers& headers, Ownership ownership, bool blocks_public,
                                               AclTarget target);
bool HasAclHeaders(const http::Headers& headers);

// <AccessControlPolicy> that grants FULL_CONTROL to `owner` and nothing else. MalformedACLError, NotImplemented,
// AccessDenied (public where that is blocked), AccessControlListNotSupported.
std::optional<aws::ErrorShape> CheckAclDocument(const aws::XmlNode& root, const std::string& owner, Ownership ownership,
                                                bool blocks_public);
// The one there is: the owner has FULL_CONTROL.
std::string ShowAcl(const std::string& owner);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_OWNERSHIP_H_
