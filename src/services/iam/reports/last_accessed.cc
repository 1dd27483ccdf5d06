// When users and roles last used the services that their policies allow: jobs, and what they found. A request counts
// whether it was allowed or not, as in AWS; it is noted by service, at most once an hour.
// Differs from AWS: reports are ready at once and show what is known when they are read. Actions are not told apart:
// ACTION_LEVEL reports have no TrackedActionsLastAccessed.
#include <algorithm>

#include "base/random.h"
#include "services/iam/operations.h"
#include "services/iam/reports/grants.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::reports {
namespace {

using directory::AccessJob;
using directory::ServiceUse;

// "The report … is available for 168 hours": GetServiceLastAccessedDetails.
constexpr auto kKept = std::chrono::hours(168);
constexpr std::size_t kMostJobs = 1000;  // of an account; the oldest makes room

void ForgetOldJobs(directory::Transaction& transaction, const std::string& account, Time now) {
  auto jobs = transaction.snapshot().access_jobs.Sorted(account + "/");
  std::sort(jobs.begin(), jobs.end(), [](const auto& a, const auto& b) { return a->created > b->created; });
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (i + 1 >= kMostJobs || jobs[i]->created + kKept < now) transaction.Delete(*jobs[i]);
  }
}

OperationResult GenerateServiceLastAccessedDetails(Call& call) {
  const std::string arn(call.parameters.Get("Arn"));
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, arn)));
  ROLECALL_TRY([[maybe_unused]] Subject subject,
               FindSubject(call, *call.snapshot, arn, SubjectKinds::kIdentitiesAndPolicies));
  AccessJob job{call.caller.account, RandomUuid(call.random), arn, call.parameters.Get("Granularity") == "ACTION_LEVEL",
                call.now};
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ForgetOldJobs(transaction, job.account, call.now);
    transaction.Put(job);
    aws::XmlWriter xml;
    xml.Text("JobId", job.id);
    return xml.Take();
  });
}

Checked<std::shared_ptr<const AccessJob>> AskForJob(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  const std::string id(call.parameters.Get("JobId"));
  auto job = call.snapshot->access_jobs.Find(call.caller.account + "/" + id);
  if (job == nullptr || job->created + kKept < call.now) {
    return NoSuchEntity("The job with id " + id + " cannot be found.");
  }
  return job;
}

void WriteJob(aws::XmlWriter& xml, const AccessJob& job, bool is_good) {
  xml.Text("JobStatus", is_good ? "COMPLETED" : "FAILED");
  xml.Text("JobCreationDate", FormatIso8601Millis(job.created));
  xml.Text("JobCompletionDate", FormatIso8601Millis(job.created));
}

// The entity of the report is gone.
std::string FailedXml(const AccessJob& job, const aws::ErrorShape& error, std::string_view list) {
  aws::XmlWriter xml;
  WriteJob(xml, job, false);
  xml.Open(list).Close().Bool("IsTruncated", false);
  xml.Open("Error").Text("Message", error.message).Text("Code", error.code).Close();
  return xml.Take();
}

// A job's own elements, then its page.
OperationResult WithPage(std::string head, OperationResult page) {
  if (!page.ok()) return page;
  return head + *page;
}

std::string ServiceXml(const directory::Snapshot& snapshot, const Subject& subject, const std::string& service) {
  std::shared_ptr<const ServiceUse> newest;
  const Grantee* by = nullptr;
  int users = 0;
  for (const Grantee& grantee : subject.grantees) {
    auto use = snapshot.service_uses.Find(grantee.id + "/" + service);
    if (use == nullptr) continue;
    ++users;
    if (newest != nullptr && newest->at >= use->at) continue;
    newest = use;
    by = &grantee;
  }
  aws::XmlWriter xml;
  xml.Text("ServiceName", ServiceName(service));
  if (newest != nullptr) xml.Text("LastAuthenticated", FormatIso8601(newest->at));
  xml.Text("ServiceNamespace", service);
  if (newest != nullptr) {
    xml.Text("LastAuthenticatedEntity", by->arn).Text("LastAuthenticatedRegion", newest->region);
  }
  xml.Number("TotalAuthenticatedEntities", users);
  return xml.Take();
}

OperationResult GetServiceLastAccessedDetails(Call& call) {
  ROLECALL_TRY(auto job, AskForJob(call));
  const Checked<Subject> subject = FindSubject(call, *call.snapshot, job->arn, SubjectKinds::kIdentitiesAndPolicies);
  if (!subject.ok()) return FailedXml(*job, subject.error(), "ServicesLastAccessed");
  std::vector<Item> items;
  for (const std::string& service : GrantedServices(*subject)) {
    items.push_back({service, ServiceXml(*call.snapshot, *subject, service)});
  }
  aws::XmlWriter xml;
  WriteJob(xml, *job, true);
  xml.Text("JobType", job->by_action ? "ACTION_LEVEL" : "SERVICE_LEVEL");
  return WithPage(xml.Take(), Page(call, "ServicesLastAccessed", std::move(items)));
}

// The newest first; who never used the service, last.
Item EntityItem(const directory::Snapshot& snapshot, const Grantee& grantee, const std::string& service) {
  auto use = snapshot.service_uses.Find(grantee.id + "/" + service);
  aws::XmlWriter xml;
  xml.Open("EntityInfo").Text("Arn", grantee.arn).Text("Name", grantee.name).Text("Type", grantee.type);
  xml.Text("Id", grantee.id).Text("Path", grantee.path).Close();
  if (use != nullptr) xml.Text("LastAuthenticated", FormatIso8601(use->at));
  constexpr std::int64_t kFarAway = 9000000000000;  // 13 digits, and so have its differences to any time of ours
  const std::int64_t until = kFarAway - (use == nullptr ? 0 : UnixSeconds(use->at));
  return {std::to_string(until) + grantee.arn, xml.Take()};
}

OperationResult GetServiceLastAccessedDetailsWithEntities(Call& call) {
  ROLECALL_TRY(auto job, AskForJob(call));
  const std::string service(call.parameters.Get("ServiceNamespace"));
  const Checked<Subject> subject = FindSubject(call, *call.snapshot, job->arn, SubjectKinds::kIdentitiesAndPolicies);
  if (!subject.ok()) return FailedXml(*job, subject.error(), "EntityDetailsList");
  const bool is_granted = std::any_of(subject->policies.begin(), subject->policies.end(),
                                      [&](const GrantingPolicy& policy) { return Grants(policy.document, service); });
  std::vector<Item> items;
  for (const Grantee& grantee : subject->grantees) {
    if (is_granted) items.push_back(EntityItem(*call.snapshot, grantee, service));
  }
  aws::XmlWriter xml;
  WriteJob(xml, *job, true);
  return WithPage(xml.Take(), Page(call, "EntityDetailsList", std::move(items)));
}

}  // namespace

void AddLastAccessed(Table& table) {
  const ParameterRule arn{.name = "Arn", .required = true, .min = 20, .max = 2048};
  const ParameterRule granularity{.name = "Granularity", .values = "SERVICE_LEVEL|ACTION_LEVEL"};
  const ParameterRule job{.name = "JobId", .required = true, .min = 36, .max = 36};
  const ParameterRule service{
      .name = "ServiceNamespace", .required = true, .min = 1, .max = 64, .charset = Charset::kWordHyphen};
  table.push_back({"GenerateServiceLastAccessedDetails", &GenerateServiceLastAccessedDetails, {arn, granularity}});
  table.push_back({"GetServiceLastAccessedDetails", &GetServiceLastAccessedDetails, {job, kMarker, kMaxItems}});
  table.push_back({"GetServiceLastAccessedDetailsWithEntities",
                   &GetServiceLastAccessedDetailsWithEntities,
                   {job, service, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam::reports
