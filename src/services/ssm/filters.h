// Filters of DescribeParameters and GetParametersByPath.
//
//   ROLECALL_TRY(const Filters filters, ReadDescribeFilters(input));
//   if (MatchesAll(*parameter, parameter->current(), filters)) …
//
// AWS, API_ParameterStringFilter: all filters must hold, the values of one are alternatives. Name takes Equals,
// BeginsWith and Contains, and does not mind the first slash of a name; Path takes OneLevel and Recursive; all others
// Equals and BeginsWith, Label Equals alone. A tag's filter without values asks whether there is such a tag.
#ifndef ROLECALL_SERVICES_SSM_FILTERS_H_
#define ROLECALL_SERVICES_SSM_FILTERS_H_

#include <string>
#include <vector>

#include "directory/parameter_records.h"
#include "services/checked.h"
#include "services/json_input.h"

namespace rolecall::services::ssm {

struct Filter {
  std::string key;     // "Name", "tag:team"
  std::string option;  // never empty
  std::vector<std::string> values;
};
using Filters = std::vector<Filter>;

// ParameterFilters, or the older Filters.
Checked<Filters> ReadDescribeFilters(JsonInput& input);
// Type, KeyId, Label.
Checked<Filters> ReadByPathFilters(JsonInput& input);

// `version`: which the filters of its type, key, tier, data type and labels look at.
bool MatchesAll(const directory::ParameterRecord& parameter, const directory::ParameterVersion& version,
                const Filters& filters);
// The filter with this key; null if there is none.
const Filter* FindFilter(const Filters& filters, std::string_view key);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_FILTERS_H_
