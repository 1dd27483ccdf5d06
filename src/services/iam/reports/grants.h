// Who is meant by an ARN, by which policies, and for which services: what IAM's reports are about. For this folder
// only.
//
//   ROLECALL_TRY(Subject subject, FindSubject(call, *call.snapshot, arn));
//   for (const GrantingPolicy& policy : subject.policies) if (Grants(policy.document, "s3")) …
//
// Identity policies alone, as in AWS: no boundaries, no resource policies, and no Deny. NoSuchEntity, InvalidInput.
// Source: IAM API Reference, ListPoliciesGrantingServiceAccess and GenerateServiceLastAccessedDetails.
#ifndef ROLECALL_SERVICES_IAM_REPORTS_GRANTS_H_
#define ROLECALL_SERVICES_IAM_REPORTS_GRANTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "policy/document/document.h"
#include "services/iam/entity.h"

namespace rolecall::services::iam::reports {

struct GrantingPolicy {
  std::string name, arn;                 // arn: of a managed policy, else empty
  std::string entity_type, entity_name;  // of an inline policy: "USER", "ROLE", "GROUP"
  policy::Document document;
};

// Somebody who can use the policies.
struct Grantee {
  std::string type;  // "USER", "ROLE"
  std::string arn, name, id, path;
};

struct Subject {
  std::vector<GrantingPolicy> policies;
  std::vector<Grantee> grantees;  // a user or role: itself; a group: its members; a policy: whom it is attached to
};

enum class SubjectKinds { kIdentities, kIdentitiesAndPolicies };

Checked<Subject> FindSubject(const Call& call, const directory::Snapshot& snapshot, const std::string& arn,
                             SubjectKinds kinds);

// Whether a statement allows any action of the service.
bool Grants(const policy::Document& document, std::string_view service);

// "Amazon S3"; the prefix itself of services whose name we do not have.
std::string ServiceName(std::string_view service);
// All services that there are, and those that the policies name besides; sorted.
std::vector<std::string> GrantedServices(const Subject& subject);

}  // namespace rolecall::services::iam::reports

#endif  // ROLECALL_SERVICES_IAM_REPORTS_GRANTS_H_
