// Kubernetes: manifests and admission reviews.
#include <boost/json.hpp>
#include <memory_resource>
#include <string>

#include "access/lint/lint.h"
#include "access/paths/cluster_paths.h"
#include "access/review/review.h"
#include "base/file_system.h"
#include "base/random.h"
#include "kube/client/cluster_access.h"
#include "kube/client/exec_plugin.h"
#include "kube/client/kubeconfig.h"
#include "kube/client/status.h"
#include "kube/client/watch.h"
#include "kube/identity_source.h"
#include "kube/injection/admission.h"
#include "kube/injection/json_reader.h"
#include "kube/label_selector.h"
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

// What is read without a tree is JSON for the reader with one too, and the other way about: but for halves of surrogate
// pairs, which are U+FFFD here.
void ReviewJson(std::string_view input) {
  std::pmr::monotonic_buffer_resource memory;
  kube::JsonReader reader(input, &memory);
  const std::string_view whole = reader.Skip();
  const bool is_json = reader.Finish();
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 256;
  const boost::json::value value = boost::json::parse(input, error, {}, options);
  FUZZ_EXPECT(error || is_json);
  FUZZ_EXPECT(!is_json || !error || input.find("\\u") != input.npos || error == boost::json::error::exponent_overflow);
  FUZZ_EXPECT(!is_json || input.find(whole) != input.npos);
  if (error || !value.is_string()) return;
  kube::JsonReader again(input, &memory);
  FUZZ_EXPECT(again.ReadText() == std::string_view(value.as_string()));
}

void LabelSelectorText(std::string_view input) {
  const auto selector = kube::LabelSelector::Parse(input);
  if (!selector.ok()) return;
  for (const auto& requirement : selector->requirements()) FUZZ_EXPECT(!requirement.key.empty());
  selector->Selects([](std::string_view) { return nullptr; });
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

// Every context of it can be resolved or is refused; nothing outside of the file is needed for that.
void Kubeconfig(std::string_view input) {
  const auto config = kube::ParseKubeconfig("f", input);
  if (!config.ok()) return;
  const MemoryFileSystem files;
  for (const auto& [name, context] : config->contexts) {
    const auto access = kube::AccessFromKubeconfig(*config, name, files);
    FUZZ_EXPECT(!access.ok() || (access->server.starts_with("http") && !access->server.ends_with("/")));
  }
}

// What an API server or a plugin may send: lines in any pieces are the same lines, and each error has a message.
void ApiServerText(std::string_view input) {
  std::string whole, pieced;
  kube::WatchLines once([&](std::string_view line) { return (whole += line) += '\n', true; });
  kube::WatchLines twice([&](std::string_view line) { return (pieced += line) += '\n', true; });
  once.Feed(input);
  for (const char& c : input) twice.Feed({&c, 1});
  FUZZ_EXPECT(whole == pieced);
  for (const int status : {200, 401, 410, 500}) {
    FUZZ_EXPECT(!kube::FailureOf({.status = status, .body = std::string(input)}).error.message.empty());
  }
  const auto credential = kube::ReadExecCredential(input, "client.authentication.k8s.io/v1");
  FUZZ_EXPECT(!credential.ok() || !credential->token.empty() || !credential->client_cert_pem.empty());
}

// What is filled in is filled in: nothing that has a value is left but where a value brings it.
void Substitution(std::string_view input) {
  std::map<std::string, std::string> values;
  for (const std::string& name : kube::SubstitutedNames(input)) values.emplace(name, "v");
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

// Whatever the objects say, every chain is bounded and ends in the target.
void RbacObjects(std::string_view input) {
  access::Rbac rbac;
  if (!access::AddRbacText("rbac.yaml", std::string(input), rbac).ok()) return;
  rbac.Finish();
  for (const access::Takeover& takeover : access::ClusterPaths(rbac).To({"apps", "web"})) {
    FUZZ_EXPECT(!takeover.steps.empty() && takeover.steps.size() <= access::kLongestTakeover);
    FUZZ_EXPECT(takeover.steps.back().into == "ServiceAccount apps/web");
  }
}

constexpr Target kTargets[] = {{"manifest", &Manifest},
                               {"admission", &Admission},
                               {"review_json", &ReviewJson},
                               {"label_selector", &LabelSelectorText},
                               {"identity_config", &ConfigMap},
                               {"lint_manifest", &LintManifest},
                               {"lint_ignores", &LintIgnores},
                               {"kubeconfig", &Kubeconfig},
                               {"api_server_text", &ApiServerText},
                               {"reviewed_plan", &ReviewedPlan},
                               {"rbac_objects", &RbacObjects},
                               {"substitution", &Substitution}};

}  // namespace

std::span<const Target> KubeTargets() { return kTargets; }

}  // namespace rolecall::fuzz
