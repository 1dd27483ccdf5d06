// Which policies let somebody use a service.
#include "services/iam/operations.h"
#include "services/iam/reports/grants.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::reports {
namespace {

void WriteGranting(aws::XmlWriter& xml, const GrantingPolicy& policy) {
  xml.Open("member").Text("PolicyName", policy.name);
  if (policy.arn.empty()) {
    xml.Text("PolicyType", "INLINE").Text("EntityType", policy.entity_type).Text("EntityName", policy.entity_name);
  } else {
    xml.Text("PolicyType", "MANAGED").Text("PolicyArn", policy.arn);
  }
  xml.Close();
}

// At most 200 services and what one identity can have: always one page.
OperationResult ListPoliciesGrantingServiceAccess(Call& call) {
  const std::string arn(call.parameters.Get("Arn"));
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, arn)));
  ROLECALL_TRY(Subject subject, FindSubject(call, *call.snapshot, arn, SubjectKinds::kIdentities));
  aws::XmlWriter xml;
  xml.Open("PoliciesGrantingServiceAccess");
  for (const std::string& service : call.parameters.List("ServiceNamespaces")) {
    xml.Open("member").Text("ServiceNamespace", service).Open("Policies");
    for (const GrantingPolicy& policy : subject.policies) {
      if (Grants(policy.document, service)) WriteGranting(xml, policy);
    }
    xml.Close().Close();
  }
  xml.Close().Bool("IsTruncated", false);
  return xml.Take();
}

}  // namespace

void AddGrantingPolicies(Table& table) {
  const ParameterRule arn{.name = "Arn", .required = true, .min = 20, .max = 2048};
  const ParameterRule services{.name = "ServiceNamespaces",
                               .required = true,
                               .min = 1,
                               .max = 64,
                               .charset = Charset::kWordHyphen,
                               .list = true,
                               .most_members = 200};
  table.push_back({"ListPoliciesGrantingServiceAccess", &ListPoliciesGrantingServiceAccess, {arn, services, kMarker}});
}

}  // namespace rolecall::services::iam::reports
