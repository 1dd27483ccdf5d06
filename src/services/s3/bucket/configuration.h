// The configurations of a bucket that are kept as one XML document each, under their sub-resource's name: which there
// are, what may be in them, and what their absence is called.
//
// Only what is enforced is kept: encryption (of which there is one kind), publicAccessBlock, ownershipControls,
// object-lock, cors; and of accelerate, requestPayment, logging and notification what changes nothing. The rest is
// refused with NotImplemented (501): a document that nobody acts on would be a promise that nobody keeps.
#ifndef ROLECALL_SERVICES_S3_BUCKET_CONFIGURATION_H_
#define ROLECALL_SERVICES_S3_BUCKET_CONFIGURATION_H_

#include <string>
#include <string_view>

#include "aws/wire/xml.h"
#include "directory/bucket_records.h"
#include "services/checked.h"

namespace rolecall::services::s3::bucket {

struct Configuration {
  std::string_view name;  // of the sub-resource, and in Bucket::configurations
  // Without one: this error (404), or, if there is no code, this document: <ELEMENT>CONTENT</ELEMENT>.
  std::string_view missing_code, missing_text;
  std::string_view empty_element, empty_content;
  // The document to keep for what a client sent, in our own words (no more than we know of it is kept). "": nothing.
  Checked<std::string> (*read)(const aws::XmlNode& root, const directory::Bucket& bucket);
};

// ROLECALL_CHECKs that there is one.
const Configuration& FindConfiguration(std::string_view name);

// What a new bucket has: AES256, public access blocked, BucketOwnerEnforced (or another ownership).
void SetDefaults(directory::Bucket& bucket);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_CONFIGURATION_H_
