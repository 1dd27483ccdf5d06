// Rules about the fields of ARNs in Resource, for all services: whether the service is one, and whether its ARNs have a
// region and an account. Judged by the types of resources that the reference of all services has.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "diag/diagnostic.h"
#include "embedded/table.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"
#include "policy/lint/actions.h"
#include "policy/lint/lint_run.h"
#include "policy/reference/service_reference.h"

namespace rolecall::policy {
namespace {

constexpr std::string_view kCode = "resource-arn-fields";

const std::set<std::string, std::less<>>& Regions() {
  static const auto* const kRegions = [] {
    auto* regions = new std::set<std::string, std::less<>>();
    for (const embedded::Row& row : embedded::ReadTable("regions.tsv", {"region", "name", "s3_zone"})) {
      regions->emplace(row[0]);
    }
    return regions;
  }();
  return *kRegions;
}

bool IsOpen(std::string_view part) { return HasWildcard(part) || HasVariable(part); }

// What the types of a service have in a field: all of them something, all nothing, or it depends.
struct Fields {
  bool some_region = false, no_region = false, some_account = false, no_account = false;
};

// Of the types that the resource part may be of; of all types if it may be of none.
Fields FieldsOf(const ServiceReference& service, const Arn& arn) {
  Fields fields;
  const auto add = [&fields](std::string_view pattern) {
    const std::optional<Arn> type = ParseArn(pattern);
    if (!type) return;
    (type->region.empty() ? fields.no_region : fields.some_region) = true;
    (type->account.empty() ? fields.no_account : fields.some_account) = true;
  };
  bool found = false;
  for (const ResourceType& type : service.resources()) {
    const std::optional<Arn> written = ParseArn(type.pattern);
    if (!written || written->service != arn.service || !GlobMatch(ToPattern(written->resource), arn.resource)) continue;
    found = true;
    add(type.pattern);
  }
  if (found) return fields;
  for (const ResourceType& type : service.resources()) add(type.pattern);
  return fields;
}

void AddField(LintRun& run, const Text& resource, std::string message) {
  run.Add(kCode, resource.span, "\"" + resource.value + "\" " + std::move(message));
}

void LintAccount(LintRun& run, const Text& resource, const Arn& arn) {
  if (arn.account.empty() || IsOpen(arn.account) || IsAccountId(arn.account) || arn.account == "aws") return;
  if (arn.account.starts_with("aws-") || arn.account == "cloudfront" || arn.account == "amazon") return;
  AddField(run, resource, "has \"" + std::string(arn.account) + "\" where twelve digits of an account stand");
}

void LintRegion(LintRun& run, const Text& resource, const Arn& arn) {
  if (arn.region.empty() || IsOpen(arn.region) || Regions().contains(arn.region)) return;
  const std::vector<std::string> known(Regions().begin(), Regions().end());
  run.Add("resource-region-unknown", resource.span,
          "AWS has no region " + std::string(arn.region) + " that is known here",
          diag::DidYouMean(std::string(arn.region), known).value_or(""));
}

void LintFields(LintRun& run, const Text& resource, const Arn& arn, const ServiceReference& service) {
  if (IsOpen(arn.service) || service.resources().empty()) return;
  const Fields fields = FieldsOf(service, arn);
  const std::string name(arn.service);
  // What these lack is an error, and said by resource-arn-parts.
  const bool said = name == "secretsmanager" || name == "ssm" || name == "kms";
  // A star that ends a part reaches on over what follows.
  const bool reaches = arn.region.ends_with('*');
  if (arn.region.empty() && !said && fields.some_region && !fields.no_region) {
    AddField(run, resource, "has no region, which ARNs of " + name + " have");
  } else if (!arn.region.empty() && arn.region != "*" && !IsOpen(arn.region) && fields.no_region &&
             !fields.some_region) {
    AddField(run, resource, "has a region, which ARNs of " + name + " have not");
  }
  if (arn.account.empty() && !said && !reaches && fields.some_account && !fields.no_account) {
    AddField(run, resource, "has no account, which ARNs of " + name + " have");
  } else if (!arn.account.empty() && !IsOpen(arn.account) && fields.no_account && !fields.some_account) {
    AddField(run, resource, "has an account, which ARNs of " + name + " have not");
  }
}

// Parts after the service are missing, and no star reaches over them.
void LintShort(LintRun& run, const Text& resource) {
  ArnParts parts;
  const int count = SplitArn(resource.value, parts);
  if (count == 6 || parts[0] != "arn" || count < 3 || parts[count - 1].ends_with('*') || IsOpen(resource.value)) return;
  AddField(run, resource, "has " + std::to_string(count) + " parts; an ARN has six, with colons between");
}

// No type of the service has such a resource part: "usr/ann" of IAM.
void LintResourcePart(LintRun& run, const Text& resource, const Arn& arn, const ServiceReference& service) {
  const std::size_t end = arn.resource.find_first_of("/:");
  if (end == std::string_view::npos || IsOpen(arn.resource.substr(0, end))) return;
  const std::string_view head = arn.resource.substr(0, end + 1);
  bool has_heads = false;
  std::vector<std::string> heads;
  for (const ResourceType& type : service.resources()) {
    const std::optional<Arn> written = ParseArn(type.pattern);
    if (!written || written->service != arn.service) continue;
    const std::size_t own = written->resource.find_first_of("/:");
    // One that begins with a name of the customer's own may be anything.
    if (own == std::string_view::npos || HasWildcard(written->resource.substr(0, own))) return;
    has_heads = true;
    if (written->resource.substr(0, own + 1) == head) return;
    heads.emplace_back(written->resource.substr(0, own));
  }
  if (!has_heads) return;
  run.Add("resource-arn-type", resource.span,
          std::string(arn.service) + " has no resources \"" + std::string(head) + "…\"",
          diag::DidYouMean(std::string(head.substr(0, head.size() - 1)), heads).value_or(""));
}

void LintService(LintRun& run, const Text& resource, const Arn& arn) {
  const std::string lower = LowerAscii(arn.service);
  if (IsOpen(arn.service) || arn.service.empty()) return;
  if (lower != arn.service) {
    run.Add("resource-arn-service", resource.span,
            "services are in lower case in ARNs: \"" + std::string(arn.service) + "\"", lower);
  } else if (!IsKnownService(lower)) {
    run.Add("resource-arn-service", resource.span, "AWS has no service \"" + lower + "\" that is known here",
            diag::DidYouMean(lower, ServicePrefixes()).value_or(""));
  }
}

}  // namespace

bool IsKnownRegion(std::string_view region) { return Regions().contains(region); }

void LintArnFields(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    for (const Text& resource : statement.resources) {
      LintShort(run, resource);
      const std::optional<Arn> arn = ParseArn(resource.value);
      if (!arn) continue;
      LintService(run, resource, *arn);
      LintAccount(run, resource, *arn);
      LintRegion(run, resource, *arn);
      const ServiceReference* service = FindService(arn->service);
      if (service == nullptr) continue;
      LintFields(run, resource, *arn, *service);
      LintResourcePart(run, resource, *arn, *service);
    }
  }
}

}  // namespace rolecall::policy
