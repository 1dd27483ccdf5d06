#include "cli/identity/access_source.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <ostream>
#include <set>

#include "access/model/model_readers.h"
#include "access/offline/overlay_files.h"
#include "cli/operation/operation.h"
#include "cli/operation/saved_plan.h"
#include "cli/operation/variable_flags.h"
#include "diag/format.h"
#include "engine/state/state_file.h"
#include "http/client.h"
#include "kube/manifest.h"
#include "providers/catalogue.h"

namespace rolecall::cli {
namespace {

bool IsManifest(const std::string& name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

// The account of all role annotations, if it is one.
std::string AccountOfAnnotations(const access::IdentityModel& model) {
  std::set<std::string> accounts;
  for (const access::ServiceAccount& one : model.service_accounts) {
    if (std::string account = access::AccountOf(one.role_arn); !account.empty()) accounts.insert(account);
  }
  return accounts.size() == 1 ? *accounts.begin() : std::string();
}

}  // namespace

void AccessFlags::Declare(Flags& flags) {
  flags.Text("dir", "DIR", &directory, "Read a configuration directory, as if nothing existed yet; asks nobody");
  flags.Text("state", "FILE", &state, "Read a state file");
  flags.Switch("backend", &backend, "Read the state of the current directory's backend");
  flags.Text("endpoint", "URL", &endpoint, "Without these three: the endpoint to ask [AWS_ENDPOINT_URL, or AWS]");
  flags.List("f", "FILE", &manifests, "Kubernetes manifests, or a directory of them; may be repeated");
  flags.Text("account-id", "ID", &account_id,
             "With --dir: the AWS account [the only one that the directory names in ARNs]");
  DeclareVariableFlags(flags, variables, "--dir and --backend");
}

AccessSource::AccessSource(CommandContext& context, const AccessFlags& flags, std::string annotation_prefix)
    : context_(context),
      flags_(flags),
      annotation_prefix_(std::move(annotation_prefix)),
      account_id_(flags.account_id),
      http_(http::ClientOptions{}) {
  backends_ = {.files = &context.files,
               .http = &http_,
               .environment = &context.environment,
               .clock = &context.clock,
               .random = &context.random,
               .sleeper = &sleeper_};
  providers_ = providers::MakeCatalogue(
      {
          .environment = context.environment,
          .files = context.files,
          .clock = context.clock,
          .random = context.random,
          .sleeper = sleeper_,
          .make_http_client = [](const http::ClientOptions& http) { return std::make_unique<http::CurlClient>(http); },
          .run_command = aws::RunShellCommand,
      },
      context.files, backends_);
}

bool AccessSource::Complain(const std::string& message) {
  context_.err << "rolecall: " << message << "\n";
  return false;
}

Result<void> AccessSource::AddManifests(const FileSystem& files, access::IdentityModel& model) const {
  for (const std::string& path : flags_.manifests) {
    if (path == "-") {
      const std::string text((std::istreambuf_iterator<char>(context_.in)), std::istreambuf_iterator<char>());
      ROLECALL_RETURN_IF_ERROR(access::AddManifestText("standard input", text, annotation_prefix_, model));
    } else {
      ROLECALL_RETURN_IF_ERROR(access::AddManifests(path, files, annotation_prefix_, model));
    }
  }
  if (flags_.directory.empty()) return {};
  // Manifests that lie beside the configuration. Not every YAML file is one.
  Result<std::vector<DirectoryEntry>> entries = files.List(flags_.directory);
  if (!entries.ok()) return {};
  for (const DirectoryEntry& entry : *entries) {
    const std::string path = JoinPath(flags_.directory, entry.name);
    const bool given = std::find(flags_.manifests.begin(), flags_.manifests.end(), path) != flags_.manifests.end();
    if (entry.is_directory || given || !IsManifest(entry.name)) continue;
    access::IdentityModel beside;
    if (access::AddManifests(path, files, annotation_prefix_, beside).ok()) model.Merge(std::move(beside));
  }
  return {};
}

Result<void> AccessSource::ReadManifests() {
  ROLECALL_RETURN_IF_ERROR(AddManifests(context_.files, model_));
  for (const access::ServiceAccount& account : model_.service_accounts) {
    if (account.origin.range.has_place()) editable_.push_back(*account.origin.range.file);
  }
  return {};
}

access::OfflineRequest AccessSource::Request(const FileSystem& files) const {
  std::error_code error;
  access::OfflineRequest request;
  request.context = {.files = &files,
                     .environment = &context_.environment,
                     .clock = &context_.clock,
                     .random = &context_.random,
                     .providers = providers_.get(),
                     .working_directory = std::filesystem::current_path(error).string()};
  request.directory = flags_.directory;
  request.variables = flags_.variables;
  request.account_id = account_id_;
  return request;
}

void AccessSource::FindEditable(const access::OfflinePlan& planned) {
  for (const auto& [path, text] : planned.variable_sources.all()) editable_.push_back(path);
  for (const auto& [path, text] : planned.configuration->sources.all()) editable_.push_back(path);
  const Result<std::vector<DirectoryEntry>> entries = context_.files.List(flags_.directory);
  if (!entries.ok()) return;
  for (const DirectoryEntry& entry : *entries) {
    for (const char* ending : {".json", ".tpl", ".tftpl"}) {
      if (!entry.is_directory && entry.name.ends_with(ending) && !entry.name.ends_with(".tf.json")) {
        editable_.push_back(JoinPath(flags_.directory, entry.name));
      }
    }
  }
}

bool AccessSource::ReadDirectory() {
  if (account_id_.empty() && !access::FindAccount(context_.files, flags_.directory)) {
    account_id_ = AccountOfAnnotations(model_);
  }
  diag::Diagnostics diagnostics;
  diag::SourceMap sources;
  std::optional<access::OfflinePlan> planned = access::PlanOffline(Request(context_.files), diagnostics, &sources);
  if (!planned) {
    context_.err << diag::FormatDiagnostics(diagnostics, sources, {.color = false, .width = context_.columns});
    return false;
  }
  FindEditable(*planned);
  if (planned->model.account_is_placeholder) {
    remarks_.push_back("the AWS account is not known: 000000000000 stands for it (give --account-id)");
  } else if (!planned->model.account_id.empty() && planned->account_source != "-account-id") {
    remarks_.push_back("account " + planned->model.account_id + ", from " + planned->account_source);
  }
  planned->model.Merge(std::move(model_));
  model_ = std::move(planned->model);
  return true;
}

bool AccessSource::ReadStateFile() {
  const Result<std::string> text = context_.files.Read(flags_.state, engine::kMaxStateBytes);
  if (!text.ok()) return Complain(text.error().message);
  Result<std::string> opened = OpenFile(context_, flags_.variables, *text);
  if (!opened.ok()) return Complain(flags_.state + ": " + opened.error().message);
  Result<engine::State> state = engine::ReadStateFile(*opened);
  if (!state.ok()) return Complain(flags_.state + ": " + state.error().message);
  model_.Merge(access::ModelFromState(*state, engine::Schemas(*providers_), nullptr));
  return true;
}

bool AccessSource::ReadBackend() {
  OperationOptions options;
  options.input = false;
  options.lock = false;
  options.variables = flags_.variables;
  Operation operation(context_, options);
  if (!operation.Load() || !operation.CollectVariables(false) || !operation.OpenState("")) return false;
  model_.Merge(access::ModelFromState(operation.keeper().state(), engine::Schemas(*providers_), nullptr));
  return true;
}

bool AccessSource::Read() {
  const int given = !flags_.directory.empty() + !flags_.state.empty() + flags_.backend;
  if (given > 1) return Complain("give only one of --dir, --state and --backend");
  if (const Result<void> read = ReadManifests(); !read.ok()) return Complain(read.error().message);
  if (!flags_.directory.empty()) return ReadDirectory();
  if (!flags_.state.empty()) return ReadStateFile();
  return !flags_.backend || ReadBackend();
}

void AccessSource::Use(std::unique_ptr<PlaneClient> plane) {
  plane_ = std::move(plane);
  model_.region = plane_->region();
}

Result<PlaneClient*> AccessSource::Connect() {
  if (plane_ == nullptr) {
    ROLECALL_TRY(std::unique_ptr<PlaneClient> plane,
                 PlaneClient::Connect(context_, flags_.endpoint, PlaneClient::Reach::kPlaneOrAws));
    Use(std::move(plane));
  }
  return plane_.get();
}

Result<void> AccessSource::ReadLiveAccount() {
  ROLECALL_TRY(PlaneClient * plane, Connect());
  ROLECALL_TRY(access::IdentityModel live, access::ModelFromEndpoint(plane->client()));
  model_.Merge(std::move(live));
  return {};
}

std::optional<access::IdentityModel> AccessSource::TryAgain(const std::map<std::string, std::string>& changes) {
  const access::OverlayFiles files(context_.files, changes);
  access::IdentityModel manifests;
  if (!AddManifests(files, manifests).ok()) return std::nullopt;
  if (flags_.directory.empty()) {
    access::IdentityModel model = model_;
    model.service_accounts.clear();
    model.Merge(std::move(manifests));
    return model;
  }
  diag::Diagnostics ignored;
  access::OfflineRequest request = Request(files);
  std::optional<access::OfflinePlan> planned = access::PlanOffline(request, ignored);
  if (!planned) return std::nullopt;
  planned->model.Merge(std::move(manifests));
  return std::move(planned->model);
}

}  // namespace rolecall::cli
