#include "services/query_service.h"

#include "aws/sigv4/authentication_error.h"
#include "aws/wire/text_gate.h"
#include "base/check.h"
#include "base/utf8.h"

namespace rolecall::services {
namespace {

constexpr std::size_t kMaxParameters = 4096;

}  // namespace

QueryService::QueryService(std::string_view name, std::string_view xml_namespace, std::string_view version,
                           std::vector<QueryOperation> operations)
    : name_(name), xml_namespace_(xml_namespace), version_(version), operations_(std::move(operations)) {
  for (const QueryOperation& operation : operations_) {
    const bool is_new = by_name_.emplace(operation.name, &operation).second;
    ROLECALL_CHECK(is_new);
  }
}

std::vector<std::string_view> QueryService::operation_names() const {
  std::vector<std::string_view> names;
  for (const QueryOperation& operation : operations_) names.push_back(operation.name);
  return names;
}

http::Response QueryService::Handle(Call& call) {
  Checked<const QueryOperation*> operation = Find(call);
  if (!operation.ok()) return Refuse(call, operation.error());
  if (call.caller.anonymous() && !(*operation)->takes_anonymous) {
    return Refuse(call, MissingAuthentication(aws::Protocol::kQuery));
  }
  if (auto wrong = CheckLists(call.parameters)) return Refuse(call, *wrong);
  if (auto wrong = CheckParameters(call.parameters, (*operation)->rules)) return Refuse(call, *wrong);
  OperationResult result = (*operation)->run(call);
  if (!result.ok()) return Refuse(call, result.error());
  if (!(*operation)->has_result) return aws::EmptyQueryResponse((*operation)->name, xml_namespace_, call.request_id);
  return aws::QueryResponse((*operation)->name, xml_namespace_, *result, call.request_id);
}

Checked<std::string> ReadQueryAction(Call& call) {
  const std::string_view encoded = call.request.body.empty() ? call.request.query() : call.request.body;
  std::optional<http::QueryParameters> list = http::ParseQuery(encoded, kMaxParameters);
  if (!list.has_value()) {
    return aws::ErrorShape{400, "MalformedQueryString", "The query string or body is not well-formed."};
  }
  for (const auto& [name, value] : *list) {
    if (!IsCleanUtf8(name) || !IsCleanUtf8(value)) return aws::MalformedInputError();
  }
  call.parameters = Parameters(*std::move(list));
  const std::string_view action = call.parameters.Get("Action");
  if (action.empty()) {
    return aws::ErrorShape{400, "MissingAction", "The request is missing an action or a required parameter."};
  }
  return std::string(action);
}

Checked<const QueryOperation*> QueryService::Find(Call& call) const {
  ROLECALL_TRY(const std::string action, ReadQueryAction(call));
  const std::string_view version = call.parameters.Has("Version") ? call.parameters.Get("Version") : version_;
  auto found = by_name_.find(action);
  if (found == by_name_.end() || version != version_) {
    return aws::ErrorShape{400, "InvalidAction",
                           "Could not find operation " + std::string(FirstCharacters(action, 128)) + " for version " +
                               std::string(FirstCharacters(version, 32))};
  }
  call.audit.operation = action;
  return found->second;
}

http::Response QueryService::Refuse(Call& call, const aws::ErrorShape& error) const {
  call.audit.Fail(error.code, error.message);
  return aws::ErrorResponse(aws::Protocol::kQuery, error,
                            {.xml_namespace = xml_namespace_, .request_id = call.request_id});
}

aws::ErrorShape MissingAuthentication(aws::Protocol protocol) {
  return aws::AuthenticationError(protocol, aws::AuthFailure{aws::AuthProblem::kMissing, ""});
}

aws::ErrorShape InternalError(const Error& error) {
  if (error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kResourceExhausted) {
    return {503, "ServiceUnavailable", "The service cannot store anything at the moment."};
  }
  if (error.code == ErrorCode::kPermissionDenied) {
    return {405, "ReadOnlyNode",
            "This node follows a control plane and is read-only. Send what changes something there."};
  }
  return {500, "ServiceFailure", "The request processing has failed because of an unknown error."};
}

Checked<directory::SessionCredentials> IssueSession(Call& call, directory::Session session) {
  Result<directory::SessionCredentials> made = call.directory.IssueSession(std::move(session));
  if (made.ok()) return *std::move(made);
  return aws::ErrorShape{503, "ServiceUnavailable",
                         "This node has not heard of its control plane for too long to make new credentials."};
}

}  // namespace rolecall::services
