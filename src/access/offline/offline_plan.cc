#include "access/offline/offline_plan.h"

#include <map>

#include "access/model/model_readers.h"
#include "access/model/resource_value.h"
#include "access/offline/made_plan.h"
#include "access/offline/offline_provider.h"
#include "engine/config/passed_over.h"
#include "engine/config/variables.h"
#include "engine/render/render_state.h"
#include "hcl/evaluate/placeholder_values.h"

namespace rolecall::access {
namespace {

// An offline plan is the engine's own plan with other providers (offline_provider.h): nothing of the language is
// imitated here. Two things differ from `plan`: nothing is refreshed, and nothing is refused for what is not known or
// not supported (PlanOptions::predicting): what is passed over is said in the model.
engine::PlanOptions QuietOptions() {
  engine::PlanOptions options;
  options.refresh = false;
  options.predicting = true;
  // In order, so that generated names are the same each time.
  options.parallelism = 1;
  return options;
}

bool CheckVariables(const engine::Configuration& configuration, const engine::RootVariables& variables,
                    diag::Diagnostics& diagnostics) {
  for (const std::string& name : engine::MissingVariables(configuration, variables)) {
    diagnostics.AddError("no-value-for-required-variable", "No value for required variable",
                         "The root module input variable \"" + name +
                             "\" is not set, and has no default value. Use a -var or -var-file command line argument "
                             "to provide a value for this variable.",
                         configuration.root->variables.at(name).range);
  }
  return !diagnostics.HasErrors();
}

// The data sources that the state remembers.
std::vector<std::pair<std::string, value::Value>> DataOf(const engine::State& state, const engine::Schemas& schemas) {
  std::vector<std::pair<std::string, value::Value>> known;
  for (const auto& [key, resource] : state.resources()) {
    if (key.mode != engine::ResourceMode::kData) continue;
    const engine::ResourceSchema* schema =
        schemas.Find(engine::ProviderSource(resource.provider), "", key.mode, key.type);
    for (const engine::Instance& instance : resource.instances) {
      known.emplace_back(key.type, engine::InstanceValue(instance, schema));
    }
  }
  return known;
}

// Takes the warnings about what was passed over out of `diagnostics`, and says it in `model`: each kind once.
void TakePassedOver(diag::Diagnostics& diagnostics, IdentityModel& model) {
  std::map<std::string, std::pair<int, std::string>> kinds;  // how often, and the first place
  diag::Diagnostics kept;
  for (const diag::Diagnostic& one : diagnostics.list()) {
    if (one.code != engine::kPassedOver) {
      kept.Add(one);
      continue;
    }
    const std::string kind = one.address.empty() ? one.summary : one.address + ": " + one.summary;
    auto& [count, place] = kinds[kind];
    if (count++ > 0 || !one.subject.has_place()) continue;
    place = std::string(one.subject.file_name()) + ":" + std::to_string(one.subject.start.line);
  }
  for (const auto& [kind, seen] : kinds) {
    std::string sentence = "passed over: " + kind;
    if (!seen.second.empty()) sentence += " (" + seen.second + ")";
    if (seen.first > 1) sentence += ", and " + std::to_string(seen.first - 1) + " more";
    model.passed_over.push_back(std::move(sentence));
  }
  diagnostics = std::move(kept);
}

void NameImports(const engine::Configuration& configuration, IdentityModel& model) {
  for (const engine::ImportBlock& block : configuration.root->imports) {
    const std::string to = block.to == nullptr ? "" : hcl::SourceText(*block.to);
    model.gaps.push_back("what " + to + " is will be known only when it is imported");
  }
}

std::string CallersAccount(const OfflineAnswers& offline) {
  for (const auto& [type, value] : offline.known_data) {
    if (type == "aws_caller_identity") return TextAt(value, "account_id");
  }
  return "";
}

}  // namespace

namespace {

// The account of the provider; of several that of most roles.
void TakeAccounts(const OfflineNotes& notes, IdentityModel& model) {
  if (!notes.account_id.empty()) model.account_id = notes.account_id;
  if (notes.accounts.size() > 1) {
    std::map<std::string, int> roles;
    for (const Role& role : model.roles) ++roles[role.account];
    for (const std::string& account : notes.accounts) {
      if (roles[account] > roles[model.account_id]) model.account_id = account;
    }
  }
  for (const auto& [bucket, account] : notes.bucket_accounts) {
    if (account != model.account_id) model.bucket_accounts[bucket] = account;
  }
}

}  // namespace

std::optional<OfflinePlan> PlanOffline(const OfflineRequest& request, diag::Diagnostics& diagnostics,
                                       diag::SourceMap* sources) {
  OfflinePlan result;
  const engine::Schemas schemas(*request.context.providers);
  OfflineAnswers offline{request.account_id, DataOf(request.state, schemas)};
  if (!offline.account_id.empty()) result.account_source = "-account-id";
  if (offline.account_id.empty() && !CallersAccount(offline).empty()) {
    offline.account_id = CallersAccount(offline);
    result.account_source = "the state";
  }
  if (offline.account_id.empty()) {
    if (const auto found = FindAccount(*request.context.files, request.directory)) {
      offline.account_id = found->id;
      result.account_source = found->file;
    }
  }
  const bool placeholder = offline.account_id.empty();
  if (placeholder) offline.account_id = kPlaceholderAccount;
  const std::string before = offline.account_id;
  const OfflineCatalogue catalogue(*request.context.providers, std::move(offline));
  engine::EngineContext context = request.context;
  context.providers = &catalogue;
  if (request.directory != ".") context.data_directory = JoinPath(request.directory, context.data_directory);
  engine::Engine engine(context);
  result.configuration = engine.Load(request.directory, {.passes_over = true}, diagnostics);
  if (sources != nullptr && result.configuration != nullptr) sources->Append(result.configuration->sources);
  if (result.configuration == nullptr || diagnostics.HasErrors()) return std::nullopt;
  // Of nothing at all every promise holds: it is the wrong directory.
  if (result.configuration->IsEmpty()) {
    diagnostics.AddError("no-configuration", "No configuration files",
                         "The directory " + request.directory +
                             " has no configuration files (*.tf, *.tf.json, *.tofu). Name one that has.");
    return std::nullopt;
  }
  const engine::RootVariables variables =
      engine::CollectVariables(*result.configuration, *context.files, *context.environment, request.variables,
                               &result.variable_sources, diagnostics);
  if (sources != nullptr) sources->Append(result.variable_sources);
  if (!CheckVariables(*result.configuration, variables, diagnostics)) return std::nullopt;
  result.plan = engine.MakePlan(*result.configuration, variables, request.state, QuietOptions(), diagnostics);
  if (diagnostics.HasErrors() || result.plan.errored) return std::nullopt;
  result.model = ModelFromPlan(result.plan, PlanSide::kAfter, result.configuration.get(), context.files);
  TakePassedOver(diagnostics, result.model);
  NameImports(*result.configuration, result.model);
  const OfflineNotes& notes = catalogue.notes();
  result.model.gaps.insert(result.model.gaps.end(), notes.gaps.begin(), notes.gaps.end());
  result.model.unread = notes.unread;
  TakeAccounts(notes, result.model);
  if (!notes.account_id.empty() && result.model.account_id != before) result.account_source = "the provider block";
  result.model.account_is_placeholder = result.model.account_id == kPlaceholderAccount && placeholder;
  result.model.region = notes.region;
  return result;
}

IdentityModel PredictAfter(const engine::EngineContext& context, const engine::Configuration& configuration,
                           const engine::RootVariables& variables, const engine::Plan& plan) {
  const engine::Schemas schemas(*context.providers);
  OfflineAnswers offline{"", DataOf(plan.prior_state, schemas)};
  offline.account_id = CallersAccount(offline);
  if (offline.account_id.empty()) {
    offline.account_id = ModelFromPlan(plan, PlanSide::kBefore, nullptr, nullptr).account_id;
  }
  if (offline.account_id.empty()) {
    if (const auto found = FindAccount(*context.files, configuration.directory)) offline.account_id = found->id;
  }
  const bool placeholder = offline.account_id.empty();
  if (placeholder) offline.account_id = kPlaceholderAccount;
  const OfflineCatalogue catalogue(*context.providers, std::move(offline));
  engine::EngineContext offline_context = context;
  offline_context.providers = &catalogue;
  engine::Engine engine(offline_context);
  diag::Diagnostics ignored;
  engine::PlanOptions options = QuietOptions();
  options.mode = plan.mode;
  options.targets = plan.targets;
  options.excludes = plan.excludes;
  options.force_replace = plan.force_replace;
  MadePlan made(plan);
  options.foretell = [&made](const engine::ResourceAddress& address, const engine::ResourceBlock& block,
                             engine::Provider& provider) { return made.Foretell(address, block, provider); };
  const engine::Plan predicted = engine.MakePlan(configuration, variables, plan.prior_state, options, ignored);
  if (ignored.HasErrors() || predicted.errored) return {};
  IdentityModel model = ModelFromObjects(made.With(predicted), &configuration, context.files);
  TakePassedOver(ignored, model);
  TakeAccounts(catalogue.notes(), model);
  model.account_is_placeholder = placeholder && model.account_id == kPlaceholderAccount;
  return model;
}

}  // namespace rolecall::access
