// Secret stores of External Secrets for AWS (external-secrets.io, SecretStore and ClusterSecretStore).
#include <boost/json.hpp>

#include "access/doctor/doctor_run.h"
#include "kube/client/object.h"

namespace rolecall::access {
namespace {

using boost::json::value;

kube::ServiceAccountName AccountOf(const DoctorObject& store, const value& reference) {
  std::string space = kube::TextAt(reference, {"namespace"});
  return {space.empty() ? NamespaceOf(store.value) : std::move(space), kube::TextAt(reference, {"name"})};
}

void CheckReference(DoctorRun& run, const DoctorObject& store, const value& reference) {
  const kube::ServiceAccountName name = AccountOf(store, reference);
  const std::string kind = kube::TextAt(store.value, {"kind"});
  if (!kube::ListAt(reference, {"audiences"}).empty()) {
    run.Add(
        "store-audiences", store,
        "its serviceAccountRef has audiences, and tokens would be for these and for " +
            run.facts().settings.token_audience,
        "kubectl " + (kind == "SecretStore" ? "-n " + NamespaceOf(store.value) + " " : "") + "patch " + kind + " " +
            NameOf(store.value) +
            R"( --type json -p '[{"op":"remove","path":"/spec/provider/aws/auth/jwt/serviceAccountRef/audiences"}]')");
  }
  const DoctorAccount* account = run.FindAccount(name);
  if (account == nullptr ? !run.is_complete("ServiceAccount") : !account->role.empty()) return;
  const std::string text = name.first + "/" + name.second;
  run.Add("store-account-role", store,
          account == nullptr ? "service account " + text + " is not there" : "service account " + text + " has no role",
          "kubectl -n " + name.first + " annotate serviceaccount " + name.second + " " +
              run.facts().settings.annotation_prefix + "/role-arn=ROLE_ARN");
}

// Whether some statement of a trust policy speaks of sts:TagSession.
bool TakesTags(const Role& role) {
  const std::string& text = role.trust.text;
  return text.find("sts:TagSession") != std::string::npos || text.find("sts:*") != std::string::npos ||
         text.find("\"*\"") != std::string::npos;
}

void CheckTags(DoctorRun& run, const DoctorObject& store, const value& aws) {
  const std::string role_arn = kube::TextAt(aws, {"role"});
  if (kube::ListAt(aws, {"sessionTags"}).empty() || run.model() == nullptr || role_arn.empty()) return;
  const Role* role = run.model()->FindRole(role_arn);
  if (role == nullptr || TakesTags(*role)) return;
  run.Add("store-session-tags", store,
          "it sends session tags to role " + role->name + ", whose trust policy has no sts:TagSession",
          "aws iam update-assume-role-policy --role-name " + role->name +
              " --policy-document file://TRUST.json   # with sts:TagSession beside sts:AssumeRole");
}

}  // namespace

void CheckStores(DoctorRun& run) {
  for (const char* kind : {"SecretStore", "ClusterSecretStore"}) {
    for (const DoctorObject* store : run.OfKind(kind)) {
      const value* aws = kube::At(store->value, {"spec", "provider", "aws"});
      if (aws == nullptr) continue;
      if (const value* reference = kube::At(*aws, {"auth", "jwt", "serviceAccountRef"})) {
        CheckReference(run, *store, *reference);
      }
      CheckTags(run, *store, *aws);
    }
  }
}

}  // namespace rolecall::access
