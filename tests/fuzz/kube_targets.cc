// Kubernetes: manifests and admission reviews.
#include <boost/json.hpp>
#include <string>

#include "access/lint/lint.h"
#include "access/review/review.h"
#include "base/random.h"
#include "kube/admission.h"
#include "kube/manifest.h"
#include "kube/service_account.h"
#include "kube/substitution.h"
#include "kube/webhook_settings.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

// What is written reads back as the same documents.
void Manifest(std::string_view input) {
  const auto documents = kube::ParseManifests("f.yaml", input);
  if (!documents.ok()) return;
  const auto again = kube::ParseManifests("f.yaml", kube::FormatManifests(*documents));
  FUZZ_EXPECT(again.ok());
  FUZZ_EXPECT(*again == *documents);
  kube::IdentitySource source;
  for (const boost::json::value& document : *documents) source.AddObject(document);
}

kube::IdentitySource Identities() {
  kube::IdentitySource source;
  source.AddObject(boost::json::parse(R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"a",
      "name":"b","annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::111122223333:role/App"}}})"));
  return source;
}

// Every answer is an AdmissionReview.
void Admission(std::string_view input) {
  static const kube::IdentitySource source = Identities();
  FakeRandom random;
  const kube::ReviewAnswer answer = kube::Review(input, source, {}, random);
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(answer.body, error);
  FUZZ_EXPECT(!error && body.is_object() && body.as_object().contains("response"));
}

void ConfigMap(std::string_view input) {
  kube::IdentitySource source;
  source.SetConfigMap(input);
  source.SetContainerCredentials(input);
  kube::ParseTokenExpiration(input);
  kube::IsRoleArn(input);
}

// Places are inside of the text, reports are JSON, and what is fixed is still a manifest.
void LintManifest(std::string_view input) {
  access::LintReport report;
  if (!access::LintManifests({{"f.yaml", std::string(input)}}, {}, report).ok()) return;
  access::Suppress(report, {});
  for (const access::LintFinding& finding : report.findings) FUZZ_EXPECT(finding.range.end.byte <= input.size());
  boost::system::error_code error;
  boost::json::parse(access::LintSarif(report, ""), error);
  FUZZ_EXPECT(!error);
  for (const auto& [file, text] : access::SafelyFixed(report)) FUZZ_EXPECT(kube::ParseManifests(file, text).ok());
}

void LintIgnores(std::string_view input) {
  const auto ignores = access::ParseIgnoreFile("f", input);
  if (!ignores.ok()) return;
  for (const access::LintIgnore& ignore : *ignores) FUZZ_EXPECT(!ignore.code.empty());
}

// What is filled in is filled in: nothing that has a value is left but where a value brings it.
void Substitution(std::string_view input) {
  std::map<std::string, std::string> values;
  for (const std::string& name : kube::SubstitutedNames(input)) values[name] = "v";
  const std::string filled = kube::Substitute(input, values);
  FUZZ_EXPECT(filled.size() <= input.size());
  FUZZ_EXPECT(kube::Substitute(input, {}).size() <= input.size());
}

// Whatever a plan says, the report about it is JSON and Markdown with its first line.
void ReviewedPlan(std::string_view input) {
  const auto document = access::ReadPlanDocument("plan.json", std::string(input));
  if (!document.ok()) return;
  const access::Review review = access::MakeReview(*document, {});
  boost::system::error_code error;
  boost::json::parse(access::ReviewJson({review}), error);
  FUZZ_EXPECT(!error);
  FUZZ_EXPECT(access::ReviewMarkdown({review}).starts_with(access::kReviewAnchor));
}

constexpr Target kTargets[] = {{"manifest", &Manifest},         {"admission", &Admission},
                               {"identity_config", &ConfigMap}, {"lint_manifest", &LintManifest},
                               {"lint_ignores", &LintIgnores},  {"reviewed_plan", &ReviewedPlan},
                               {"substitution", &Substitution}};

}  // namespace

std::span<const Target> KubeTargets() { return kTargets; }

}  // namespace rolecall::fuzz
