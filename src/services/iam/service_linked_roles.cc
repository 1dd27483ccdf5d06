// Roles of AWS's services: their names and policies are the services' own (data/service-linked-roles.tsv).
// Differs from AWS: a service that the table does not have is refused, and the documents of the attached policies are
// not here (ListAttachedRolePolicies names them, GetPolicy does not find them).
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "directory/ids.h"
#include "embedded/table.h"
#include "partition/own_partition.h"
#include "services/iam/documents.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::Role;

constexpr std::string_view kDomain = ".amazonaws.com";
constexpr std::string_view kRolePath = "/aws-service-role/";

struct ServiceRole {
  std::string name;
  std::string policy;  // of AWS, in its path aws-service-role; empty: none
  bool takes_suffix = false;
};

using ServiceRoles = std::unordered_map<std::string_view, ServiceRole>;

const ServiceRoles& AllServiceRoles() {
  static const auto* const kRoles = [] {
    auto* roles = new ServiceRoles();
    for (const embedded::Row& row :
         embedded::ReadTable("service-linked-roles.tsv", {"service", "name", "policy", "suffix"})) {
      const std::string policy = row[2] == "-" ? "" : std::string(row[2]);
      roles->emplace(row[0], ServiceRole{"AWSServiceRoleFor" + std::string(row[1]), policy, row[3] == "yes"});
    }
    return roles;
  }();
  return *kRoles;
}

// The role of "SERVICE.amazonaws.com"; null if there is no such service.
const ServiceRole* FindServiceRole(std::string_view domain) {
  if (!domain.ends_with(kDomain)) return nullptr;
  const auto found = AllServiceRoles().find(domain.substr(0, domain.size() - kDomain.size()));
  return found == AllServiceRoles().end() ? nullptr : &found->second;
}

Role NewServiceRole(const Call& call, const std::string& domain, const ServiceRole& service) {
  const std::string suffix(call.parameters.Get("CustomSuffix"));
  Role role;
  role.account = call.caller.account;
  role.name = service.name + (suffix.empty() ? "" : "_" + suffix);
  role.path = std::string(kRolePath) + domain + "/";
  role.description = std::string(call.parameters.Get("Description"));
  role.service_linked = domain;
  role.id = directory::MakeUniqueId(call.random, "AROA");
  role.created = call.now;
  if (!service.policy.empty()) {
    role.attached.push_back(partition::OwnArn() + "iam::aws:policy/aws-service-role/" + service.policy);
  }
  const std::string trust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":")" +
                            domain + R"("},"Action":"sts:AssumeRole"}]})";
  role.trust = directory::MakeStoredPolicy(trust, policy::DocumentKind::kTrust, "trust policy of " + role.name);
  return role;
}

OperationResult CreateServiceLinkedRole(Call& call) {
  const std::string domain(call.parameters.Get("AWSServiceName"));
  const ServiceRole* service = FindServiceRole(domain);
  const Role role =
      NewServiceRole(call, domain, service == nullptr ? ServiceRole{"AWSServiceRoleFor", "", true} : *service);
  Question question = Ask(call, role.arn());
  question.context.push_back({"iam:AWSServiceName", {domain}});
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, question));
  if (service == nullptr) return InvalidInput("Service principal " + domain + " is not valid.");
  if (call.parameters.Has("CustomSuffix") && !service->takes_suffix) {
    return InvalidInput("Custom suffix is not allowed for " + domain);
  }
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    if (Find<Role>(transaction.snapshot(), role.account, role.name) != nullptr) {
      return InvalidInput("Service role name " + role.name +
                          " has been taken in this account, please try a different suffix.");
    }
    if (CountOwn<Role>(transaction.snapshot(), role.account) >= kRolesPerAccount.limit) {
      return Exceeded(kRolesPerAccount);
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
    auto current = Find<Role>(transaction.snapshot(), role->account, role->name);
    if (current == nullptr || current->service_linked.empty()) return NotFound<Role>(role->name);
    transaction.Delete(*current);
    transaction.ForgetUses(current->id);
    aws::XmlWriter xml;
    xml.Text("DeletionTaskId", "task" + current->path + current->name + "/" + RandomUuid(call.random));
    return xml.Take();
  });
}

struct DeletionTask {
  std::string domain, role_name;
};

bool IsUuid(std::string_view text) {
  return text.size() == 36 && std::all_of(text.begin(), text.end(),
                                          [](char c) { return IsAsciiDigit(c) || (c >= 'a' && c <= 'f') || c == '-'; });
}

// "task/aws-service-role/DOMAIN/ROLE/UUID", as DeleteServiceLinkedRole gives it.
std::optional<DeletionTask> ParseTask(std::string_view id) {
  constexpr std::string_view kStart = "task/aws-service-role/";
  if (!id.starts_with(kStart)) return std::nullopt;
  const std::vector<std::string> parts = SplitStrings(id.substr(kStart.size()), '/');
  if (parts.size() != 3 || !IsUuid(parts[2])) return std::nullopt;
  const ServiceRole* service = FindServiceRole(parts[0]);
  if (service == nullptr || !parts[1].starts_with(service->name)) return std::nullopt;
  return DeletionTask{parts[0], parts[1]};
}

// Deletion is done when DeleteServiceLinkedRole answers, so no tasks are kept.
OperationResult GetDeletionStatus(Call& call) {
  const std::optional<DeletionTask> task = ParseTask(call.parameters.Get("DeletionTaskId"));
  const std::string arn = partition::OwnArn() + "iam::" + call.caller.account + ":role" + std::string(kRolePath) +
                          (task.has_value() ? task->domain + "/" + task->role_name : "*");
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, arn)));
  if (!task.has_value()) return NoSuchEntity("The deletion task cannot be found.");
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
