#include "access/lint/model.h"

#include <algorithm>
#include <set>

#include "access/lint/model_parts.h"
#include "access/lint/place.h"
#include "access/model/caller_side.h"
#include "access/model/partial_document.h"
#include "base/check.h"
#include "json/document.h"
#include "policy/lint/rules.h"

namespace rolecall::access {
namespace {

// The cluster that a path belongs to: its first part.
std::string ClusterOf(const std::string& path) {
  const std::size_t begin = path.find_first_not_of('/');
  if (begin == std::string::npos) return "";
  return path.substr(begin, path.find('/', begin) - begin);
}

bool KnowsProviders(const IdentityModel& model) { return model.providers_complete; }

// A finding of a policy of which parts are not known is one whatever they are: what it is about is known, and where
// something is said to be missing from a statement's conditions, all of their keys are.
bool IsDecided(const policy::Finding& finding, const std::string& text) {
  static const std::set<std::string_view> kMissing = {"trust-oidc-no-sub", "trust-oidc-no-aud",
                                                      "trust-oidc-shared-issuer"};
  if (kMissing.contains(finding.rule->code)) return !HasUnknownKey(text, finding.pointer);
  static const std::set<std::string_view> kOfResources = {"resource-never-matches", "resource-not-taken"};
  if (kOfResources.contains(finding.rule->code) && HasUnknownResource(text, finding.pointer)) return false;
  return !IsUndecided(text, finding.pointer);
}

class PolicyLinter {
 public:
  PolicyLinter(const IdentityModel& model, LintReport& report) : model_(model), report_(report) {}

  void Run() {
    for (const Role& role : model_.roles) LintRole(role);
    for (const auto& [arn, policy] : model_.policies) {
      // Policies that AWS itself keeps are not for us to judge.
      if (AccountOf(arn) != "aws") LintManaged(policy);
    }
    for (const std::vector<Member>* members : {&model_.users, &model_.groups}) {
      for (const Member& member : *members) {
        for (const PolicyDocument& document : member.inline_policies) {
          policy::LintContext context = Context("", ClusterOf(member.path));
          context.is_inline = true;
          Lint(document, policy::DocumentKind::kIdentity, context, document.name + " of " + member.name);
        }
      }
    }
    for (const ProtectedResource& resource : model_.resources) {
      Lint(resource.policy, policy::DocumentKind::kResource, Context("", ""), "policy of " + resource.arn);
    }
  }

 private:
  policy::LintContext Context(const std::string& role_arn, const std::string& cluster) const {
    policy::LintContext context;
    context.role_arn = role_arn;
    if (!model_.account_is_placeholder) context.role_account = AccountOf(role_arn);
    context.cluster = cluster;
    if (KnowsProviders(model_)) {
      context.providers.emplace();
      for (const OidcProvider& provider : model_.providers) {
        context.providers->push_back({provider.arn, IdsOf(provider)});
      }
    }
    return context;
  }

  // None: not known.
  static std::vector<std::string> IdsOf(const OidcProvider& provider) {
    return provider.KnowsClientIds() ? provider.client_ids : std::vector<std::string>();
  }

  void LintRole(const Role& role) {
    const std::string cluster = ClusterOf(role.path);
    policy::LintContext trust = Context(role.arn, cluster);
    // Providers that the directory makes are known, also if the account has others.
    if (!trust.providers && !model_.providers.empty()) trust.providers = ProvidersWith(role.trust);
    Lint(role.trust, policy::DocumentKind::kTrust, trust, "trust policy of role " + role.name);
    for (const PolicyDocument& document : role.inline_policies) {
      policy::LintContext context = Context(role.arn, cluster);
      context.is_inline = true;
      Lint(document, policy::DocumentKind::kIdentity, context, document.name + " of role " + role.name, &role);
    }
  }

  // The model's providers, and what else the trust policy names: of those nothing is known, so nothing is said.
  std::optional<std::vector<policy::KnownProvider>> ProvidersWith(const PolicyDocument& trust) const {
    std::vector<policy::KnownProvider> known;
    for (const OidcProvider& provider : model_.providers) known.push_back({provider.arn, IdsOf(provider)});
    const policy::ParsedDocument parsed = policy::ParseGrammar(trust.text, policy::DocumentKind::kTrust);
    for (const policy::Statement& statement : parsed.document.statements) {
      for (const policy::PrincipalText& principal : statement.principals) {
        const bool here = std::any_of(known.begin(), known.end(), [&principal](const policy::KnownProvider& one) {
          return one.arn == principal.value;
        });
        if (!here && principal.type == policy::PrincipalType::kFederated) return std::nullopt;
      }
    }
    return known;
  }

  void LintManaged(const ManagedPolicy& managed) {
    const Role* user = nullptr;
    for (const Role& role : model_.roles) {
      const bool attached =
          std::any_of(role.attached.begin(), role.attached.end(),
                      [&managed](const Attachment& attachment) { return attachment.policy_arn == managed.arn; });
      if (attached) user = &role;
      if (attached) break;
    }
    const std::string cluster = user != nullptr ? ClusterOf(user->path) : "";
    Lint(managed.document, policy::DocumentKind::kIdentity, Context(user != nullptr ? user->arn : "", cluster),
         "policy " + managed.name, user);
  }

  // Whether the request ends so for the role with all that it has: its other policies and its boundary count too.
  bool IsSoForRole(const policy::Demonstration& shown, const Role& role) {
    if (shown.caller != role.arn) return true;
    const CallerSide side = CallerSideOf(model_, role, cache_);
    policy::Context context = side.context;
    for (const auto& [key, values] : shown.context) {
      if (values.size() == 1) context.Set(key, values.front());
      if (values.size() != 1) context.SetMultiple(key, values);
    }
    const policy::Request request(side.principal, shown.action, shown.resource, AccountOf(shown.resource), context);
    return policy::Decide(side.inputs(), request).allowed() == (shown.outcome == policy::Outcome::kAllowed);
  }

  void Lint(const PolicyDocument& document, policy::DocumentKind kind, const policy::LintContext& context,
            const std::string& subject, const Role* role = nullptr) {
    // A role that is made elsewhere: its trust policy is none of this source's.
    if (!document.known && document.origin.kind == Origin::Kind::kNone) return;
    if (!document.known || !document.unknown_parts.empty()) {
      report_.unknowns.push_back({subject, document.origin.address, document.unknown_parts, document.origin.range});
    }
    if (!document.known || document.text.empty()) return;
    ++report_.documents;
    std::vector<policy::Finding> found = policy::LintPolicy(document.text, kind, context);
    if (!document.unknown_parts.empty()) {
      std::erase_if(found, [&](const policy::Finding& one) { return !IsDecided(one, document.text); });
    }
    if (found.empty()) return;
    for (policy::Finding& one : found) {
      if (role != nullptr && one.demonstration && !IsSoForRole(*one.demonstration, *role)) one.demonstration.reset();
    }
    const DocumentSource source(document, report_.sources);
    for (policy::Finding& one : found) {
      // Several instances of one block say the same of the same place.
      LintFinding& finding = report_.findings.emplace_back();
      finding.rule = one.rule;
      finding.subject = subject;
      finding.address = document.origin.address;
      finding.message = std::move(one.message);
      finding.suggestion = std::move(one.suggestion);
      finding.pointer = std::move(one.pointer);
      const json::LineColumn place = json::Locate(document.text, one.span.begin);
      finding.json_line = place.line;
      finding.json_column = place.column;
      finding.range = source.Locate(one.span, finding.pointer);
      finding.edits = source.Translate(one.edits);
      finding.demonstration = std::move(one.demonstration);
    }
  }

  const IdentityModel& model_;
  LintReport& report_;
  PolicyCache cache_;
};

}  // namespace

LintFinding& AddModelFinding(LintReport& report, std::string_view code, std::string subject, const Origin& origin,
                             std::string message, std::string suggestion) {
  LintFinding& finding = report.findings.emplace_back();
  finding.rule = policy::FindLintRule(code);
  ROLECALL_CHECK(finding.rule != nullptr);
  finding.subject = std::move(subject);
  finding.address = origin.address;
  finding.range = origin.range;
  finding.message = std::move(message);
  finding.suggestion = std::move(suggestion);
  return finding;
}

void LintModelPolicies(const IdentityModel& model, LintReport& report) { PolicyLinter(model, report).Run(); }

void LintModel(const IdentityModel& model, const kube::WebhookSettings& settings, LintReport& report) {
  LintModelPolicies(model, report);
  LintModelQuotas(model, settings, report);
  LintModelKeys(model, report);
  LintModelAccounts(model, settings, report);
}

void AddDocumentSources(const IdentityModel& model, diag::SourceMap& sources) {
  const auto add = [&sources](const PolicyDocument& document) {
    if (!document.file.empty()) sources.Add(document.file, document.text);
  };
  for (const auto& [arn, policy] : model.policies) add(policy.document);
  for (const Role& role : model.roles) {
    add(role.trust);
    for (const PolicyDocument& document : role.inline_policies) add(document);
  }
  for (const std::vector<Member>* members : {&model.users, &model.groups}) {
    for (const Member& member : *members) {
      for (const PolicyDocument& document : member.inline_policies) add(document);
    }
  }
  for (const ProtectedResource& resource : model.resources) add(resource.policy);
}

LintReport NewFindings(const IdentityModel& before, const IdentityModel& after, const kube::WebhookSettings& settings,
                       const diag::SourceMap& sources) {
  const auto key = [](const LintFinding& finding) {
    return std::string(finding.rule->code) + "\n" + finding.subject + "\n" + finding.message;
  };
  LintReport old;
  LintModel(before, settings, old);
  std::multiset<std::string> known;
  for (const LintFinding& finding : old.findings) known.insert(key(finding));
  LintReport report;
  report.sources = sources;
  AddDocumentSources(after, report.sources);
  LintModel(after, settings, report);
  std::erase_if(report.findings, [&](const LintFinding& finding) {
    const auto found = known.find(key(finding));
    if (found == known.end()) return false;
    known.erase(found);
    return true;
  });
  return report;
}

}  // namespace rolecall::access
