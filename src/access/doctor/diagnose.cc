#include "access/doctor/doctor.h"
#include "access/doctor/doctor_run.h"
#include "embedded/table.h"

namespace rolecall::access {
namespace {

policy::FindingSeverity SeverityOf(std::string_view text) {
  if (text == "error") return policy::FindingSeverity::kError;
  return text == "hint" ? policy::FindingSeverity::kHint : policy::FindingSeverity::kWarning;
}

std::vector<policy::LintRule> ReadDoctorRules() {
  std::vector<policy::LintRule> rules;
  for (const embedded::Row& row :
       embedded::ReadTable("doctor-checks.tsv", {"code", "severity", "looks_at", "title", "why"})) {
    policy::LintRule rule;
    rule.code = row[0];
    rule.severity = SeverityOf(row[1]);
    rule.title = row[3];
    rule.why = row[4];
    rules.push_back(rule);
  }
  return rules;
}

}  // namespace

const std::vector<policy::LintRule>& DoctorRules() {
  static const std::vector<policy::LintRule> rules = ReadDoctorRules();
  return rules;
}

void Diagnose(const DoctorFacts& facts, const IdentityModel* model, LintReport& report) {
  DoctorRun run(facts, model, report);
  CheckPods(run);
  CheckPodEnvironments(run);
  CheckAgent(run);
  CheckWebhooks(run);
  CheckStores(run);
  CheckIssuer(run);
  CheckRoles(run);
}

void AddDryRunFinding(const std::string& account, const std::string& why, LintReport& report) {
  const kube::WebhookSettings settings;
  const DoctorFacts nothing{.settings = settings, .now = {}, .objects = {}, .complete = {}};
  DoctorRun(nothing, nullptr, report)
      .Add("webhook-dry-run", nullptr, "ServiceAccount " + account, why,
           "kubectl get mutatingwebhookconfigurations -o yaml   # is one there, asked, and answering?");
}

}  // namespace rolecall::access
