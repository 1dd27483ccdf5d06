// ListSecrets.
#include "services/secretsmanager/list.h"

#include <fmt/format.h>

#include <algorithm>

#include "directory/snapshot.h"
#include "services/page_token.h"
#include "services/secretsmanager/description.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/secrets.h"

namespace rolecall::services::secretsmanager {
namespace {

std::string SortableTime(std::optional<Time> time) {
  return fmt::format("{:020}", time ? time->time_since_epoch().count() : 0);
}

// What the list is ordered by, as text; the name makes it unique. A page's token is the key of its last secret, so that
// pages neither repeat nor leave out a secret because others come and go meanwhile.
std::string SortKey(const directory::SecretRecord& secret, std::string_view sort_by) {
  if (sort_by == "name") return secret.name;
  const std::optional<Time> time = sort_by == "last-accessed-date"  ? secret.last_accessed
                                   : sort_by == "last-changed-date" ? std::optional(secret.changed)
                                                                    : std::optional(secret.created);
  return SortableTime(time) + secret.name;
}

}  // namespace

Checked<SecretPage> ListPage(const Call& call, const ListQuery& query) {
  std::optional<std::string> after;
  if (query.token) {
    after = PlaceOfToken(call, *query.token);
    if (!after) return BadNextToken();
  }
  const auto before = [&](std::string_view a, std::string_view b) { return query.descending ? b < a : a < b; };
  std::vector<std::pair<std::string, SecretPointer>> found;
  for (SecretPointer& secret :
       call.snapshot->secrets.Sorted(directory::SecretKey(call.own_account(), call.region, ""))) {
    if (secret->deleted && (!query.planned || IsPurged(*secret, call.now))) continue;
    std::string key = SortKey(*secret, query.sort_by);
    if ((after && !before(*after, key)) || !MatchesAll(*secret, query.filters)) continue;
    found.emplace_back(std::move(key), std::move(secret));
  }
  std::ranges::sort(found, before, [](const auto& entry) { return std::string_view(entry.first); });
  SecretPage page;
  const std::size_t count = std::min(found.size(), query.most);
  for (std::size_t i = 0; i < count; ++i) page.secrets.push_back(std::move(found[i].second));
  if (count < found.size()) page.next_token = PageToken(call, found[count - 1].first);
  return page;
}

Answer ListSecrets(Call& call, Input& input) {
  ListQuery query;
  query.most = static_cast<std::size_t>(input.Number("MaxResults", 1, 100).value_or(100));
  query.token = input.Text("NextToken", {.min = 1, .max = 4096});
  query.planned = input.Flag("IncludePlannedDeletion");
  query.descending = input.OneOf("SortOrder", {"asc", "desc"}) == "desc";
  query.sort_by =
      input.OneOf("SortBy", {"created-date", "last-accessed-date", "last-changed-date", "name"}).value_or("");
  ROLECALL_TRY(query.filters, ReadFilters(input));
  ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, "ListSecrets"));
  ROLECALL_TRY(SecretPage page, ListPage(call, query));
  boost::json::array list;
  for (const SecretPointer& secret : page.secrets) {
    list.emplace_back(DescribeRecord(*call.snapshot, *secret, "SecretVersionsToStages"));
  }
  boost::json::object answer{{"SecretList", std::move(list)}};
  if (!page.next_token.empty()) answer["NextToken"] = page.next_token;
  return answer;
}

}  // namespace rolecall::services::secretsmanager
