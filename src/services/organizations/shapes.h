// Answers of AWS Organizations: pages of lists, and the shapes that several operations share. For this folder only.
#ifndef ROLECALL_SERVICES_ORGANIZATIONS_SHAPES_H_
#define ROLECALL_SERVICES_ORGANIZATIONS_SHAPES_H_

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "services/organizations/operations.h"
#include "services/organizations/tree.h"

namespace rolecall::services::organizations {

struct Item {
  std::string key;  // unique; what the list is ordered by
  boost::json::object shape;
};
// The page that MaxResults and NextToken ask for. A token is the last item's key: pages neither repeat nor leave out
// because others come and go meanwhile.
Answer Page(const Call& call, Input& input, std::string_view list, std::vector<Item> items);

boost::json::object RootShape(const directory::Organization& organization);
boost::json::object UnitShape(const directory::Snapshot& snapshot, const directory::Organization& organization,
                              const Node& unit);
boost::json::object AccountShape(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                 const directory::MemberAccount& account);
boost::json::array TagsShape(const directory::Tags& tags);
double Seconds(Time time);  // as JSON has times

// A policy as the operations see it: a record, or AWS's own.
struct Policy {
  std::string id, arn, name, description, type, text;
  bool of_aws = false;
  directory::Tags tags;
};
std::optional<Policy> FindPolicy(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                 std::string_view id);
std::vector<Policy> PoliciesOfType(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                   std::string_view type);
boost::json::object PolicySummary(const Policy& policy);

// PolicyType, Filter: one that can be here.
std::string ReadPolicyType(Input& input, std::string_view member);

}  // namespace rolecall::services::organizations

#endif  // ROLECALL_SERVICES_ORGANIZATIONS_SHAPES_H_
