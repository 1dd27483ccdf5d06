#include "cli/cluster/doctor_inputs.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "access/lint/model.h"
#include "access/model/model_readers.h"
#include "cli/cluster/published_issuer.h"
#include "crypto/jwt.h"
#include "kube/client/list.h"
#include "kube/client/object.h"
#include "kube/client/tokens.h"
#include "kube/manifest.h"
#include "server/issuer_keys/discovery_document.h"

namespace rolecall::cli {
namespace {

using boost::json::value;

constexpr int kDeepestFolder = 32;
constexpr char kClusterSource[] = "(cluster)";

struct Listed {
  const char* path;
  const char* kind;
};
// Service accounts first: without them there is nothing to say.
constexpr Listed kListed[] = {
    {"/api/v1/serviceaccounts", "ServiceAccount"},
    {"/api/v1/namespaces", "Namespace"},
    {"/api/v1/pods", "Pod"},
    {"/api/v1/nodes", "Node"},
    {"/apis/apps/v1/deployments", "Deployment"},
    {"/apis/apps/v1/statefulsets", "StatefulSet"},
    {"/apis/apps/v1/daemonsets", "DaemonSet"},
    {"/apis/apps/v1/replicasets", "ReplicaSet"},
    {"/apis/batch/v1/jobs", "Job"},
    {"/apis/batch/v1/cronjobs", "CronJob"},
    {"/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", "MutatingWebhookConfiguration"},
    {"/apis/discovery.k8s.io/v1/endpointslices", "EndpointSlice"},
    {"/apis/external-secrets.io/v1/secretstores", "SecretStore"},
    {"/apis/external-secrets.io/v1/clustersecretstores", "ClusterSecretStore"}};

bool IsManifestName(const std::string& name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

// Without what nobody here looks at.
value Trimmed(value object) {
  if (auto* metadata = object.is_object() ? object.get_object().if_contains("metadata") : nullptr;
      metadata != nullptr && metadata->is_object()) {
    metadata->get_object().erase("managedFields");
  }
  return object;
}

template <typename Take>
void EachObject(const value& object, Take take) {
  if (!kube::TextAt(object, {"kind"}).ends_with("List") || kube::At(object, {"items"}) == nullptr) return take(object);
  for (const value& item : kube::ListAt(object, {"items"})) EachObject(item, take);
}

// The repair of a finding of lint's, where it is one command.
void AddRepair(access::LintFinding& finding) {
  if (!finding.repair.empty()) return;
  const std::string_view subject = finding.subject;
  const std::size_t slash = finding.pointer.find("/metadata/annotations/");
  if (subject.starts_with("ServiceAccount ") && slash != std::string::npos && !finding.suggestion.empty()) {
    std::string key = finding.pointer.substr(slash + 22), text = finding.suggestion;
    if (const std::size_t escape = key.find("~1"); escape != std::string::npos) key.replace(escape, 2, "/");
    std::erase(text, '"');
    const std::size_t at = subject.find('/');
    finding.repair = "kubectl -n " + std::string(subject.substr(15, at - 15)) +
                     " annotate --overwrite serviceaccount " + std::string(subject.substr(at + 1)) + " " + key + "='" +
                     text + "'";
  } else if (!finding.edits.empty() && finding.rule->fix == policy::FixKind::kSafe && finding.range.has_place()) {
    finding.repair = "rolecall lint -fix " + std::string(finding.range.file_name());
  } else {
    finding.repair = "rolecall lint -explain " + std::string(finding.rule->code);
  }
}

}  // namespace

DoctorInputs::DoctorInputs(CommandContext& context, const kube::WebhookSettings& settings, http::Client& http)
    : context_(context),
      http_(http),
      settings_(settings),
      facts_{.settings = settings, .now = context.clock.Now(), .objects = {}, .complete = {}} {}

Result<void> DoctorInputs::ReadFiles(const std::vector<std::string>& paths) {
  std::vector<std::pair<std::string, int>> waiting;
  waiting.reserve(paths.size());
  for (const std::string& path : paths) waiting.emplace_back(path, 0);
  while (!waiting.empty()) {
    const auto [path, depth] = waiting.back();
    waiting.pop_back();
    if (!context_.files.IsDirectory(path)) {
      ROLECALL_RETURN_IF_ERROR(ReadFile(path));
      continue;
    }
    ROLECALL_TRY(const std::vector<DirectoryEntry> entries, context_.files.List(path));
    for (const DirectoryEntry& entry : entries) {
      const bool is_wanted = entry.is_directory ? depth < kDeepestFolder : IsManifestName(entry.name);
      if (is_wanted && !entry.name.starts_with('.')) waiting.emplace_back(JoinPath(path, entry.name), depth + 1);
    }
  }
  return {};
}

Result<void> DoctorInputs::ReadFile(const std::string& path) {
  ROLECALL_TRY(std::string text, context_.files.Read(path, kube::kMaxManifestBytes));
  if (text.find("apiVersion") == std::string::npos) return {};
  ROLECALL_TRY(const std::vector<value> documents, kube::ParseManifests(path, text));
  for (const value& document : documents) {
    EachObject(document, [&](const value& object) { facts_.objects.push_back({object, path}); });
  }
  ROLECALL_RETURN_IF_ERROR(access::AddManifestText(path, text, settings_.annotation_prefix, accounts_));
  sources_.push_back({path, std::move(text)});
  return {};
}

void DoctorInputs::LearnAccount(const value& object) {
  access::ServiceAccount account;
  account.namespace_name = kube::TextAt(object, {"metadata", "namespace"});
  account.name = kube::TextAt(object, {"metadata", "name"});
  const value* annotations = kube::At(object, {"metadata", "annotations"});
  if (annotations != nullptr && annotations->is_object()) {
    for (const auto& [key, text] : annotations->get_object()) {
      if (text.is_string()) account.annotations[key] = text.get_string();
    }
  }
  access::ReadAnnotations(settings_.annotation_prefix, account);
  accounts_.service_accounts.push_back(std::move(account));
}

Result<void> DoctorInputs::ReadKind(kube::ApiClient& api, const std::string& path, const std::string& kind) {
  const std::size_t before = facts_.objects.size();
  kube::ApiResult<std::string> listed = kube::ListAll(
      api, {.path = path}, [&] { facts_.objects.resize(before); },
      [&](const value& object) {
        facts_.objects.push_back({Trimmed(object), ""});
      });
  if (listed.ok()) {
    facts_.complete.insert(kind);
    return {};
  }
  facts_.objects.resize(before);
  if (listed.error().status == 404) return {};  // a kind that this cluster does not have
  if (kind == "ServiceAccount" || listed.error().status == 0) return listed.error().error;
  notes_.push_back(kind + " objects cannot be read and are not judged: " + listed.error().error.message);
  return {};
}

Result<void> DoctorInputs::ReadCluster(kube::ApiClient& api) {
  for (const Listed& one : kListed) ROLECALL_RETURN_IF_ERROR(ReadKind(api, one.path, one.kind));
  for (const access::DoctorObject& object : facts_.objects) {
    if (object.file.empty() && kube::TextAt(object.value, {"kind"}) == "ServiceAccount") LearnAccount(object.value);
  }
  kube::ApiResult<value> version = api.Get("/version");
  if (version.ok()) facts_.server_version = kube::TextAt(*version, {"gitVersion"});
  ReadIssuer(api);
  TryPod(api);
  return {};
}

const access::ServiceAccount* DoctorInputs::Annotated() const {
  const auto found = std::ranges::find_if(
      accounts_.service_accounts, [](const access::ServiceAccount& account) { return !account.role_arn.empty(); });
  return found == accounts_.service_accounts.end() ? nullptr : &*found;
}

void DoctorInputs::ReadIssuer(kube::ApiClient& api) {
  const kube::ApiCall discovery{.path = "/.well-known/openid-configuration"};
  kube::ApiResult<http::Response> document = api.Send(discovery);
  if (!document.ok()) {
    notes_.push_back("the cluster's issuer is not known: " + document.error().error.message);
    return;
  }
  const Result<std::string> name = server::IssuerOf(document->body);
  if (!name.ok()) {
    notes_.push_back("the cluster's issuer is not known: " + name.error().message);
    return;
  }
  access::IssuerFacts issuer = ReadPublishedIssuer(http_, *name);
  TryToken(api, issuer);
  facts_.issuer = std::move(issuer);
}

// A token of a service account with a role, made for this and thrown away.
void DoctorInputs::TryToken(kube::ApiClient& api, access::IssuerFacts& issuer) {
  const access::ServiceAccount* account = Annotated();
  if (account == nullptr) return;
  kube::ApiResult<kube::IssuedToken> issued =
      kube::RequestToken(api, account->namespace_name, account->name,
                         {.audiences = {settings_.token_audience}, .expiration = 600, .bound_to = {}});
  if (!issued.ok()) {
    notes_.push_back("no token could be looked at: " + issued.error().error.message);
    return;
  }
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(issued->token.Reveal());
  if (!token.ok()) return;
  issuer.token_key_id = token->key_id();
  const value* issued_at = token->claims().if_contains("iat");
  if (issued_at != nullptr && issued_at->is_int64()) {
    issuer.clock_skew = UnixSeconds(context_.clock.Now()) - issued_at->get_int64();
  }
}

// What the API server would make of a pod of such a service account. Nothing is stored.
void DoctorInputs::TryPod(kube::ApiClient& api) {
  const access::ServiceAccount* account = Annotated();
  if (account == nullptr) return;
  using boost::json::array;
  using boost::json::object;
  const value pod =
      object{{"apiVersion", "v1"},
             {"kind", "Pod"},
             {"metadata", object{{"generateName", "rolecall-doctor-"}}},
             {"spec", object{{"serviceAccountName", account->name},
                             {"containers", array{object{{"name", "main"}, {"image", "rolecall-doctor"}}}}}}};
  kube::ApiResult<value> made =
      api.Create(kube::ObjectPath("/api/v1", account->namespace_name, "pods") + "?dryRun=All", pod);
  if (!made.ok()) {
    const std::string& why = made.error().error.message;
    if (why.find("webhook") != std::string::npos) {
      not_injected_.emplace_back(account->Text(), why);
    } else {
      notes_.push_back("what a pod of " + account->Text() + " would get was not found out: " + why);
    }
    return;
  }
  for (const value& container : kube::ListAt(*made, {"spec", "containers"})) {
    for (const value& variable : kube::ListAt(container, {"env"})) {
      const std::string name = kube::TextAt(variable, {"name"});
      if (name == "AWS_WEB_IDENTITY_TOKEN_FILE" || name == "AWS_CONTAINER_CREDENTIALS_FULL_URI") return;
    }
  }
  not_injected_.emplace_back(account->Text(), "a pod of it would have no token of role " + account->role_arn);
}

// The cluster's service accounts with annotations of ours and the workloads that use them, for lint.
std::string DoctorInputs::ClusterManifests() const {
  std::set<std::pair<std::string, std::string>> annotated;
  for (const access::ServiceAccount& account : accounts_.service_accounts) {
    if (!account.role_arn.empty()) annotated.emplace(account.namespace_name, account.name);
  }
  std::string text;
  for (const access::DoctorObject& object : facts_.objects) {
    const std::string kind = kube::TextAt(object.value, {"kind"}),
                      space = kube::TextAt(object.value, {"metadata", "namespace"});
    const value* template_spec = kube::At(object.value, {"spec", "template", "spec"});
    const bool is_account =
        kind == "ServiceAccount" && annotated.contains({space, kube::TextAt(object.value, {"metadata", "name"})});
    const bool is_user = template_spec != nullptr &&
                         kube::ListAt(object.value, {"metadata", "ownerReferences"}).empty() &&
                         annotated.contains({space, kube::TextAt(*template_spec, {"serviceAccountName"})});
    if (!object.file.empty() || (!is_account && !is_user)) continue;
    text += boost::json::serialize(object.value) + "\n---\n";
    if (text.size() > kube::kMaxManifestBytes / 2) break;
  }
  return text;
}

Result<access::LintReport> DoctorInputs::Report(access::IdentityModel* model) {
  access::LintReport report;
  for (const access::LintSource& source : sources_) report.sources.Add(source.file, source.text);
  if (model != nullptr) {
    model->Merge(accounts_);
    access::LintModel(*model, settings_, report);
  }
  ROLECALL_RETURN_IF_ERROR(access::LintManifests(sources_, settings_, report));
  if (std::string cluster = ClusterManifests(); !cluster.empty()) {
    ROLECALL_RETURN_IF_ERROR(access::LintManifests({{kClusterSource, std::move(cluster)}}, settings_, report));
  }
  for (access::LintFinding& finding : report.findings) {
    if (finding.range.file_name() == kClusterSource) {
      finding.range = {};
      finding.edits.clear();
    }
    AddRepair(finding);
  }
  access::Diagnose(facts_, model, report);
  for (const auto& [account, why] : not_injected_) access::AddDryRunFinding(account, why, report);
  report.documents = static_cast<int>(facts_.objects.size());
  return report;
}

}  // namespace rolecall::cli
