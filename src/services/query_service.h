// QueryService: a service of AWS's Query protocol (IAM, STS) as a table of operations.
//
//   QueryService iam("iam", aws::kIamNamespace, "2010-05-08", {{"GetRole", &GetRole, {kRoleName}}, …});
//
// Handle reads parameters from the body (or the query string), finds the operation, checks the parameters by its
// rules, refuses anonymous callers unless the operation takes them, runs it, and wraps its XML or error.
#ifndef ROLECALL_SERVICES_QUERY_SERVICE_H_
#define ROLECALL_SERVICES_QUERY_SERVICE_H_

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/checked.h"
#include "services/service.h"

namespace rolecall::services {

// The operation's result as XML (what stands within <ACTIONResult>); empty: the answer has no such element.
using OperationResult = Checked<std::string>;

struct QueryOperation {
  std::string_view name;
  std::function<OperationResult(Call&)> run;
  std::vector<ParameterRule> rules;
  bool takes_anonymous = false;
  bool has_result = true;  // false: only metadata is answered
};

// Reads the parameters of a Query call from its body (or the query string) into call.parameters, and gives its Action.
// MalformedQueryString, MissingAction; what is no text is refused.
Checked<std::string> ReadQueryAction(Call& call);

class QueryService : public Service {
 public:
  // `version` is the API's date, for the text of an unknown action. No two operations may have the same name: one of
  // them could never be called.
  QueryService(std::string_view name, std::string_view xml_namespace, std::string_view version,
               std::vector<QueryOperation> operations);

  std::string_view name() const final { return name_; }
  std::vector<std::string_view> operation_names() const;
  aws::Protocol protocol() const final { return aws::Protocol::kQuery; }
  http::Response Handle(Call& call) final;

 private:
  Checked<const QueryOperation*> Find(Call& call) const;
  http::Response Refuse(Call& call, const aws::ErrorShape& error) const;

  const std::string_view name_, xml_namespace_, version_;
  const std::vector<QueryOperation> operations_;
  std::unordered_map<std::string_view, const QueryOperation*> by_name_;
};

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_QUERY_SERVICE_H_
