// What is wrong between a cluster, its issuer and AWS, so that pods do not get their roles: the checks that need more
// than policies and manifests (those are lint's, access/lint).
//
//   DoctorFacts facts{.settings = settings, .now = clock.Now()};
//   facts.objects.push_back({.value = pod, .file = ""});                 // of a cluster, or of a file
//   Diagnose(facts, &model, report);                                     // model: AWS's side; may be null
//
// What is not known is not judged: a kind of objects counts as complete only if it is in `complete`. Findings carry the
// command that repairs them (LintFinding::repair). The catalogue is data/doctor-checks.tsv.
// Pure; one thread. Cost: linear in the objects.
#ifndef ROLECALL_ACCESS_DOCTOR_DOCTOR_H_
#define ROLECALL_ACCESS_DOCTOR_DOCTOR_H_

#include <boost/json/value.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/lint/lint.h"
#include "access/model/identity_model.h"
#include "base/clock.h"
#include "crypto/jwk.h"
#include "kube/webhook_settings.h"

namespace rolecall::access {

struct DoctorObject {
  boost::json::value value;
  std::string file;  // empty: of the cluster
};

// What was found of the cluster's issuer. Texts are empty where something was not looked at.
struct IssuerFacts {
  std::string issuer;                      // as its discovery document or its tokens name it
  std::string discovery_url;               // that was read
  std::optional<std::string> unreachable;  // why its documents could not be read
  std::optional<std::string> document;     // what is wrong with them
  std::optional<crypto::KeySet> keys;
  std::optional<std::string> token_key_id;  // of a token that the cluster made just now
  std::optional<std::int64_t> clock_skew;   // seconds that our clock is ahead of the token's iat
};

struct DoctorFacts {
  const kube::WebhookSettings& settings;
  Time now;
  std::vector<DoctorObject> objects;
  std::set<std::string> complete;   // kinds of which all objects of a cluster are there
  std::string server_version = {};  // "v1.31.2"; empty: not known
  std::optional<IssuerFacts> issuer = {};
};

void Diagnose(const DoctorFacts& facts, const IdentityModel* model, LintReport& report);

// What the API server would make of a pod of that service account ("ns/name") is not what it should be.
void AddDryRunFinding(const std::string& account, const std::string& why, LintReport& report);

// The catalogue, by code.
const std::vector<policy::LintRule>& DoctorRules();

// A line for each service account that has a role, is trusted by one, or is used by a pod: what it asks for and whether
// it gets it.
struct MatrixRow {
  std::string account, role;  // "ns/name"; an ARN, or "-"
  std::string verdict;        // "trusted", "not trusted", "no such role", "not annotated", "role not known"
};
std::vector<MatrixRow> IdentityMatrix(const IdentityModel& model, const kube::WebhookSettings& settings);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_DOCTOR_DOCTOR_H_
