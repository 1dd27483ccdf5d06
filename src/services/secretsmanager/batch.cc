// BatchGetSecretValue.
#include "services/json_call.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/list.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/read.h"
#include "services/secretsmanager/secrets.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::size_t kMostInBatch = 20;

// An error of one secret stands in the answer; the call itself is good.
void ReadInto(Call& call, const std::string& id, boost::json::array& values, boost::json::array& errors) {
  Answer one = ReadSecretValue(call, id, {});
  if (one.ok()) {
    values.emplace_back(std::move(*one));
    return;
  }
  const aws::ErrorShape error = AsJsonError(std::move(one.error()));
  errors.emplace_back(boost::json::object{{"SecretId", id}, {"ErrorCode", error.code}, {"Message", error.message}});
}

}  // namespace

Answer BatchGetSecretValue(Call& call, Input& input) {
  const std::vector<std::string> ids =
      input.Texts("SecretIdList", {.min = input.Has("SecretIdList") ? std::size_t{1} : 0, .max = kMostInBatch});
  const std::optional<long long> most = input.Number("MaxResults", 1, kMostInBatch);
  ListQuery query;
  query.most = static_cast<std::size_t>(most.value_or(kMostInBatch));
  query.token = input.Text("NextToken", {.min = 1, .max = 4096});
  const bool filtered = input.Has("Filters");
  ROLECALL_TRY(query.filters, ReadFilters(input));
  ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, "BatchGetSecretValue"));
  if (ids.empty() == !filtered) {
    return InvalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  }
  if (!filtered && (most || query.token)) {
    return InvalidParameter("'Filters' not specified. 'Filters' must also be specified when '" +
                            std::string(most ? "MaxResults" : "NextToken") + "' is provided.");
  }
  boost::json::array values, errors;
  for (const std::string& id : ids) ReadInto(call, id, values, errors);
  boost::json::object answer;
  if (filtered) {
    ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, "ListSecrets"));
    ROLECALL_TRY(SecretPage page, ListPage(call, query));
    for (const SecretPointer& secret : page.secrets) ReadInto(call, secret->arn(), values, errors);
    if (!page.next_token.empty()) answer["NextToken"] = page.next_token;
  }
  answer["SecretValues"] = std::move(values);
  answer["Errors"] = std::move(errors);
  return answer;
}

}  // namespace rolecall::services::secretsmanager
