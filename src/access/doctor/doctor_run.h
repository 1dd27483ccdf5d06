// One run of the doctor: the objects sorted by what they are, and how a finding is made. For the sources of this
// folder.
//
//   run.Add("pod-stale", pod.object, "…", "kubectl -n demo rollout restart deployment/web");
//
// Everything points into the facts, which must outlive the run.
#ifndef ROLECALL_ACCESS_DOCTOR_DOCTOR_RUN_H_
#define ROLECALL_ACCESS_DOCTOR_DOCTOR_RUN_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/doctor/doctor.h"
#include "kube/service_account.h"

namespace rolecall::access {

struct DoctorPod {
  const DoctorObject* object = nullptr;     // what it stands in
  const boost::json::value* pod = nullptr;  // itself, or a workload's template
  kube::ServiceAccountName account;
  bool runs = false;  // it is in a cluster: what was to be injected is injected

  std::vector<const boost::json::value*> Containers() const;  // with those that run first
};

struct DoctorAccount {
  const DoctorObject* object = nullptr;
  std::string role;  // of the annotation; empty: none
  bool uses_pod_identity = false;
};

class DoctorRun {
 public:
  DoctorRun(const DoctorFacts& facts, const IdentityModel* model, LintReport& report);

  const DoctorFacts& facts() const { return facts_; }
  const IdentityModel* model() const { return model_; }
  const std::vector<DoctorPod>& pods() const { return pods_; }
  const std::map<kube::ServiceAccountName, DoctorAccount>& accounts() const { return accounts_; }
  const DoctorAccount* FindAccount(const kube::ServiceAccountName& name) const;
  bool is_complete(const std::string& kind) const { return facts_.complete.count(kind) != 0; }
  // All objects of a kind.
  std::vector<const DoctorObject*> OfKind(std::string_view kind) const;
  const DoctorObject* Find(std::string_view kind, const std::string& space, const std::string& name) const;

  LintFinding& Add(std::string_view code, const DoctorObject* object, const std::string& subject, std::string message,
                   std::string repair);
  LintFinding& Add(std::string_view code, const DoctorObject& object, std::string message, std::string repair);

 private:
  void Sort(const DoctorObject& object);

  const DoctorFacts& facts_;
  const IdentityModel* model_;
  LintReport& report_;
  std::multimap<std::string, const DoctorObject*, std::less<>> by_kind_;
  std::map<kube::ServiceAccountName, DoctorAccount> accounts_;
  std::vector<DoctorPod> pods_;
};

// "Pod demo/app"; "Namespace demo" for what is in none.
std::string DescribeOf(const boost::json::value& object);
std::string NamespaceOf(const boost::json::value& object);
std::string NameOf(const boost::json::value& object);
// What makes pods anew: "kubectl -n demo rollout restart deployment/web", or to delete a pod that nothing manages.
std::string RestartCommand(const DoctorPod& pod);
// The value of a container's variable; null if it has none of that name. One without a plain value is "".
const std::string* VariableOf(const boost::json::value& container, std::string_view name, std::string& kept);

void CheckPods(DoctorRun& run);
void CheckPodEnvironments(DoctorRun& run);
void CheckAgent(DoctorRun& run);
void CheckWebhooks(DoctorRun& run);
void CheckStores(DoctorRun& run);
void CheckIssuer(DoctorRun& run);
void CheckRoles(DoctorRun& run);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_DOCTOR_DOCTOR_RUN_H_
