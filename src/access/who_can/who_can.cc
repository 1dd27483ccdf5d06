#include "access/who_can/who_can.h"

#include <algorithm>
#include <deque>
#include <iterator>
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
#include "policy/access_sets/access_difference.h"
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
    if (AsksForSeveral()) FindOwnPolicies();
  }

  WhoCanAnswer Run() {
    for (const Role& role : model_.roles) {
      const Grants grants = GrantsOf(role, [&](const AskedRequest& asked) { return JudgeAsked(role, asked); });
      if (!grants.empty()) Follow({&role}, grants);
      AddTokens(role);
    }
    for (const Member& user : model_.users) AddUser(user);
    AddResourcePolicy();
    NotePodIdentities();
    answer_.remarks.assign(remarks_.begin(), remarks_.end());
    return std::move(answer_);
  }

 private:
  bool AsksForSeveral() const {
    return IsPattern(question_.action) || (question_.resource != "*" && IsPattern(question_.resource));
  }

  // Policies of resources that the pattern is about.
  void FindOwnPolicies() {
    for (const ProtectedResource& one : model_.resources) {
      std::vector<std::string> asked = AskedOf(one.arn, question_.resource);
      if (asked.empty() || !one.policy.known) continue;
      PolicyCache::Compiled compiled = cache_.Get(one.policy, DocumentKind::kResource);
      if (compiled != nullptr) own_.push_back({one.arn, std::move(compiled), std::move(asked)});
    }
  }

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
    for (const OwnPolicy& own : own_) policies.push_back(own.compiled.get());
    Grants grants;
    for (const AskedRequest& asked :
         RequestsOf(question_.action, question_.resource, {AccountOf(who.arn), question_.region}, policies)) {
      const Judgement judged = judge(asked);
      if (judged.verdict != policy::Verdict::kDenied) AddGrant(GrantOf(judged), asked, grants);
    }
    if (grants.empty() && AsksForSeveral()) FindGrants(CallerFor(who), policies, judge, grants);
    return grants;
  }

  void AddGrant(GrantedBy grant, const AskedRequest& asked, Grants& grants) const {
    const auto same = std::find_if(grants.begin(), grants.end(), [&](const GrantedBy& known) {
      return known.statement == grant.statement && known.conditions == grant.conditions;
    });
    GrantedBy& kept = same != grants.end() ? *same : grants.emplace_back(std::move(grant));
    if (AsksForSeveral()) kept.examples.push_back(asked.action + " on " + asked.resource);
  }

  // None of the likely requests is allowed: that there is one at all is searched for exactly.
  template <typename Judge>
  void FindGrants(const CallerSide& caller, const std::vector<const policy::CompiledPolicy*>& policies,
                  const Judge& judge, Grants& grants) {
    policy::AccessSide side;
    side.inputs = caller.inputs();
    side.principal = caller.principal;
    std::vector<policy::AccessDifference> found =
        policy::Beyond({.has = &side, .scope = {{question_.action}, {question_.resource}}}, sets_);
    for (const OwnPolicy& own : own_) {
      side.inputs.resource = own.compiled.get();
      side.resource_account = OwnerOf(own.arn);
      side.resource_decides = own.arn.find(":kms:") != std::string::npos;
      std::vector<policy::AccessDifference> more =
          policy::Beyond({.has = &side, .scope = {{question_.action}, own.asked}}, sets_);
      std::move(more.begin(), more.end(), std::back_inserter(found));
    }
    for (const policy::AccessDifference& one : found) {
      if (one.without_effect) continue;
      if (!one.witness) {
        remarks_.insert(
            "whether " +
            NameOfArn(caller.principal.role_arn.empty() ? caller.principal.arn : caller.principal.role_arn) + " may " +
            one.action + " on " + one.resource + " is not decided: " + one.reason);
        continue;
      }
      const AskedRequest asked{one.witness->action, one.witness->resource};
      const Judgement judged = judge(asked);
      if (judged.verdict != policy::Verdict::kDenied) {
        AddGrant(GrantOf(judged), asked, grants);
      } else if (Confirms(caller, *one.witness)) {
        // Its conditions are more than are found by trying.
        AddGrant(GrantOf(one, policies), asked, grants);
      }
    }
  }

  // The request with all that it was found to need, before the resource's own policy too. Where a key stands behind it,
  // that is for JudgeAsked to say.
  bool Confirms(const CallerSide& caller, const policy::AccessWitness& found) {
    if (SecretKeyUseOf(model_, found.action, found.resource)) return false;
    const ResourcePolicy own = ResourcePolicyFor(model_, found.action, found.resource, cache_);
    policy::PolicyInputs inputs = caller.inputs();
    inputs.resource = own.compiled.get();
    inputs.resource_optional = own.unknown;
    policy::Context context = caller.context;
    AddResourceKeys(model_, found.action, found.resource, question_.region, context);
    for (const auto& entry : found.context.entries()) {
      // What the caller is, is known.
      if (context.Find(entry.key) != nullptr || !policy::IsDecidedByRequest(entry.key)) continue;
      if (entry.multivalued) context.SetMultiple(entry.key, {entry.values.begin(), entry.values.end()});
      if (!entry.multivalued) context.Set(entry.key, entry.values.front());
    }
    return policy::Decide(inputs, policy::Request(caller.principal, found.action, found.resource,
                                                  OwnerOf(found.resource), std::move(context)))
        .allowed();
  }

  static GrantedBy GrantOf(const policy::AccessDifference& found,
                           const std::vector<const policy::CompiledPolicy*>& policies) {
    GrantedBy grant;
    grant.conditions = found.conditions;
    grant.conditions.insert(grant.conditions.end(), found.exceptions.begin(), found.exceptions.end());
    for (const policy::CompiledPolicy* policy : policies) {
      const auto& statements = policy::DocumentOf(*policy).statements;
      for (std::size_t i = 0; i < statements.size(); ++i) {
        if (&statements[i] == found.statement) {
          grant.statement = "statement " + std::to_string(i + 1) + " of " + policy::NameOf(*policy);
        }
      }
    }
    return grant;
  }

  std::string OwnerOf(const std::string& resource) const {
    const std::string account = OwnerOfResource(model_, resource);
    return account.empty() ? owner_ : account;
  }

  // What is asked, with what is not known of the caller's and the resource's policies read another way.
  template <typename Who>
  Judgement JudgeRead(const Who& who, const AskedRequest& asked, const ResourcePolicy& own, Reading reading,
                      const UnknownsAbout& about) {
    ResourcePolicy read = own;
    if (own.compiled != nullptr && own.document != nullptr && HasUnknowns(*own.document, about)) {
      const DocumentKind kind = policy::DocumentOf(*own.compiled).kind;
      read.compiled = policy::Compile(ReadUnknown(*own.document, kind, reading, about), own.document->name);
      read_policies_.push_back(read.compiled);
    }
    read_sides_.push_back(CallerSideOf(model_, who, cache_, reading, about));
    return Judge(read_sides_.back(), asked.action, asked.resource, read);
  }

  // Whoever may do it if what is not known is so may do it for all that can be said.
  template <typename Who>
  void AddUnknowns(const Who& who, const CallerSide& caller, const AskedRequest& asked, const ResourcePolicy& own,
                   Judgement& judged) {
    const UnknownsAbout about = AboutQuestion({who.arn, asked.resource}, &caller.context);
    std::vector<std::string> names = caller.partial;
    if (own.document != nullptr && !own.document->unknown_parts.empty()) names.push_back("the " + own.document->name);
    if (names.empty() && !HasUnknowns({}, about)) return;
    const std::string of = names.empty() ? "the tags of " + who.name : Join(names, " and ");
    const bool denied = judged.verdict == policy::Verdict::kDenied;
    Judgement other = JudgeRead(who, asked, own, denied ? Reading::kMost : Reading::kLeast, about);
    if ((other.verdict == policy::Verdict::kDenied) == denied) return;
    if (denied) judged = std::move(other);
    judged.verdict = policy::Verdict::kAllowedIf;
    judged.conditions.push_back(denied ? "what is not known of " + of + " lets it"
                                       : "unless what is not known of " + of + " forbids it");
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
    const ResourcePolicy own =
        is_question ? resource_ : ResourcePolicyFor(model_, asked.action, asked.resource, cache_);
    Judgement judged = Judge(caller, asked.action, asked.resource, own);
    AddUnknowns(who, caller, asked, own, judged);
    if (judged.verdict == policy::Verdict::kDenied) return judged;
    const std::optional<SecretKeyUse> use = SecretKeyUseOf(model_, asked.action, asked.resource);
    if (!use) return judged;
    const std::string& key = use->secret->kms_key;
    if (!use->names_key) {
      MarkUnknown("policy of " + key, judged);
      return judged;
    }
    const KeyJudgement of_key = JudgeSecretKey(model_, *use, caller.inputs(), caller.principal, caller.context, cache_);
    if (of_key.judgement.verdict == policy::Verdict::kDenied) return of_key.judgement;
    for (const std::string& condition : of_key.judgement.conditions) judged.conditions.push_back(condition);
    if (of_key.judgement.verdict == policy::Verdict::kAllowedIf) judged.verdict = policy::Verdict::kAllowedIf;
    if (of_key.unknown) MarkUnknown("policy of " + key, judged);
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

  // The action that nobody needs a permission for: whose token lets him in, says the role's own policy.
  void AddTokens(const Role& role) {
    const std::string action = LowerAscii(question_.action);
    const bool is_asked = policy::GlobMatch(policy::ToPattern(action), "sts:assumerolewithwebidentity") &&
                          policy::GlobMatch(policy::ToPattern(question_.resource), role.arn);
    const PolicyCache::Compiled trust =
        is_asked && role.trust.known ? cache_.Get(role.trust, DocumentKind::kTrust) : nullptr;
    if (trust == nullptr) return;
    for (TrustOpening& opening : OpeningsOf(policy::DocumentOf(*trust))) {
      if (opening.provider.empty() || !IsAlive(role, opening, *trust)) continue;
      GrantedBy grant;
      grant.statement = "statement " + std::to_string(opening.statement + 1) + " of " + role.trust.name;
      grant.origin = role.trust.origin;
      AddPath({&role}, std::move(opening), {std::move(grant)});
    }
  }

  // Everybody who can become the first role of the chain.
  void Follow(const std::vector<const Role*>& chain, const Grants& grants) {
    const Role& role = *chain.front();
    const PolicyCache::Compiled trust = role.trust.known ? cache_.Get(role.trust, DocumentKind::kTrust) : nullptr;
    if (trust == nullptr) {
      remarks_.insert("the trust policy of " + role.name + " cannot be read: who can assume it is not seen");
      return;
    }
    if (!role.trust.unknown_parts.empty()) {
      remarks_.insert("the trust policy of " + role.name + " is not wholly known: whom else it lets in is not seen");
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
    UnknownsAbout about = AboutQuestion({role.arn, opening.provider, opening.who}, nullptr);
    about.provider_arn = opening.provider;
    PolicyCache::Compiled most;
    if (HasUnknowns(role.trust, about)) {
      most = policy::Compile(ReadUnknown(role.trust, DocumentKind::kTrust, Reading::kMost, about), role.trust.name);
    }
    policy::PolicyInputs inputs;
    inputs.resource = most == nullptr ? &trust : most.get();
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

  // The sessions of pods have tags of their own, which conditions may be about.
  void NotePodIdentities() {
    for (const PodIdentity& one : model_.pod_identities) {
      const Role* role = model_.FindRole(one.role_arn);
      const bool shown = std::any_of(answer_.paths.begin(), answer_.paths.end(),
                                     [role](const Path& path) { return role != nullptr && path.role == role; });
      remarks_.insert("the pods of " + one.namespace_name + "/" + one.service_account + " have the role " +
                      (one.role_arn.empty() ? std::string("of an association") : one.role_arn) +
                      " by EKS Pod Identity" +
                      (shown ? "" : ": what the tags of their sessions let them do is not seen"));
    }
  }

  // Whom the resource's own policy lets in from elsewhere.
  void AddResourcePolicy() {
    if (resource_.compiled != nullptr) AddResourcePolicy(*resource_.compiled, owner_);
    for (const OwnPolicy& own : own_) {
      if (own.compiled != resource_.compiled) AddResourcePolicy(*own.compiled, OwnerOf(own.arn));
    }
  }
  void AddResourcePolicy(const policy::CompiledPolicy& policy, const std::string& owner) {
    for (const policy::Statement& statement : policy::DocumentOf(policy).statements) {
      if (statement.effect != policy::Effect::kAllow) continue;
      if (statement.not_principal) {
        remarks_.insert("the resource's own policy allows by NotPrincipal: AWS does not say whom that lets in");
        continue;
      }
      for (const policy::PrincipalText& principal : statement.principals) {
        if (principal.type == policy::PrincipalType::kService || by_arn_.contains(principal.value)) continue;
        if (principal.value != "*" && AccountOf(principal.value) == owner) continue;
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
  struct OwnPolicy {
    std::string arn;
    PolicyCache::Compiled compiled;
    std::vector<std::string> asked;  // what of the question is the resource's
  };
  std::vector<OwnPolicy> own_;
  policy::StatementSets sets_;
  // What judgements point into.
  std::deque<CallerSide> read_sides_;
  std::vector<PolicyCache::Compiled> read_policies_;
  std::set<std::string> remarks_;
  WhoCanAnswer answer_;
};

}  // namespace

WhoCanAnswer WhoCan(const WhoCanQuestion& question) { return Search(question).Run(); }

}  // namespace rolecall::access
