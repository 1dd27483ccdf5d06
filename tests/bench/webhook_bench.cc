// What a review costs without HTTP: of a pod as kubectl makes it, and of one of about 33 KB.
#include <benchmark/benchmark.h>

#include <string>

#include "base/random.h"
#include "kube/identity_board.h"
#include "kube/injection/admission.h"

namespace rolecall::kube {
namespace {

std::string Container(int number, int variables) {
  std::string json =
      R"({"name":"c)" + std::to_string(number) +
      R"(","image":"registry.example.com/team/app:1.2.3","command":["sleep","604800"],"resources":{},"env":[)";
  for (int i = 0; i < variables; ++i) {
    json += (i == 0 ? "" : ",") + std::string(R"({"name":"VARIABLE_)") + std::to_string(i) +
            R"(","value":"some value of it"})";
  }
  return json +
         R"(],"volumeMounts":[{"name":"kube-api-access-abcde","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],)"
         R"("terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"})";
}

// As an API server asks, with the defaults filled in.
std::string Question(int containers, int variables) {
  std::string list;
  for (int i = 0; i < containers; ++i) list += (i == 0 ? "" : ",") + Container(i, variables);
  return R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"0f3b8f0a-6d0e-4b8e-9d1b-000000000001",)"
         R"("kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},)"
         R"("name":"app","namespace":"apps","operation":"CREATE","userInfo":{"username":"admin","groups":["system:masters","system:authenticated"]},)"
         R"("object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"app","namespace":"apps","labels":{"app":"app"},"managedFields":[)"
         R"({"manager":"kubectl-create","operation":"Update","apiVersion":"v1","time":"2026-11-28T18:00:00Z","fieldsType":"FieldsV1",)"
         R"("fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c0\"}":{".":{},"f:image":{}}}}}}]},)"
         R"("spec":{"volumes":[{"name":"kube-api-access-abcde","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}}],"defaultMode":420}}],)"
         R"("containers":[)" +
         list +
         R"(],"restartPolicy":"Always","dnsPolicy":"ClusterFirst","serviceAccountName":"app","serviceAccount":"app",)"
         R"("securityContext":{},"schedulerName":"default-scheduler","priority":0,"enableServiceLinks":true},"status":{}},"oldObject":null,"dryRun":false}})";
}

void ReviewPod(benchmark::State& state) {
  IdentityBoard board;
  board.AddSection("accounts").Update([](IdentitySource& identities) {
    for (int i = 0; i < 10000; ++i) identities.Add({"apps", "other" + std::to_string(i)}, {});
    identities.Add({"apps", "app"}, {{{"eks.amazonaws.com/role-arn", "arn:aws:iam::054000737513:role/k8s-main/App"}}});
  });
  const std::string question = Question(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  WebhookSettings settings;
  settings.default_region = "eu-central-1";
  FakeRandom random;
  for (auto _ : state) benchmark::DoNotOptimize(Review(question, *board.Read(), settings, random));
  state.counters["bytes"] = static_cast<double>(question.size());
}
BENCHMARK(ReviewPod)->Name("webhook/Review")->Args({1, 0})->Args({20, 22});

// One change of 10,000 accounts, as the list and watch of an API server makes it.
void PublishAccount(benchmark::State& state) {
  IdentityBoard board;
  IdentityBoard::Section& section = board.AddSection("accounts");
  section.Update([](IdentitySource& identities) {
    for (int i = 0; i < 10000; ++i) {
      identities.Add({"apps", "app" + std::to_string(i)},
                     {{{"eks.amazonaws.com/role-arn", "arn:aws:iam::054000737513:role/k8s-main/App"}}});
    }
  });
  int i = 0;
  for (auto _ : state) {
    section.Update([&](IdentitySource& identities) {
      identities.Add({"apps", "app" + std::to_string(i++ % 10000)},
                     {{{"eks.amazonaws.com/role-arn", "arn:aws:iam::054000737513:role/k8s-main/Other"}}});
    });
  }
}
BENCHMARK(PublishAccount)->Name("webhook/PublishAccount/10000");

}  // namespace
}  // namespace rolecall::kube
