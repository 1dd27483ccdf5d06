// Rules about resources: those that the actions of the statement can never have, and ARNs that match nothing.
#include <algorithm>

#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/lint/actions.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kSuffixSize = 7;  // "-" and six characters that Secrets Manager appends

bool MayMatchAny(const Statement& statement, const TakenTypes& types, bool strict = false) {
  return std::any_of(statement.resources.begin(), statement.resources.end(),
                     [&](const Text& resource) { return MayMatchTypes(types, resource.value, strict); });
}

// No action of the statement is about any of its resources, with stars that stay in their segments. Only of resources
// that are named outright: AWS's own policies are full of actions beside patterns that they are not about.
bool IsAboutNothing(const Statement& statement) {
  const bool named = std::all_of(statement.resources.begin(), statement.resources.end(), [](const Text& resource) {
    return !HasWildcard(std::string_view(resource.value).substr(resource.value.rfind(':') + 1));
  });
  if (!named) return false;
  return std::none_of(statement.actions.begin(), statement.actions.end(), [&](const Text& action) {
    const std::string lower = LowerAscii(action.value);
    const TakenTypes types = HasWildcard(lower) ? TakenTypes() : TypesOf(lower);
    // What is tagged while it is made has no id yet.
    const bool tags = lower.ends_with(":tagresource");
    return !types.known || types.takes_none() || tags || MayMatchAny(statement, types, true);
  });
}

void LintActionWithoutResource(LintRun& run, const Statement& statement, const Text& action) {
  const TakenTypes types = TypesOf(LowerAscii(action.value));
  if (!types.known || MayMatchAny(statement, types, IsAboutNothing(statement))) return;
  if (types.takes_none()) {
    // AWS's own guides list buckets so, and it works.
    const bool all_buckets =
        std::any_of(statement.resources.begin(), statement.resources.end(), [](const Text& resource) {
          const std::optional<Arn> arn = ParseArn(resource.value);
          return arn && arn->service == "s3" && arn->region.empty() && arn->account.empty() && arn->resource == "*";
        });
    if (all_buckets && EqualsIgnoringAsciiCase(action.value, "s3:ListAllMyBuckets")) return;
    run.Add("resource-not-taken", action.span,
            "AWS lists no resource for " + action.value + ": only \"*\" is sure to match it",
            "a statement of its own with \"Resource\": \"*\"");
    return;
  }
  const std::string type = types.MainName();
  std::string message = action.value;
  std::string suggestion;
  Ask ask = AskFor(run, statement);
  ask.action = action.value;
  ask.resource = ExampleResource(types);
  message += " is about a resource of type " + type + ", and no resource of the statement can be one";
  const std::string& first = statement.resources.front().value;
  if (type == "object" && !HasWildcard(first)) {
    suggestion = Quoted(first + "/*");
    ask.resource = first + "/example";
  }
  run.Add("resource-never-matches", action.span, std::move(message), std::move(suggestion)).demonstration =
      statement.effect == Effect::kAllow ? Show(run, ask, Outcome::kImplicitDeny) : std::nullopt;
}

// Resources that none of the actions can have, beside others that some have.
void LintUnusedResources(LintRun& run, const Statement& statement) {
  std::vector<TakenTypes> all;
  for (const Text& action : statement.actions) {
    const std::string lower = LowerAscii(action.value);
    TakenTypes types = HasWildcard(lower) ? TakenTypes() : TypesOf(lower);
    if (!types.known) return;
    all.push_back(std::move(types));
  }
  const bool some = std::any_of(all.begin(), all.end(),
                                [&statement](const TakenTypes& types) { return MayMatchAny(statement, types); });
  if (!some) return;  // said at the actions
  for (const Text& resource : statement.resources) {
    const bool used = std::any_of(
        all.begin(), all.end(), [&resource](const TakenTypes& types) { return MayMatchTypes(types, resource.value); });
    if (used) continue;
    Finding& finding = run.Add("resource-unused", resource.span,
                               "none of the statement's actions is about \"" + resource.value + "\"", "remove it");
    if (std::optional<Edit> edit = RemoveFromList(run.root, resource.span)) finding.edits = {*edit};
  }
}

bool HasSuffix(std::string_view name) {
  if (name.size() <= kSuffixSize || name[name.size() - kSuffixSize] != '-') return false;
  name.remove_prefix(name.size() - kSuffixSize + 1);
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '?';
  });
}

void LintSecret(LintRun& run, const Statement& statement, const Text& resource, const Arn& arn) {
  if (arn.service != "secretsmanager" || !arn.resource.starts_with("secret:")) return;
  const bool open = !arn.resource.empty() && arn.resource.back() == '*';
  if (open || HasSuffix(arn.resource) || HasVariable(arn.resource)) return;
  const std::string right = resource.value + "-??????";
  Finding& finding = run.Add("secret-arn-suffix", resource.span,
                             "the ARN of a secret ends with a hyphen and six characters that AWS chooses: \"" +
                                 resource.value + "\" matches none",
                             Quoted(right));
  finding.edits = {ReplaceText(resource.span, right)};
  if (statement.effect != Effect::kAllow || HasWildcard(resource.value)) return;
  Ask ask = AskFor(run, statement);
  ask.resource = resource.value + "-a1B2c3";
  finding.demonstration = Show(run, ask, Outcome::kImplicitDeny);
}

// Secrets of a sister cluster: its name has the same stem as this one's ("k8s-test" and "k8s-main").
void LintOtherCluster(LintRun& run, const Statement& statement, const Text& resource, const Arn& arn) {
  const std::string& cluster = run.context.cluster;
  std::string_view name = arn.resource;
  if (cluster.empty() || statement.effect != Effect::kAllow) return;
  if (arn.service == "secretsmanager" && name.starts_with("secret:")) {
    name.remove_prefix(7);
  } else if (arn.service == "ssm" && name.starts_with("parameter/")) {
    name.remove_prefix(10);
  } else {
    return;
  }
  const std::string_view owner = name.substr(0, name.find('/'));
  const std::size_t stem = cluster.rfind('-');
  if (owner == cluster || owner == name || stem == std::string::npos || HasWildcard(owner)) return;
  if (owner.substr(0, stem + 1) != std::string_view(cluster).substr(0, stem + 1)) return;
  const std::size_t at = resource.value.find(owner, resource.value.size() - name.size());
  std::string right = resource.value;
  right.replace(at, owner.size(), cluster);
  Finding& finding =
      run.Add("secrets-other-cluster", resource.span,
              "the role is of cluster " + cluster + ", the secrets are of " + std::string(owner), Quoted(right));
  Ask ask = AskFor(run, statement);
  ask.resource = ExampleOf(resource.value, &ask.context);
  finding.demonstration = Show(run, ask, Outcome::kAllowed);
}

void LintParts(LintRun& run, const Text& resource, const Arn& arn) {
  const bool regional = arn.service == "secretsmanager" || arn.service == "ssm" || arn.service == "kms";
  if (!regional || (!arn.region.empty() && !arn.account.empty())) return;
  // A star reaches on over colons; documents, automations and parameters of AWS's own are of no account.
  const bool of_aws = !arn.resource.starts_with("parameter") || arn.resource.starts_with("parameter/aws/");
  if (arn.region.ends_with('*') || (arn.service == "ssm" && !arn.region.empty() && of_aws)) return;
  run.Add(
      "resource-arn-parts", resource.span,
      "ARNs of " + std::string(arn.service) + " have a region and an account: \"" + resource.value + "\" matches none");
}

}  // namespace

void LintResources(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    for (const Text& resource : statement.resources) {
      const std::optional<Arn> arn = ParseArn(resource.value);
      if (!arn) continue;
      LintSecret(run, statement, resource, *arn);
      LintOtherCluster(run, statement, resource, *arn);
      LintParts(run, resource, *arn);
    }
    if (statement.not_action || statement.not_resource || statement.resources.empty()) continue;
    for (const Text& action : statement.actions) LintActionWithoutResource(run, statement, action);
    LintUnusedResources(run, statement);
  }
}

}  // namespace rolecall::policy
