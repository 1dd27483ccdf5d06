// What the exchange of pods' tokens needs.
#ifndef ROLECALL_SERVICES_EKS_POD_IDENTITY_PARTS_H_
#define ROLECALL_SERVICES_EKS_POD_IDENTITY_PARTS_H_

#include "services/eks/clusters.h"
#include "services/service.h"
#include "services/sts/key_source.h"

namespace rolecall::services::eks {

// All must outlive the services.
struct PodIdentityParts {
  const Clusters& clusters;
  sts::KeySource& keys;
  services::Service& sts;
};

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_POD_IDENTITY_PARTS_H_
