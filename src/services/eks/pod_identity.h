// EKS Pod Identity: a pod's token becomes a session of the role that its service account is associated with.
//
//   std::unique_ptr<services::Service> auth = MakeEksAuth(parts);    // "eks-auth": AssumeRoleForPodIdentity, signed
//   std::unique_ptr<services::Service> agent = MakeAgent(parts);     // GET /v1/credentials, as the agent on a node
//
// The role must trust the service pods.eks.amazonaws.com with sts:AssumeRole and, unless the association switches
// session tags off, sts:TagSession. With a target role that one is then assumed by the first, with the association's
// external id, under all the rules of STS (identity policy, trust, transitive tags, an hour at most).
// Sources: EKS User Guide, "Learn how EKS Pod Identity grants pods access"; EKS Auth API Reference.
// Threads: any.
#ifndef ROLECALL_SERVICES_EKS_POD_IDENTITY_H_
#define ROLECALL_SERVICES_EKS_POD_IDENTITY_H_

#include <memory>

#include "services/eks/pod_identity_parts.h"

namespace rolecall::services::eks {

// For who signs and has eks-auth:AssumeRoleForPodIdentity on the cluster, as the agents of nodes have on AWS.
std::unique_ptr<services::Service> MakeEksAuth(PodIdentityParts parts);
// Not signed: the token in the Authorization header is who asks. Answers in the form that SDKs read.
std::unique_ptr<services::Service> MakeAgent(PodIdentityParts parts);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_POD_IDENTITY_H_
