// S3 Block Public Access: the four settings of a bucket.
//
// Source: S3 User Guide, "Blocking public access to your Amazon S3 storage": the meaning of the settings and "The
// meaning of public". What AWS's text leaves open is called public: less is granted.
#ifndef ROLECALL_SERVICES_S3_BUCKET_PUBLIC_ACCESS_H_
#define ROLECALL_SERVICES_S3_BUCKET_PUBLIC_ACCESS_H_

#include <string>

#include "aws/wire/xml.h"
#include "directory/bucket_records.h"
#include "services/checked.h"

namespace rolecall::services::s3::bucket {

struct PublicAccessBlock {
  bool block_acls = false;        // requests that would make an ACL public are refused
  bool ignore_acls = false;       // public ACLs grant nothing
  bool block_policy = false;      // a public policy is refused
  bool restrict_buckets = false;  // a public policy grants nothing outside of the bucket's account
};

// <PublicAccessBlockConfiguration>; a setting that is left out is off. MalformedXML.
Checked<PublicAccessBlock> ReadPublicAccessBlock(const aws::XmlNode& root);
std::string ShowPublicAccessBlock(const PublicAccessBlock& block);

// As the bucket keeps it; all off if it has none, all on if what is kept is not readable.
PublicAccessBlock PublicAccessOf(const directory::Bucket& bucket);

// Whether the bucket's policy is public (policy/storable/public_access.h); false if it has none.
bool HasPublicPolicy(const directory::Bucket& bucket);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_PUBLIC_ACCESS_H_
