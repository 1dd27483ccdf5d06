// Kubernetes: manifests and admission reviews.
#include <boost/json.hpp>
#include <string>

#include "base/random.h"
#include "kube/admission.h"
#include "kube/manifest.h"
#include "kube/service_account.h"
#include "kube/webhook_settings.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

// What is written reads back as the same documents.
void Manifest(std::string_view input) {
  const auto documents = kube::ParseManifests("f.yaml", input);
  if (!documents.ok()) return;
  const auto again = kube::ParseManifests("f.yaml", kube::FormatManifests(*documents));
  FUZZ_EXPECT(again.ok());
  FUZZ_EXPECT(*again == *documents);
  kube::IdentitySource source;
  for (const boost::json::value& document : *documents) source.AddObject(document);
}

kube::IdentitySource Identities() {
  kube::IdentitySource source;
  source.AddObject(boost::json::parse(R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"a",
      "name":"b","annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::111122223333:role/App"}}})"));
  return source;
}

// Every answer is an AdmissionReview.
void Admission(std::string_view input) {
  static const kube::IdentitySource source = Identities();
  FakeRandom random;
  const kube::ReviewAnswer answer = kube::Review(input, source, {}, random);
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(answer.body, error);
  FUZZ_EXPECT(!error && body.is_object() && body.as_object().contains("response"));
}

void ConfigMap(std::string_view input) {
  kube::IdentitySource source;
  source.SetConfigMap(input);
  source.SetContainerCredentials(input);
  kube::ParseTokenExpiration(input);
  kube::IsRoleArn(input);
}

constexpr Target kTargets[] = {{"manifest", &Manifest}, {"admission", &Admission}, {"identity_config", &ConfigMap}};

}  // namespace

std::span<const Target> KubeTargets() { return kTargets; }

}  // namespace rolecall::fuzz
