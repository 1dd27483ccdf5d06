#include "access/who_can/who_can.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "access/model/caller_context.h"
#include "access/model/caller_side.h"
#include "access/model/policy_cache.h"
#include "access/model/resource_policy.h"
#include "access/model/secret_key.h"
#include "access/who_can/asked.h"
#include "base/text.h"
#include "policy/document/glob.h"
#include "policy/explain/explain.h"
#include "policy/explain/judge.h"

namespace rolecall::access {
namespace {

using policy::Judgement;
using Grants = std::vector<GrantedBy>;
using policy::DocumentKind;

// Chains of roles longer than this are not followed: sessions of assumed roles last an hour, nobody builds them.
constexpr std::size_t kLongestChain = 4;
// In an account where everybody may become everybody the chains have no end: after so many decisions they are left.
constexpr int kMostChainDecisions = 100000;

// From the permission backwards to who can get it:
//   1. Every role (and user) is decided upon once: may a session of it do what is asked, with its boundary and the
//      resource's own policy? Policies are compiled once by their text, so this is linear in roles.
//   2. For each role that may, its trust policy is taken apart into openings (trust_opening.h): service accounts,
//      patterns, accounts, services. An opening is a path, unless no token can ever come through it (its provider is of
//      another account or not registered, a Deny hits it).
//   3. An opening for a principal or for the role's own account leads on: which roles may assume this one? Each is
//      decided by the engine against the trust policy and its own policies, and followed from step 2 with a longer
//      chain.
// Step 3 would ask about all pairs of roles; only roles whose policies mention sts:AssumeRole at all are candidates
// (found once), chains have a bound, a role is on a chain only once, and in all there is a bound of decisions.
class Search {
 public:
  explicit Search(const WhoCanQuestion& question) : question_(question), model_(*question.model) {
    for (const Role& role : model_.roles) by_arn_.emplace(role.arn, &role);
    for (const InstanceProfile& profile : model_.instance_profiles) {
      for (const std::string& role : profile.roles) profiles_[role].push_back(profile.name);
    }
    for (const ServiceAccount& account : model_.service_accounts) {
      annotated_.insert(account.Text() + " " + account.role_arn);
    }
    owner_ = OwnerOfResource(model_, question.resource);
    resource_ = ResourcePolicyFor(model_, question.action, question.resource, cache_);
    if (!resource_.problem.empty()) remarks_.insert(resource_.problem);
    // Whom they let in nobody knows, also where nobody's own policies allow it.
    const policy::Pattern asked = policy::ToPattern(question.resource);
    for (const ProtectedResource& one : model_.resources) {
      const bool is_it = resource_.document == &one.policy || policy::GlobMatch(asked, one.arn);
      if (is_it && !one.policy.known) NoteUnknown(one.policy.name);
    }
  }

  WhoCanAnswer Run() {
    for (const Role& role : model_.roles) {
      const Grants grants = GrantsOf(role, [&](const AskedRequest& asked) { return JudgeAsked(role, asked); });
      if (!grants.empty()) Follow({&role}, grants);
    }
    for (const Member& user : model_.users) AddUser(user);
    AddResourcePolicy();
    answer_.remarks.assign(remarks_.begin(), remarks_.end());
    return std::move(answer_);
  }

 private:
  policy::PolicySet Compile(const std::vector<const PolicyDocument*>& documents) {
    policy::PolicySet set;
    for (const PolicyDocument* document : documents) {
      if (!document->known || !document->unknown_parts.empty()) {
        remarks_.insert("the " + document->name + " is not wholly known: what it may allow is not all seen");
      }
      if (!document->known) continue;
      PolicyCache::Compiled compiled = cache_.Get(*document, DocumentKind::kIdentity);
      if (compiled == nullptr) remarks_.insert(cache_.Why(*document, DocumentKind::kIdentity));
      if (compiled != nullptr) set.push_back(std::move(compiled));
    }
    return set;
  }

  // What the caller is asked about, and which statements grant it.
  template <typename Who, typename Judge>
  Grants GrantsOf(const Who& who, const Judge& judge) {
    const policy::PolicySet identity = Compile(model_.IdentityPolicies(who));
    std::vector<const policy::CompiledPolicy*> policies;
    for (const auto& one : identity) policies.push_back(one.get());
    if (resource_.compiled != nullptr) policies.push_back(resource_.compiled.get());
    const bool is_pattern = IsPattern(question_.action) || (question_.resource != "*" && IsPattern(question_.resource));
    Grants grants;
    for (const AskedRequest& asked :
         RequestsOf(question_.action, question_.resource, {AccountOf(who.arn), question_.region}, policies)) {
      const Judgement judged = judge(asked);
      if (judged.verdict == policy::Verdict::kDenied) continue;
      GrantedBy grant = GrantOf(judged);
      const auto same = std::find_if(grants.begin(), grants.end(), [&](const GrantedBy& known) {
        return known.statement == grant.statement && known.conditions == grant.conditions;
      });
      GrantedBy& kept = same != grants.end() ? *same : grants.emplace_back(std::move(grant));
      if (is_pattern) kept.examples.push_back(asked.action + " on " + asked.resource);
    }
    return grants;
  }

  std::string OwnerOf(const std::string& resource) const {
    const std::string account = OwnerOfResource(model_, resource);
    return account.empty() ? owner_ : account;
  }

  template <typename Who>
  CallerSide CallerFor(const Who& who) {
    CallerSide caller = CallerSideOf(model_, who, cache_);
    remarks_.insert(caller.unknown.begin(), caller.unknown.end());
    return caller;
  }

  Judgement Judge(const CallerSide& caller, const std::string& action, const std::string& resource,
                  const ResourcePolicy& own) {
    policy::PolicyInputs inputs = caller.inputs();
    inputs.resource = own.compiled.get();
    inputs.resource_optional = own.unknown;
    policy::Context context = caller.context;
    if (caller.principal.kind == policy::Principal::Kind::kRoleSession) AddIssueTime(question_.now, context);
    AddResourceKeys(model_, action, resource, question_.region, context);
    Judgement judged = policy::Judge(
        inputs, policy::Request(caller.principal, action, resource, OwnerOf(resource), std::move(context)));
    if (own.unknown) MarkUnknown(own.document->name, judged);
    return judged;
  }

  void NoteUnknown(const std::string& name) {
    remarks_.insert("the " + name + " is not known: whom else it lets in is not seen");
  }

  // Nobody can say what a policy that is not known adds or takes away.
  void MarkUnknown(const std::string& name, Judgement& judged) {
    NoteUnknown(name);
    if (judged.verdict == policy::Verdict::kDenied) return;
    judged.verdict = policy::Verdict::kAllowedIf;
    judged.conditions.push_back("the " + name + ", which is not known here, lets it");
  }

  // What is asked for, and what the key behind a secret says.
  template <typename Who>
  Judgement JudgeAsked(const Who& who, const AskedRequest& asked) {
    const CallerSide caller = CallerFor(who);
    const bool is_question = asked.resource == question_.resource;
    Judgement judged = Judge(caller, asked.action, asked.resource,
                             is_question ? resource_ : ResourcePolicyFor(model_, asked.action, asked.resource, cache_));
    if (judged.verdict == policy::Verdict::kDenied) return judged;
    const std::optional<SecretKeyUse> use = SecretKeyUseOf(model_, asked.action, asked.resource);
    if (!use) return judged;
    const std::string& key = use->secret->kms_key;
    if (!use->names_key) {
      MarkUnknown("policy of " + key, judged);
      return judged;
    }
    const KeyJudgement own = JudgeSecretKey(model_, *use, caller.inputs(), caller.principal, caller.context, cache_);
    if (own.judgement.verdict == policy::Verdict::kDenied) return own.judgement;
    for (const std::string& condition : own.judgement.conditions) judged.conditions.push_back(condition);
    if (own.judgement.verdict == policy::Verdict::kAllowedIf) judged.verdict = policy::Verdict::kAllowedIf;
    if (own.unknown) MarkUnknown("policy of " + key, judged);
    return judged;
  }

  GrantedBy GrantOf(const Judgement& judged) const {
    const policy::Decision& decision = judged.confirmed;
    GrantedBy grant;
    grant.conditions = judged.conditions;
    if (!decision.has_statement) return grant;
    const policy::Statement& statement = policy::StatementOf(decision.statement);
    const std::string& name = policy::NameOf(*decision.statement.compiled);
    grant.statement = "statement " + std::to_string(decision.statement.statement + 1) +
                      (statement.sid.empty() ? "" : " (" + statement.sid + ")") + " of " + name;
    const auto policy = model_.policies.find(name);
    if (policy != model_.policies.end()) grant.origin = policy->second.document.origin;
    return grant;
  }

  // Everybody who can become the first role of the chain.
  void Follow(const std::vector<const Role*>& chain, const Grants& grants) {
    const Role& role = *chain.front();
    const PolicyCache::Compiled trust = role.trust.known ? cache_.Get(role.trust, DocumentKind::kTrust) : nullptr;
    if (trust == nullptr) {
      remarks_.insert("the trust policy of " + role.name + " cannot be read: who can assume it is not seen");
      return;
    }
    for (TrustOpening& opening : OpeningsOf(policy::DocumentOf(*trust))) {
      if (!IsAlive(role, opening, *trust)) continue;
      const bool inside = opening.kind == TrustOpening::Kind::kAccount && opening.who == role.account;
      if (opening.kind == TrustOpening::Kind::kPrincipal || inside) FollowPrincipals(chain, opening, trust, grants);
      if (!inside) AddPath(chain, std::move(opening), grants);
    }
  }

  // A token's provider must be one of the role's own account, and registered if we know them all; no Deny may hit, and
  // the audience that is wanted must be one that the provider has.
  bool IsAlive(const Role& role, const TrustOpening& opening, const policy::CompiledPolicy& trust) {
    if (opening.provider.empty()) return true;
    if (AccountOf(opening.provider) != role.account) return false;
    const OidcProvider* provider = model_.FindProviderByArn(opening.provider);
    if (model_.providers_complete && provider == nullptr) return false;
    if (opening.kind != TrustOpening::Kind::kServiceAccount) return true;
    std::vector<std::string> audiences;
    if (provider != nullptr && provider->KnowsClientIds()) audiences = provider->client_ids;
    const auto& statements = policy::DocumentOf(trust).statements;
    const bool denies = std::any_of(statements.begin(), statements.end(),
                                    [](const auto& one) { return one.effect == policy::Effect::kDeny; });
    if (audiences.empty() && !denies) return true;
    if (audiences.empty()) audiences = {"sts.amazonaws.com"};
    return std::any_of(audiences.begin(), audiences.end(),
                       [&](const std::string& audience) { return AllowsToken(role, opening, trust, audience); });
  }

  bool AllowsToken(const Role& role, const TrustOpening& opening, const policy::CompiledPolicy& trust,
                   const std::string& audience) const {
    const std::string url = opening.provider.substr(opening.provider.find(":oidc-provider/") + 15);
    policy::Context context;
    std::string subject = "system:serviceaccount:" + opening.who;
    subject[subject.rfind('/')] = ':';
    context.Set(url + ":sub", subject);
    context.Set(url + ":aud", audience);
    context.Set("aws:FederatedProvider", opening.provider);
    policy::PolicyInputs inputs;
    inputs.resource = &trust;
    const policy::Request request(policy::Principal::Federated(opening.provider), "sts:AssumeRoleWithWebIdentity",
                                  role.arn, role.account, std::move(context));
    return policy::Judge(inputs, request).verdict != policy::Verdict::kDenied;
  }

  template <typename Who>
  Judgement JudgeAssume(const Who& who, const Role& target, const PolicyCache::Compiled& trust) {
    ResourcePolicy own;
    own.compiled = trust;
    return Judge(CallerFor(who), "sts:AssumeRole", target.arn, own);
  }

  // Roles and users of the model that the opening lets in: each is a way in of its own.
  void FollowPrincipals(const std::vector<const Role*>& chain, const TrustOpening& opening,
                        const PolicyCache::Compiled& trust, const Grants& grants) {
    if (chain.size() > kLongestChain) return;
    const Role& target = *chain.front();
    for (const Role* role : Candidates(opening)) {
      if (std::find(chain.begin(), chain.end(), role) != chain.end() || !MayGoOn()) continue;
      const Judgement judged = JudgeAssume(*role, target, trust);
      if (judged.verdict == policy::Verdict::kDenied) continue;
      std::vector<const Role*> longer = {role};
      longer.insert(longer.end(), chain.begin(), chain.end());
      Follow(longer, grants);
    }
    // A user that the trust policy names is told by the opening itself.
    if (opening.kind != TrustOpening::Kind::kAccount) return;
    for (const Member* user : user_assumers_) {
      if (!MayGoOn()) return;
      const Judgement judged = JudgeAssume(*user, target, trust);
      if (judged.verdict == policy::Verdict::kDenied) continue;
      TrustOpening as_user = opening;
      as_user.kind = TrustOpening::Kind::kPrincipal;
      as_user.who = user->arn;
      AddPath(chain, std::move(as_user), grants);
    }
  }

  bool MayGoOn() {
    if (++chain_decisions_ <= kMostChainDecisions) return true;
    remarks_.insert("there are more chains of roles than were followed");
    return false;
  }

  // Only roles that some policy lets call sts:AssumeRole at all, found once.
  std::vector<const Role*> Candidates(const TrustOpening& opening) {
    if (opening.kind == TrustOpening::Kind::kPrincipal) {
      const auto found = by_arn_.find(opening.who);
      return found == by_arn_.end() ? std::vector<const Role*>() : std::vector<const Role*>{found->second};
    }
    if (!assumers_known_) {
      assumers_known_ = true;
      const auto may_assume = [&](const auto& who) {
        const policy::PolicySet set = Compile(model_.IdentityPolicies(who));
        return std::any_of(set.begin(), set.end(), [&](const auto& one) { return MayAssume(one); });
      };
      for (const Role& role : model_.roles) {
        if (may_assume(role)) assumers_.push_back(&role);
      }
      for (const Member& user : model_.users) {
        if (may_assume(user)) user_assumers_.push_back(&user);
      }
    }
    return assumers_;
  }

  bool MayAssume(const PolicyCache::Compiled& policy) {
    const auto [found, is_new] = may_assume_.emplace(policy.get(), false);
    if (!is_new) return found->second;
    for (const policy::Statement& statement : policy::DocumentOf(*policy).statements) {
      if (statement.effect != policy::Effect::kAllow) continue;
      found->second = found->second || statement.not_action;
      for (const policy::Text& action : statement.actions) {
        found->second =
            found->second || policy::GlobMatch(policy::ToPattern(LowerAscii(action.value)), "sts:assumerole");
      }
    }
    return found->second;
  }

  void AddPath(const std::vector<const Role*>& chain, TrustOpening opening, const Grants& grants) {
    Path path;
    path.role = chain.front();
    path.chain.assign(chain.begin() + 1, chain.end());
    path.grants = grants;
    if (opening.kind == TrustOpening::Kind::kService) {
      const auto found = profiles_.find(path.role->name);
      if (found != profiles_.end()) path.profiles = found->second;
    }
    path.is_annotated = annotated_.contains(opening.who + " " + path.role->arn);
    path.opening = std::move(opening);
    answer_.paths.push_back(std::move(path));
  }

  void AddUser(const Member& user) {
    Grants grants = GrantsOf(user, [&](const AskedRequest& asked) { return JudgeAsked(user, asked); });
    if (grants.empty()) return;
    Path path;
    path.is_user = true;
    path.opening.kind = TrustOpening::Kind::kPrincipal;
    path.opening.who = user.arn;
    path.grants = std::move(grants);
    answer_.paths.push_back(std::move(path));
  }

  // Whom the resource's own policy lets in from elsewhere.
  void AddResourcePolicy() {
    if (resource_.compiled == nullptr) return;
    for (const policy::Statement& statement : policy::DocumentOf(*resource_.compiled).statements) {
      if (statement.effect != policy::Effect::kAllow) continue;
      if (statement.not_principal) {
        remarks_.insert("the resource's own policy allows by NotPrincipal: AWS does not say whom that lets in");
        continue;
      }
      for (const policy::PrincipalText& principal : statement.principals) {
        if (principal.type == policy::PrincipalType::kService || by_arn_.contains(principal.value)) continue;
        if (principal.value != "*" && AccountOf(principal.value) == owner_) continue;
        remarks_.insert("the resource's own policy names " +
                        (principal.value == "*" ? std::string("everyone") : principal.value) +
                        ": who that is, is not seen here");
      }
    }
  }

  const WhoCanQuestion& question_;
  const IdentityModel& model_;
  PolicyCache cache_;
  std::unordered_map<std::string, const Role*> by_arn_;
  std::unordered_map<std::string, std::vector<std::string>> profiles_;
  std::unordered_set<std::string> annotated_;
  std::unordered_map<const policy::CompiledPolicy*, bool> may_assume_;
  std::vector<const Role*> assumers_;
  std::vector<const Member*> user_assumers_;
  int chain_decisions_ = 0;
  bool assumers_known_ = false;
  std::string owner_;
  ResourcePolicy resource_;
  std::set<std::string> remarks_;
  WhoCanAnswer answer_;
};

}  // namespace

WhoCanAnswer WhoCan(const WhoCanQuestion& question) { return Search(question).Run(); }

}  // namespace rolecall::access
