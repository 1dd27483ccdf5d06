// DescribeParameters.
#include <boost/json.hpp>

#include "services/ssm/errors.h"
#include "services/ssm/filters.h"
#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/ssm/page.h"
#include "services/ssm/value.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::size_t kMostDescribed = 50;

}  // namespace

Answer DescribeParameters(Call& call, JsonInput& input) {
  const bool shared = input.Flag("Shared");
  ROLECALL_TRY(const PageRequest page, ReadPage(call, input, kMostDescribed));
  ROLECALL_TRY(const Filters filters, ReadDescribeFilters(input));
  ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, "DescribeParameters"));
  if (shared) return NotServed("Parameters that other accounts share (Shared) are not served here.");
  boost::json::array parameters;
  boost::json::object answer;
  std::string last;
  for (const ParameterPointer& each :
       call.snapshot->parameters.Sorted(directory::ParameterKey(call.own_account(), call.region, ""))) {
    if (each->name <= page.after || IsExpired(*each, call.now)) continue;
    if (!MatchesAll(*each, each->current(), filters)) continue;
    if (parameters.size() == page.most) {
      answer["NextToken"] = PageRequest::TokenOf(call, last);
      break;
    }
    boost::json::object json = MetadataJson(*each, each->current(), call.now);
    json["ARN"] = each->arn();
    parameters.emplace_back(std::move(json));
    last = each->name;
  }
  answer["Parameters"] = std::move(parameters);
  return answer;
}

}  // namespace rolecall::services::ssm
