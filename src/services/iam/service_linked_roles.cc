#include <unordered_map>

#include "base/text.h"
#include "directory/ids.h"
#include "embedded/table.h"
#include "services/iam/documents.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::Role;

constexpr std::string_view kDomain = ".amazonaws.com";

// Names that do not follow from the service's domain.
const std::unordered_map<std::string_view, std::string_view>& KnownNames() {
  static const auto* const kNames = [] {
    auto* names = new std::unordered_map<std::string_view, std::string_view>();
    for (const embedded::Row& row : embedded::ReadTable("service-linked-roles.tsv", {"service", "name"})) {
      names->emplace(row[0], row[1]);
    }
    return names;
  }();
  return *kNames;
}

// Services that let an account have several of their roles.
constexpr std::string_view kWithSuffix[] = {"autoscaling", "connect", "lexv2", "dax", "wisdom"};

std::string RoleName(std::string_view service) {
  const auto known = KnownNames().find(service);
  if (known != KnownNames().end()) return "AWSServiceRoleFor" + std::string(known->second);
  std::string name = "AWSServiceRoleFor";
  bool upper = true;
  for (char c : service) {
    if (c == '.' || c == '-') {
      upper = true;
      continue;
    }
    name += upper ? UpperAscii(c) : c;
    upper = false;
  }
  return name.substr(0, 64);
}

bool TakesSuffix(std::string_view service) {
  for (std::string_view other : kWithSuffix) {
    if (other == service) return true;
  }
  return false;
}

OperationResult CreateServiceLinkedRole(Call& call) {
  const std::string domain(call.parameters.Get("AWSServiceName"));
  const std::string suffix(call.parameters.Get("CustomSuffix"));
  const std::string service = domain.substr(0, domain.find(kDomain));
  Role role;
  role.account = call.caller.account;
  role.name = RoleName(service) + (suffix.empty() ? "" : "_" + suffix);
  role.path = "/aws-service-role/" + domain + "/";
  role.description = std::string(call.parameters.Get("Description"));
  role.service_linked = domain;
  role.id = directory::MakeUniqueId(call.random, "AROA");
  role.created = call.now;
  Question question = Ask(call, role.arn());
  question.context.push_back({"iam:AWSServiceName", {domain}});
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, question));
  if (domain.size() <= kDomain.size() || domain.substr(domain.size() - kDomain.size()) != kDomain) {
    return InvalidInput("Service principal " + domain + " is not valid.");
  }
  if (!suffix.empty() && !TakesSuffix(service)) return InvalidInput("Custom suffix is not allowed for " + domain);
  const std::string trust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":")" +
                            domain + R"("},"Action":"sts:AssumeRole"}]})";
  role.trust = directory::MakeStoredPolicy(trust, policy::DocumentKind::kTrust, "trust policy of " + role.name);
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    if (Find<Role>(transaction.snapshot(), role.account, role.name) != nullptr) {
      return InvalidInput("Service role name " + role.name +
                          " has been taken in this account, please try a different suffix.");
    }
    aws::XmlWriter xml;
    xml.Open("Role");
    WriteRole(xml, role, transaction.snapshot(), Detail::kCreated);
    xml.Close();
    transaction.Put(role);
    return xml.Take();
  });
}

OperationResult DeleteServiceLinkedRole(Call& call) {
  ROLECALL_TRY(auto role, AskAndFind<Role>(call));
  if (role->service_linked.empty()) return NotFound<Role>(role->name);
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    transaction.Delete(*role);
    transaction.ForgetUses(role->id);
    aws::XmlWriter xml;
    xml.Text("DeletionTaskId",
             "task" + role->path.substr(0, role->path.size() - 1) + "/" + role->name + "/" + RandomUuid(call.random));
    return xml.Take();
  });
}

OperationResult GetDeletionStatus(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  const std::string task(call.parameters.Get("DeletionTaskId"));
  if (!task.starts_with("task/aws-service-role/")) return NoSuchEntity("The deletion task cannot be found.");
  // Deletion is done when DeleteServiceLinkedRole answers.
  aws::XmlWriter xml;
  xml.Text("Status", "SUCCEEDED");
  return xml.Take();
}

}  // namespace

void AddServiceLinkedRoles(Table& table) {
  table.push_back({"CreateServiceLinkedRole",
                   &CreateServiceLinkedRole,
                   {{.name = "AWSServiceName", .required = true, .min = 1, .max = 128, .charset = Charset::kName},
                    kDescription,
                    OptionalName("CustomSuffix", 64)}});
  table.push_back({"DeleteServiceLinkedRole", &DeleteServiceLinkedRole, {kRoleName}});
  table.push_back({"GetServiceLinkedRoleDeletionStatus",
                   &GetDeletionStatus,
                   {{.name = "DeletionTaskId", .required = true, .min = 1, .max = 1000}}});
}

}  // namespace rolecall::services::iam
