// Where a new bucket is: CreateBucket's LocationConstraint against the region of the endpoint that was asked.
#ifndef ROLECALL_SERVICES_S3_BUCKET_LOCATION_H_
#define ROLECALL_SERVICES_S3_BUCKET_LOCATION_H_

#include <string>
#include <string_view>

#include "services/checked.h"

namespace rolecall::services::s3::bucket {

// The bucket's region. `constraint` is "" if none was given.
//   us-east-1 is the global endpoint: it makes buckets in every region; naming itself is InvalidLocationConstraint.
//   Other endpoints make buckets in their own region only: else IllegalLocationConstraintException.
// Differs from AWS: the plane's own region takes the place of the global endpoint too: without a constraint a bucket is
// made there, also where it is not us-east-1. Endpoints of other regions refuse that, as AWS does.
Checked<std::string> RegionOfNewBucket(std::string_view constraint, const std::string& endpoint_region,
                                       const std::string& own_region);

// What GetBucketLocation answers: nothing for us-east-1.
std::string LocationConstraintOf(const std::string& region);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_LOCATION_H_
