#include "services/forward/operation.h"

#include <algorithm>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "base/utf8.h"
#include "services/forward/path_match.h"

namespace rolecall::services::forward {
namespace {

constexpr std::size_t kMaxFormParameters = 4096;

aws::ErrorShape CannotTell(const std::string& why) {
  return {400, "InvalidAction", "The action of this request cannot be told, so it cannot be authorized: " + why};
}

std::size_t CountHeaders(const http::Headers& headers, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      headers, [&](const http::Header& header) { return EqualsIgnoringAsciiCase(header.name, name); }));
}

bool IsFormType(const http::Request& request) {
  return LowerAscii(request.headers.Get("Content-Type")).starts_with("application/x-www-form-urlencoded");
}

bool IsSigningParameter(std::string_view name) { return LowerAscii(name).starts_with("x-amz-"); }

// The query without the parameters of a presigned request. Every name once.
Checked<http::QueryParameters> ReadQueryOf(const http::Request& request) {
  std::optional<http::QueryParameters> query = http::ParseQuery(request.query(), kMaxFormParameters);
  if (!query) return CannotTell("the query string is not well-formed.");
  std::erase_if(*query, [](const auto& one) { return IsSigningParameter(one.first); });
  return *std::move(query);
}

// Whether a name is there twice: readers differ in which one counts.
bool HasTwice(const http::QueryParameters& parameters, std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& one : parameters) names.push_back(one.first);
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice == names.end()) return false;
  name = std::string(*twice);
  return true;
}

// "PREFIX.Operation" of X-Amz-Target.
Checked<Operation> OfTarget(const std::vector<const Api*>& apis, const http::Request& request) {
  if (CountHeaders(request.headers, "X-Amz-Target") != 1) return CannotTell("there are several X-Amz-Target.");
  const std::string_view target = request.headers.Get("X-Amz-Target");
  const std::size_t dot = target.rfind('.');
  if (dot == target.npos) return CannotTell("X-Amz-Target has no operation.");
  ROLECALL_TRY(const http::QueryParameters query, ReadQueryOf(request));
  if (!query.empty() || request.path() != "/") return CannotTell("a JSON call goes to / and has no query string.");
  for (const Api* api : apis) {
    const bool speaks = api->Speaks(aws::Protocol::kJson10) || api->Speaks(aws::Protocol::kJson11);
    if (!speaks || api->target != target.substr(0, dot) || !api->HasOperation(target.substr(dot + 1))) continue;
    Operation operation{.api = api, .name = target.substr(dot + 1)};
    operation.protocol = api->Speaks(aws::Protocol::kJson10) ? aws::Protocol::kJson10 : aws::Protocol::kJson11;
    return operation;
  }
  return CannotTell("X-Amz-Target is no operation of the service that the request is signed for.");
}

// "/service/NAME/operation/OPERATION" of Smithy's RPC v2.
Checked<Operation> OfRpcPath(const std::vector<const Api*>& apis, const http::Request& request) {
  const std::vector<std::string_view> parts = Split(request.path().substr(1), '/');
  ROLECALL_TRY(const http::QueryParameters query, ReadQueryOf(request));
  if (parts.size() != 4 || parts[0] != "service" || parts[2] != "operation" || request.method != "POST" ||
      !query.empty()) {
    return CannotTell("the path is none of the RPC v2 protocol.");
  }
  for (const Api* api : apis) {
    if (!api->Speaks(aws::Protocol::kCbor) || api->target != parts[1] || !api->HasOperation(parts[3])) continue;
    return Operation{.api = api, .name = parts[3], .protocol = aws::Protocol::kCbor};
  }
  return CannotTell("the path is no operation of the service that the request is signed for.");
}

// SQS's queries go to the queue: "/ACCOUNT/NAME".
bool MayHavePath(std::string_view signing, std::string_view path) {
  if (path == "/") return true;
  return signing == "sqs" && std::ranges::count(path, '/') <= 3 && path.find("//") == path.npos &&
         path.find("..") == path.npos && path.find('%') == path.npos;
}

Checked<http::QueryParameters> ReadForm(const http::Request& request) {
  ROLECALL_TRY(http::QueryParameters parameters, ReadQueryOf(request));
  if (!request.body.empty()) {
    if (!parameters.empty()) return CannotTell("it has parameters in the query string and in the body.");
    std::optional<http::QueryParameters> form = http::ParseQuery(request.body, kMaxFormParameters);
    if (!form) return CannotTell("the body is not well-formed.");
    parameters = *std::move(form);
  }
  std::string name;
  if (HasTwice(parameters, name))
    return CannotTell("the parameter " + std::string(FirstCharacters(name, 64)) + " is there twice.");
  for (const auto& [key, value] : parameters) {
    if (!IsCleanUtf8(key) || !IsCleanUtf8(value)) return CannotTell("a parameter is not valid UTF-8.");
  }
  return parameters;
}

// The Action and Version of a Query call, or of EC2's.
Checked<Operation> OfForm(const std::vector<const Api*>& apis, const http::Request& request) {
  if (!MayHavePath(apis.front()->signing, request.path())) return CannotTell("a Query call goes to /.");
  ROLECALL_TRY(http::QueryParameters parameters, ReadForm(request));
  std::string_view action, version;
  for (const auto& [name, value] : parameters) {
    if (name == "Action") action = value;
    if (name == "Version") version = value;
  }
  if (action.empty()) return CannotTell("it has no Action.");
  for (const Api* api : apis) {
    const bool is_ec2 = api->Speaks(aws::Protocol::kEc2);
    if (!is_ec2 && !api->Speaks(aws::Protocol::kQuery)) continue;
    if (api->version != version && !(version.empty() && apis.size() == 1) && !is_ec2) continue;
    const auto found = std::ranges::lower_bound(api->operations, action);
    if (found == api->operations.end() || *found != action) continue;
    Operation operation{.api = api, .name = *found};
    operation.protocol = is_ec2 ? aws::Protocol::kEc2 : aws::Protocol::kQuery;
    operation.parameters = std::move(parameters);
    // The queue of an SQS call is in its path, its parameters, or both: each is one that the call is for.
    if (request.path() != "/") operation.labels.emplace_back("QueueUrl", std::string(request.path()));
    return operation;
  }
  return CannotTell("Could not find operation " + std::string(FirstCharacters(action, 128)) + " for version " +
                    std::string(FirstCharacters(version, 32)) + ".");
}

Checked<Operation> OfPath(const std::vector<const Api*>& apis, const http::Request& request,
                          std::string_view host_bucket) {
  ROLECALL_TRY(http::QueryParameters query, ReadQueryOf(request));
  std::string twice;
  ROLECALL_TRY(PathMatch match, MatchPath(apis, request, query, host_bucket));
  // Of others' lists (of tag keys, say) a name may be there several times.
  for (const QueryPart& part : match.operation->query) {
    const auto times = std::ranges::count_if(query, [&](const auto& one) { return one.first == part.name; });
    if (times > 1) return CannotTell("the parameter " + std::string(part.name) + " is there twice.");
  }
  Operation operation{.api = match.api, .name = match.operation->name};
  operation.protocol = match.api->protocols.front();
  operation.has_own_bytes = match.operation->has_own_bytes;
  operation.labels = std::move(match.labels);
  operation.parameters = std::move(query);
  return operation;
}

bool SpeaksRest(const Api* api) {
  return api->Speaks(aws::Protocol::kRestJson) || api->Speaks(aws::Protocol::kRestXml) ||
         api->Speaks(aws::Protocol::kS3);
}

}  // namespace

aws::Protocol ProtocolOfRequest(std::string_view signing, const http::Request& request) {
  const std::vector<const Api*>& apis = ServiceTable::Get().Find(signing);
  if (apis.empty()) return aws::Protocol::kRestJson;
  for (const Api* api : apis) {
    if (api->Speaks(aws::Protocol::kCbor) && request.headers.Find("smithy-protocol") != nullptr) {
      return aws::Protocol::kCbor;
    }
    const bool speaks_json = api->Speaks(aws::Protocol::kJson10) || api->Speaks(aws::Protocol::kJson11);
    if (speaks_json && request.headers.Find("X-Amz-Target") != nullptr) {
      return api->Speaks(aws::Protocol::kJson10) ? aws::Protocol::kJson10 : aws::Protocol::kJson11;
    }
    if (api->Speaks(aws::Protocol::kEc2)) return aws::Protocol::kEc2;
    if (api->Speaks(aws::Protocol::kQuery) && IsFormType(request)) return aws::Protocol::kQuery;
  }
  const auto rest = std::ranges::find_if(apis, &SpeaksRest);
  return (rest == apis.end() ? apis.front() : *rest)->protocols.front();
}

Checked<Operation> FindOperation(std::string_view signing, const http::Request& request, std::string_view host_bucket) {
  const std::vector<const Api*>& apis = ServiceTable::Get().Find(signing);
  if (apis.empty()) return CannotTell("the service is not known.");
  if (request.headers.Find("X-Amz-Target") != nullptr) return OfTarget(apis, request);
  if (request.headers.Find("smithy-protocol") != nullptr) return OfRpcPath(apis, request);
  const bool speaks_query = std::ranges::any_of(
      apis, [](const Api* api) { return api->Speaks(aws::Protocol::kQuery) || api->Speaks(aws::Protocol::kEc2); });
  const bool speaks_rest = std::ranges::any_of(apis, &SpeaksRest);
  // SES and others speak both: a form goes to /, where no REST API of theirs is.
  const bool is_form = IsFormType(request) || request.query().find("Action=") != std::string_view::npos;
  if (speaks_query && (!speaks_rest || (is_form && request.path() == "/"))) return OfForm(apis, request);
  if (speaks_rest) return OfPath(apis, request, host_bucket);
  return CannotTell("it has no X-Amz-Target.");
}

}  // namespace rolecall::services::forward
