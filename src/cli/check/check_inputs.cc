#include "cli/check/check_inputs.h"

#include <istream>
#include <iterator>
#include <ostream>

#include "access/change/unread_access.h"
#include "access/model/model_readers.h"
#include "access/offline/offline_plan.h"
#include "access/review/plan_document.h"
#include "cli/operation/saved_plan.h"
#include "cli/plane/plane_client.h"
#include "diag/format.h"
#include "engine/plan/plan_file.h"
#include "engine/state/state_file.h"
#include "json/document.h"
#include "policy/lint/lint.h"

namespace rolecall::cli {
namespace {

using policy::DocumentKind;

std::optional<DocumentKind> KindNamed(const std::string& name) {
  constexpr std::pair<const char*, DocumentKind> kKinds[] = {
      {"trust", DocumentKind::kTrust}, {"identity", DocumentKind::kIdentity}, {"resource", DocumentKind::kResource}};
  for (const auto& [known, kind] : kKinds) {
    if (name == known) return kind;
  }
  return std::nullopt;
}

}  // namespace

void CheckFlags::Declare(Flags& flags) {
  flags.Custom(
      "type", "KIND",
      [this](const std::string& text) -> Result<void> {
        if (!KindNamed(text)) return Error{ErrorCode::kInvalidArgument, "is one of identity, trust and resource"};
        kind = text;
        return {};
      },
      "Of policy files: identity, trust, resource [guessed]");
  flags.Switch("live", &live, "Read the account itself: AWS_ENDPOINT_URL, or AWS");
  flags.Text("endpoint", "URL", &endpoint, "The same, of this endpoint");
  flags.Text("account-id", "ID", &account_id, "The account that a directory is for [found in its files]");
  operation.DeclareVariables(flags);
}

std::optional<access::PlanModels> CheckInputs::Complain(const std::string& message) {
  context_.err << "rolecall: " << message << "\n";
  return std::nullopt;
}

std::optional<access::PlanModels> CheckInputs::Read(const std::string& path) {
  if (path == "-") return ReadText(path, std::string((std::istreambuf_iterator<char>(context_.in)), {}));
  if (context_.files.IsDirectory(path)) return ReadDirectory(path);
  const Result<std::string> text = context_.files.Read(path, 2 * engine::kMaxStateBytes);
  if (!text.ok()) return Complain(text.error().message);
  return ReadText(path, *text);
}

std::optional<access::PlanModels> CheckInputs::ReadLive() {
  const auto plane = PlaneClient::Connect(context_, flags_.endpoint, PlaneClient::Reach::kPlaneOrAws);
  if (!plane.ok()) return Complain(plane.error().message);
  Result<access::IdentityModel> model = access::ModelFromEndpoint((*plane)->client());
  if (!model.ok()) return Complain(model.error().message);
  model->region = (*plane)->region();
  access::AddResourcePoliciesFromEndpoint((*plane)->client(), *model);
  return access::PlanModels{{}, *std::move(model)};
}

std::optional<access::PlanModels> CheckInputs::ReadDirectory(const std::string& path) {
  const Operation operation(context_, flags_.operation);
  access::OfflineRequest request;
  request.context = operation.engine_context();
  request.directory = path;
  request.variables = flags_.operation.variables;
  request.account_id = flags_.account_id;
  diag::Diagnostics diagnostics;
  diag::SourceMap sources;
  std::optional<access::OfflinePlan> planned = access::PlanOffline(request, diagnostics, &sources);
  if (planned) return access::PlanModels{{}, std::move(planned->model)};
  context_.err << diag::FormatDiagnostics(diagnostics, sources,
                                          {.color = context_.err_is_terminal, .width = context_.columns});
  return std::nullopt;
}

std::optional<access::PlanModels> CheckInputs::ReadText(const std::string& path, const std::string& given) {
  const Result<std::string> opened = OpenFile(context_, flags_.operation.variables, given);
  if (!opened.ok()) return Complain(path + ": " + opened.error().message);
  const std::string& text = *opened;
  if (engine::LooksLikePlan(text)) {
    const Result<engine::SavedPlan> saved = engine::DecodePlan(text);
    if (!saved.ok()) return Complain(path + ": " + saved.error().message);
    access::PlanModels models{access::ModelFromPlan(saved->plan, access::PlanSide::kBefore, nullptr, nullptr),
                              access::ModelFromPlan(saved->plan, access::PlanSide::kAfter, nullptr, nullptr)};
    for (std::string& one : access::UnreadAccessIn(saved->plan)) models.after.gaps.push_back(std::move(one));
    return models;
  }
  const json::ParseResult parsed = json::Parse(text, {});
  if (!parsed.error.empty()) {
    return Complain(path + ": neither a policy nor a plan nor a state: " + parsed.error);
  }
  if (parsed.root.Find("Statement") != nullptr) {
    const std::optional<DocumentKind> kind = KindNamed(flags_.kind);
    const DocumentKind known = kind ? *kind : policy::GuessKind(text);
    const policy::ParsedDocument document = policy::Parse(text, known);
    if (document.malformed) {
      return Complain(path + ": " + document.malformed->message + " " + document.malformed->detail);
    }
    return access::PlanModels{{}, access::ModelOfPolicy(text, known)};
  }
  if (parsed.root.Find("format_version") != nullptr) {
    Result<access::ReviewedDocument> shown = access::ReadPlanDocument(path, text);
    if (!shown.ok()) return Complain(shown.error().message);
    if (shown->errored) shown->after.gaps.push_back("the plan was made with errors: what is missing in it is not seen");
    return access::PlanModels{std::move(shown->before), std::move(shown->after)};
  }
  const Result<engine::State> state = engine::ReadStateFile(text);
  if (!state.ok()) return Complain(path + ": neither a policy nor a plan nor a state: " + state.error().message);
  const Operation operation(context_, flags_.operation);
  const engine::Schemas schemas(*operation.engine_context().providers);
  return access::PlanModels{{}, access::ModelFromState(*state, schemas, nullptr)};
}

}  // namespace rolecall::cli
