#include "services/ssm/page.h"

#include <fmt/format.h>

#include "services/ssm/errors.h"

namespace rolecall::services::ssm {

Checked<PageRequest> ReadPage(const Call& call, JsonInput& input, std::size_t most) {
  PageRequest page;
  page.most = static_cast<std::size_t>(
      input.Number("MaxResults", 1, static_cast<long long>(most)).value_or(static_cast<long long>(most)));
  const std::optional<std::string> token = input.Text("NextToken", {.min = 0, .max = 4096});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (!token) return page;
  std::optional<std::string> place = PlaceOfToken(call, *token);
  if (!place) return InvalidNextToken();
  page.after = *std::move(place);
  return page;
}

std::string SortableNumber(int number) { return fmt::format("{:010}", number); }

}  // namespace rolecall::services::ssm
