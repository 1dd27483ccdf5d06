#include "cli/identity/lint_inputs.h"

#include <algorithm>
#include <filesystem>
#include <istream>
#include <iterator>
#include <set>

#include "access/check/contract.h"
#include "access/lint/contracts.h"
#include "access/lint/model.h"
#include "access/model/model_readers.h"
#include "access/offline/offline_plan.h"
#include "cli/plane/plane_client.h"
#include "json/document.h"
#include "kube/manifest.h"
#include "kube/substitution.h"

namespace rolecall::cli {
namespace {

constexpr int kMaxDepth = 32;

std::string Normal(const std::string& path) {
  const std::string normal = std::filesystem::path(path).lexically_normal().string();
  return normal.size() > 1 && normal.back() == '/' ? normal.substr(0, normal.size() - 1) : normal;
}

struct Found {
  std::vector<std::string> configurations;  // directories
  std::vector<access::LintSource> policies, manifests;
};

bool IsYaml(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }
bool IsTerraform(std::string_view name) { return name.ends_with(".tf") || name.ends_with(".tf.json"); }

enum class JsonKind { kPolicy, kManifest, kOther };

JsonKind KindOfJson(std::string_view text) {
  const json::ParseResult parsed = json::Parse(text, {});
  if (!parsed.error.empty()) return JsonKind::kOther;
  if (parsed.root.Find("apiVersion") != nullptr) return JsonKind::kManifest;
  return parsed.root.Find("Statement") != nullptr ? JsonKind::kPolicy : JsonKind::kOther;
}

class Finder {
 public:
  Finder(CommandContext& context, const LintInputs& inputs) : context_(context), inputs_(inputs) {}

  Result<Found> Find() {
    for (const std::string& path : inputs_.paths) {
      if (path == "-") {
        found_.policies.push_back(
            {"-", std::string((std::istreambuf_iterator<char>(context_.in)), std::istreambuf_iterator<char>())});
      } else if (context_.files.IsDirectory(path)) {
        const std::size_t before = Count();
        ROLECALL_RETURN_IF_ERROR(AddDirectory(path, 0));
        if (Count() == before) {
          return Error{ErrorCode::kNotFound, path + ": neither configuration nor policies nor manifests are here" +
                                                 (inputs_.recursive ? "" : " (-recursive looks below)")};
        }
      } else {
        ROLECALL_RETURN_IF_ERROR(AddFile(path));
      }
    }
    return std::move(found_);
  }

 private:
  std::size_t Count() const { return found_.configurations.size() + found_.policies.size() + found_.manifests.size(); }

  Result<void> AddFile(const std::string& path) {
    if (IsTerraform(path)) {
      return Error{ErrorCode::kInvalidArgument,
                   path + ": a configuration is checked as a whole; name the directory: " + DirectoryName(path)};
    }
    ROLECALL_TRY(std::string text, context_.files.Read(path, kube::kMaxManifestBytes));
    const bool manifest = IsYaml(path) || (!inputs_.kind && KindOfJson(text) == JsonKind::kManifest);
    (manifest ? found_.manifests : found_.policies).push_back({Normal(path), std::move(text)});
    return {};
  }

  Result<void> AddDirectory(const std::string& path, int depth) {
    ROLECALL_TRY(std::vector<DirectoryEntry> entries, context_.files.List(path));
    bool configuration = false;
    for (const DirectoryEntry& entry : entries) {
      if (entry.name.empty() || entry.name.front() == '.') continue;
      const std::string inside = JoinPath(path, entry.name);
      if (entry.is_directory) {
        if (inputs_.recursive && depth < kMaxDepth) ROLECALL_RETURN_IF_ERROR(AddDirectory(inside, depth + 1));
        continue;
      }
      configuration = configuration || IsTerraform(entry.name);
      const bool json = entry.name.ends_with(".json") && !IsTerraform(entry.name);
      if (!json && !IsYaml(entry.name)) continue;
      ROLECALL_TRY(std::string text, context_.files.Read(inside, kube::kMaxManifestBytes));
      const JsonKind kind = json ? KindOfJson(text) : JsonKind::kManifest;
      if (kind == JsonKind::kOther || (!json && text.find("apiVersion") == std::string::npos)) continue;
      (kind == JsonKind::kPolicy ? found_.policies : found_.manifests).push_back({Normal(inside), std::move(text)});
    }
    // Below another directory it may be a module, which its callers configure.
    if (configuration && depth == 0) found_.configurations.push_back(path);
    return {};
  }

  CommandContext& context_;
  const LintInputs& inputs_;
  Found found_;
};

class Linter {
 public:
  Linter(CommandContext& context, const LintInputs& inputs, Found found)
      : context_(context), inputs_(inputs), found_(std::move(found)) {}

  Result<LintOutcome> Run(diag::Diagnostics& diagnostics, diag::SourceMap& sources) {
    for (access::LintSource& source : found_.manifests) {
      source.text = kube::Substitute(source.text, inputs_.substitutions);
    }
    for (const access::LintSource& source : found_.manifests) {
      outcome_.report.sources.Add(source.file, source.text);
      ROLECALL_RETURN_IF_ERROR(
          access::AddManifestText(source.file, source.text, inputs_.settings.annotation_prefix, accounts_));
    }
    for (const std::string& directory : found_.configurations) {
      if (!LintConfiguration(directory, diagnostics, sources)) return std::move(outcome_);
    }
    if (inputs_.live) ROLECALL_RETURN_IF_ERROR(LintLive());
    for (access::LintSource& source : found_.policies) {
      if (covered_.count(source.file) != 0) continue;
      access::LintPolicyFile(source.file, std::move(source.text), inputs_.kind, outcome_.report);
    }
    ROLECALL_RETURN_IF_ERROR(access::LintManifests(std::move(found_.manifests), inputs_.settings, outcome_.report));
    return std::move(outcome_);
  }

 private:
  bool LintConfiguration(const std::string& directory, diag::Diagnostics& diagnostics, diag::SourceMap& sources) {
    const Operation operation(context_, inputs_.operation);
    access::OfflineRequest request;
    request.context = operation.engine_context();
    request.directory = directory;
    request.variables = inputs_.operation.variables;
    request.account_id = inputs_.account_id;
    std::optional<access::OfflinePlan> planned = access::PlanOffline(request, diagnostics, &sources);
    if (!planned) return false;
    // The account that the service accounts' roles are of is better than none.
    if (const std::string account = AnnotatedAccount(); planned->model.account_is_placeholder && !account.empty()) {
      request.account_id = account;
      planned = access::PlanOffline(request, diagnostics);
      if (!planned) return false;
    }
    outcome_.report.sources.Append(planned->configuration->sources);
    if (!LintContractsOf(directory, planned->model, diagnostics, sources)) return false;
    LintModelWithAccounts(std::move(planned->model));
    return true;
  }

  // Contracts beside the configuration must hold of it.
  bool LintContractsOf(const std::string& directory, const access::IdentityModel& planned,
                       diag::Diagnostics& diagnostics, diag::SourceMap& sources) {
    const std::string file = Normal(JoinPath(directory, access::kContractFile));
    if (!context_.files.Exists(file)) return true;
    const Result<std::string> text = context_.files.Read(file, access::kMaxContractBytes);
    if (!text.ok()) {
      diagnostics.AddError("access-contract-file", "Cannot read the access contracts", text.error().message);
      return false;
    }
    sources.Add(file, *text);
    access::IdentityModel model = planned;
    model.Merge(accounts_);
    access::LintContracts(file, *text, model, outcome_.report, diagnostics);
    return !diagnostics.HasErrors();
  }

  // Of all annotated roles, if it is one.
  std::string AnnotatedAccount() const {
    std::set<std::string> accounts;
    for (const access::ServiceAccount& account : accounts_.service_accounts) {
      if (!account.role_arn.empty()) accounts.insert(access::AccountOf(account.role_arn));
    }
    return accounts.size() == 1 ? *accounts.begin() : std::string();
  }

  Result<void> LintLive() {
    ROLECALL_TRY(std::unique_ptr<PlaneClient> plane,
                 PlaneClient::Connect(context_, inputs_.endpoint, PlaneClient::Reach::kPlaneOrAws));
    ROLECALL_TRY(access::IdentityModel model, access::ModelFromEndpoint(plane->client()));
    LintModelWithAccounts(std::move(model));
    return {};
  }

  void LintModelWithAccounts(access::IdentityModel model) {
    model.Merge(accounts_);
    diag::SourceMap documents;
    access::AddDocumentSources(model, documents);
    for (const auto& [file, text] : documents.all()) covered_.insert(Normal(file));
    outcome_.report.sources.Append(documents);
    access::LintModel(model, inputs_.settings, outcome_.report);
    for (const std::vector<std::string>* notes : {&model.gaps, &model.passed_over}) {
      outcome_.notes.insert(outcome_.notes.end(), notes->begin(), notes->end());
    }
  }

  CommandContext& context_;
  const LintInputs& inputs_;
  Found found_;
  access::IdentityModel accounts_;  // of the manifests
  std::set<std::string> covered_;   // files that the configuration reads
  LintOutcome outcome_;
};

}  // namespace

Result<LintOutcome> RunLint(CommandContext& context, const LintInputs& inputs, diag::Diagnostics& diagnostics,
                            diag::SourceMap& sources) {
  ROLECALL_TRY(Found found, Finder(context, inputs).Find());
  return Linter(context, inputs, std::move(found)).Run(diagnostics, sources);
}

}  // namespace rolecall::cli
