// Roles beside the service accounts that they are for, and the table of both.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "access/doctor/doctor_run.h"
#include "access/lint/model.h"
#include "access/model/trust_opening.h"
#include "base/text.h"
#include "policy/document/document.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kProviderQuota = 100;
constexpr std::size_t kNearQuota = 90;

// The service accounts that a role's trust policy names exactly.
std::vector<kube::ServiceAccountName> NamedBy(const Role& role) {
  std::vector<kube::ServiceAccountName> names;
  const policy::ParsedDocument parsed = policy::Parse(role.trust.text, policy::DocumentKind::kTrust);
  for (const TrustOpening& opening : OpeningsOf(parsed.document)) {
    if (opening.kind != TrustOpening::Kind::kServiceAccount) continue;
    if (const auto name = kube::ParseServiceAccountName(opening.who)) names.push_back(*name);
  }
  return names;
}

void CheckUnused(DoctorRun& run, const Role& role, const kube::ServiceAccountName& name) {
  const DoctorAccount* account = run.FindAccount(name);
  const std::string text = name.first + "/" + name.second;
  const std::string annotate = "kubectl -n " + name.first + " annotate serviceaccount " + name.second + " " +
                               run.facts().settings.annotation_prefix + "/role-arn=" + role.arn;
  if (account == nullptr) {
    if (!run.is_complete("ServiceAccount")) return;
    run.Add("account-role-unused", nullptr, "role " + role.name,
            "it trusts service account " + text + ", which is not there",
            "kubectl -n " + name.first + " create serviceaccount " + name.second + " && " + annotate);
  } else if (account->role.empty()) {
    run.Add("account-role-unused", *account->object,
            "role " + role.name + " trusts it, and it has no role-arn annotation", annotate);
  }
}

// Whether a trust policy has a condition on the session's name. (Keys are compared without case.)
bool AsksForSessionName(const Role& role) {
  return LowerAscii(role.trust.text).find("\"sts:rolesessionname\"") != std::string::npos;
}

void CheckSessionName(DoctorRun& run, const DoctorPod& pod) {
  const DoctorAccount* account = run.FindAccount(pod.account);
  const Role* role = account == nullptr ? nullptr : run.model()->FindRole(account->role);
  if (role == nullptr || !AsksForSessionName(*role)) return;
  for (const boost::json::value* container : pod.Containers()) {
    std::string kept;
    if (VariableOf(*container, "AWS_ROLE_SESSION_NAME", kept) != nullptr) return;
  }
  const std::string kind = LowerAscii(boost::json::value_to<std::string>(pod.object->value.at("kind")));
  run.Add("pod-session-name", *pod.object,
          "role " + role->name + " has a condition on sts:RoleSessionName, and no container sets AWS_ROLE_SESSION_NAME",
          "kubectl -n " + pod.account.first + " set env " + kind + "/" + NameOf(pod.object->value) +
              " AWS_ROLE_SESSION_NAME=" + pod.account.second);
}

bool HasFinding(const LintReport& report, const std::string& subject, std::string_view code) {
  return std::ranges::any_of(report.findings, [&](const LintFinding& finding) {
    return finding.subject.find(subject) != std::string::npos && finding.rule->code == code;
  });
}

std::string VerdictOf(const IdentityModel& model, const ServiceAccount& account, const LintReport& report) {
  if (model.FindRole(account.role_arn) == nullptr) return model.roles_complete ? "no such role" : "role not known";
  const std::string subject = "ServiceAccount " + account.Text();
  if (HasFinding(report, subject, "role-annotation-not-trusted")) return "not trusted";
  if (HasFinding(report, subject, "role-annotation-client-id")) return "audience not taken";
  return "trusted";
}

}  // namespace

void CheckRoles(DoctorRun& run) {
  const IdentityModel* model = run.model();
  if (model == nullptr) return;
  if (!run.accounts().empty()) {
    for (const Role& role : model->roles) {
      for (const kube::ServiceAccountName& name : NamedBy(role)) CheckUnused(run, role, name);
    }
  }
  for (const DoctorPod& pod : run.pods()) CheckSessionName(run, pod);
  if (!model->providers_complete || model->providers.size() < kNearQuota) return;
  run.Add("provider-quota", nullptr, "the account",
          "it has " + std::to_string(model->providers.size()) + " token providers of " + std::to_string(kProviderQuota),
          "aws iam list-open-id-connect-providers   # delete those of clusters that are gone: aws iam "
          "delete-open-id-connect-provider");
}

std::vector<MatrixRow> IdentityMatrix(const IdentityModel& model, const kube::WebhookSettings& settings) {
  LintReport report;
  LintModel(model, settings, report);
  std::vector<MatrixRow> rows;
  for (const ServiceAccount& account : model.service_accounts) {
    if (!account.role_arn.empty())
      rows.push_back({account.Text(), account.role_arn, VerdictOf(model, account, report)});
  }
  for (const Role& role : model.roles) {
    for (const kube::ServiceAccountName& name : NamedBy(role)) {
      const ServiceAccount* account = model.FindServiceAccount(name.first, name.second);
      if (account != nullptr && account->role_arn == role.arn) continue;
      const std::string verdict = account == nullptr          ? "no such service account"
                                  : account->role_arn.empty() ? "not annotated"
                                                              : "annotated with another role";
      rows.push_back({name.first + "/" + name.second, role.arn, verdict});
    }
  }
  std::ranges::sort(rows, {}, [](const MatrixRow& row) { return std::pair(row.account, row.role); });
  return rows;
}

}  // namespace rolecall::access
