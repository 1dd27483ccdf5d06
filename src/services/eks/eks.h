// EKS as far as identities need it: the plane's clusters, pod identity associations, access entries.
//
//   std::unique_ptr<services::Service> eks = services::eks::MakeEks(clusters);
//
// REST JSON, API version 2017-11-01. Every operation of the API is in a table: served, or refused with 501
// NotImplemented after its permission was asked for. The exchange of tokens is pod_identity.h's.
#ifndef ROLECALL_SERVICES_EKS_EKS_H_
#define ROLECALL_SERVICES_EKS_EKS_H_

#include <memory>
#include <string_view>
#include <vector>

#include "services/eks/clusters.h"
#include "services/service.h"

namespace rolecall::services::eks {

// `clusters` must outlive the service.
std::unique_ptr<services::Service> MakeEks(const Clusters& clusters);

// The API's operations, by name.
std::vector<std::string_view> OperationNames();

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_EKS_H_
