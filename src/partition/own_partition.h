// The partition of this process's control plane. A plane is in one: its accounts, and so all ARNs of its records, are.
//
//   partition::SetOwn(partition::OfRegion(settings.region));       // once, before the store is opened
//   std::string arn = partition::OwnArn() + "iam::" + account + ":root";
//
// "aws" until it is set. For what a plane says of its own; analyses take the partition from what they analyse. Reading
// is safe from any thread; whoever sets it does so before there are others.
#ifndef ROLECALL_PARTITION_OWN_PARTITION_H_
#define ROLECALL_PARTITION_OWN_PARTITION_H_

#include <string>

#include "partition/partition.h"

namespace rolecall::partition {

const Partition& Own();
void SetOwn(const Partition& partition);  // one of All()

// How the ARNs of the own partition begin: "arn:aws:".
inline const std::string& OwnArn() { return Own().arn; }

}  // namespace rolecall::partition

#endif  // ROLECALL_PARTITION_OWN_PARTITION_H_
