// Secrets under a key of the account: whoever may read one needs the key too.
#include "access/lint/model_parts.h"
#include "access/model/caller_context.h"
#include "access/model/policy_cache.h"
#include "access/model/resource_policy.h"
#include "base/placeholder.h"
#include "policy/decide/engine.h"

namespace rolecall::access {
namespace {

constexpr const char* kRead = "secretsmanager:GetSecretValue";
constexpr const char* kDecrypt = "kms:Decrypt";
constexpr std::size_t kMostPairs = 200'000;  // of roles and secrets

// Keys of another form (aliases) are not known to be of this account.
bool HasOwnKey(const StoredSecret& secret) {
  return secret.kms_key.find(":key/") != std::string::npos && !HasPlaceholder(secret.kms_key) &&
         AccountOf(secret.kms_key) == AccountOf(secret.arn);
}

class KeyLinter {
 public:
  KeyLinter(const IdentityModel& model, LintReport& report) : model_(model), report_(report) {}

  void Run() {
    std::vector<const StoredSecret*> secrets;
    for (const StoredSecret& secret : model_.secrets) {
      if (HasOwnKey(secret)) secrets.push_back(&secret);
    }
    if (secrets.empty() || model_.roles.size() * secrets.size() > kMostPairs) return;
    for (const Role& role : model_.roles) LintRole(role, secrets);
  }

 private:
  // Nothing is said of a role whose policies are not wholly known.
  bool IsKnown(const Role& role) const {
    if (!model_.MissingPolicies(role.attached).empty() || !role.boundary_arn.empty()) return false;
    for (const PolicyDocument* document : model_.IdentityPolicies(role)) {
      if (!document->known || !document->unknown_parts.empty()) return false;
    }
    return true;
  }

  void LintRole(const Role& role, const std::vector<const StoredSecret*>& secrets) {
    if (!IsKnown(role)) return;
    policy::PolicySet identity;
    for (const PolicyDocument* document : model_.IdentityPolicies(role)) {
      PolicyCache::Compiled compiled = cache_.Get(*document, policy::DocumentKind::kIdentity);
      if (compiled == nullptr) return;
      identity.push_back(std::move(compiled));
    }
    for (const StoredSecret* secret : secrets) {
      if (!Decide(role, identity, kRead, secret->arn, *secret).allowed()) continue;
      const policy::Decision key = Decide(role, identity, kDecrypt, secret->kms_key, *secret);
      if (key.allowed()) continue;
      AddModelFinding(report_, "secret-kms-decrypt", "role " + role.name, role.origin,
                      "the role may read " + secret->arn + ", but not use its key " + secret->kms_key +
                          ": Access to KMS is not allowed",
                      "allow kms:Decrypt on " + secret->kms_key)
          .demonstration = policy::Demonstration{role.arn, kDecrypt, secret->kms_key, {}, key.outcome};
    }
  }

  policy::Decision Decide(const Role& role, const policy::PolicySet& identity, const char* action,
                          const std::string& resource, const StoredSecret& secret) {
    policy::Context context = CallerContext(role);
    AddResourceKeys(model_, action, resource, model_.region, context);
    context.Set("secretsmanager:SecretId", secret.arn);
    context.Set("kms:ViaService", "secretsmanager." + model_.region + ".amazonaws.com");
    context.Set("kms:EncryptionContext:SecretARN", secret.arn);
    policy::PolicyInputs inputs;
    inputs.identity = &identity;
    const ResourcePolicy own = ResourcePolicyFor(model_, action, resource, cache_);
    inputs.resource = own.compiled.get();
    inputs.resource_optional = own.unknown;
    return policy::Decide(inputs,
                          policy::Request(CallerPrincipal(role), action, resource, AccountOf(resource), context));
  }

  const IdentityModel& model_;
  LintReport& report_;
  PolicyCache cache_;
};

}  // namespace

void LintModelKeys(const IdentityModel& model, LintReport& report) { KeyLinter(model, report).Run(); }

}  // namespace rolecall::access
