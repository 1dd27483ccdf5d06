// The operations of EKS that are served. For this folder only; eks.cc has the table of all.
//
// Each authorizes before it tells anything, and answers the JSON object of its result.
#ifndef ROLECALL_SERVICES_EKS_OPERATIONS_H_
#define ROLECALL_SERVICES_EKS_OPERATIONS_H_

#include "directory/eks_records.h"
#include "services/eks/request.h"

namespace rolecall::services::eks {

using EksResult = Checked<boost::json::object>;

// cluster_operations.cc
EksResult DescribeCluster(EksRequest& request);
EksResult ListClusters(EksRequest& request);
// associations.cc
EksResult CreatePodIdentityAssociation(EksRequest& request);
EksResult DescribePodIdentityAssociation(EksRequest& request);
EksResult ListPodIdentityAssociations(EksRequest& request);
EksResult UpdatePodIdentityAssociation(EksRequest& request);
EksResult DeletePodIdentityAssociation(EksRequest& request);
// access_entries.cc
EksResult CreateAccessEntry(EksRequest& request);
EksResult DescribeAccessEntry(EksRequest& request);
EksResult ListAccessEntries(EksRequest& request);
EksResult UpdateAccessEntry(EksRequest& request);
EksResult DeleteAccessEntry(EksRequest& request);
// access_policies.cc
EksResult AssociateAccessPolicy(EksRequest& request);
EksResult DisassociateAccessPolicy(EksRequest& request);
EksResult ListAssociatedAccessPolicies(EksRequest& request);
EksResult ListAccessPolicies(EksRequest& request);
// tags.cc
EksResult TagResource(EksRequest& request);
EksResult UntagResource(EksRequest& request);
EksResult ListTagsForResource(EksRequest& request);

// The association of that id in a cluster; null if there is none.
std::shared_ptr<const directory::PodIdentityAssociation> FindAssociation(const directory::Snapshot& snapshot,
                                                                         const Clusters& clusters,
                                                                         std::string_view cluster, std::string_view id);
// Nothing: the cluster that the path names is there.
std::optional<aws::ErrorShape> CheckCluster(const EksRequest& request);
// Tags of a cluster; empty if it has none.
directory::Tags TagsOfCluster(const directory::Snapshot& snapshot, const Clusters& clusters, std::string_view name);
boost::json::object TagsObject(const directory::Tags& tags);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_OPERATIONS_H_
