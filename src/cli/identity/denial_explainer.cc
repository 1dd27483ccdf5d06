#include "cli/identity/denial_explainer.h"

#include "access/explain/explain.h"
#include "access/explain/fix.h"
#include "access/model/model_readers.h"
#include "cli/plane/plane_client.h"

namespace rolecall::cli {
namespace {

std::string FixText(const access::ExplainAnswer& answer, const std::optional<access::Fix>& fix) {
  if (answer.allowed) return "It is allowed now: what was refused has been changed since.";
  if (!fix) {
    return "No change is known that would allow this alone." + (answer.advice.empty() ? "" : "\n" + answer.advice);
  }
  std::string text = fix->summary + "\n";
  if (!fix->diff.empty()) text += "\n" + fix->diff;
  if (!fix->json_patch.empty()) text += "\nPatch of " + fix->document + ":\n" + fix->json_patch + "\n";
  if (!fix->next.empty()) text += "\nAfter it: " + fix->next + "\n";
  return text;
}

}  // namespace

Result<std::string> ExplainDenial(CommandContext& context, const AccessFlags& flags, const DeniedCall& call,
                                  Wanted wanted, std::unique_ptr<PlaneClient> plane) {
  AccessSource source(context, flags, access::ExplainQuestion().annotation_prefix);
  if (plane != nullptr) source.Use(std::move(plane));
  if (!source.Read()) return Error{ErrorCode::kInvalidArgument, "what is configured cannot be read"};
  if (source.is_live()) {
    ROLECALL_RETURN_IF_ERROR(source.ReadLiveAccount());
    ROLECALL_TRY(PlaneClient * asked, source.Connect());
    ROLECALL_RETURN_IF_ERROR(access::AddResourcePolicyFromEndpoint(asked->client(), call.resource, source.model()));
  }
  access::ExplainQuestion question;
  question.model = &source.model();
  question.principal_arn = call.principal_arn;
  question.action = call.action;
  question.resource = call.resource;
  question.region = source.model().region;
  question.now = UnixSeconds(context.clock.Now());
  const access::ExplainAnswer answer = access::Explain(question);
  if (wanted == Wanted::kReasons) return access::ToText(question, answer, nullptr, false);
  access::Trial trial;
  trial.files = &context.files;
  trial.sources = source.editable();
  trial.replan = [&](const access::FileChanges& changes) -> std::optional<access::Trial::Replanned> {
    std::optional<access::IdentityModel> model = source.TryAgain(changes);
    if (!model) return std::nullopt;
    return access::Trial::Replanned{*std::move(model), question};
  };
  const std::optional<access::Fix> fix = answer.allowed ? std::nullopt : access::FindFix(question, answer, trial);
  if (wanted == Wanted::kDocument) return access::ToJson(question, answer, fix ? &*fix : nullptr);
  return FixText(answer, fix);
}

}  // namespace rolecall::cli
